"""The three articles that the repository brings along."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter import sources
from newsletter.model.article import Article

FOLDER = Path(__file__).parents[2] / "issues" / "articles"
SAMPLES = ("nee-zeggen.txt", "piekeren.txt", "rust.md")


def read(name: str) -> Article:
    return sources.read(name, (FOLDER / name).read_bytes())


@pytest.mark.parametrize("name", SAMPLES)
def test_facts_of_a_sample_stay_golden(name: str, golden: Callable[[str, str], None]) -> None:
    told = json.dumps(sources.facts(read(name)), ensure_ascii=False, indent=2)
    golden(f"articles/{name}.json", told + "\n")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_every_part_of_the_full_shape(name: str) -> None:
    article = read(name)
    assert article.short_title
    assert article.category
    assert article.reading_minutes
    assert article.intro
    assert article.sign_off == "Hartelijke groet,\nDe redactie"
    assert [question.hint is not None for question in article.questions] == [True] * 3
    assert 8 <= len(article.sections) <= 11
    assert all(" — " in part.heading or " – " in part.heading for part in article.sections)
    assert all(len(part.quotes) == 1 for part in article.sections)
    assert [len(part.prompts) for part in article.sections] == [1] * (len(article.sections) - 1) + [
        0
    ]
    assert sum(len(part.see_also) for part in article.sections) == 2
    assert article.call_to_action
    assert len(article.subscribe_calls) == 1
    assert 4 <= sum(not entry.site for entry in article.faq) <= 5
    assert any(entry.site for entry in article.faq)
    assert article.unplaced == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_as_long_as_a_blog(name: str) -> None:
    words = re.findall(r"[^\W_][\w’'-]*", (FOLDER / name).read_text("utf-8"))
    assert 900 <= len(words) <= 1_800


def test_the_sample_in_markdown_knows_its_addresses() -> None:
    article = read("rust.md")
    assert article.address == "https://helder-moment.example/rust-in-een-druk-huis"
    assert all(link.url for part in article.sections for link in part.see_also)
