"""One article in the markup of eleven builders reads to the same parts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from newsletter import sources
from newsletter.model.article import Article
from tests.sources.class_names import with_shuffled_classes, without_classes
from tests.sources.sample_article import SPEAKER, SPOKEN, reading, reading_of_sample
from tests.sources.shape_fixtures import LEFT_OUT_KINDS, kinds_left_out
from tests.sources.visible_words import words_lost

FOLDER = Path(__file__).with_name("builders")
ADDRESS = "https://helder-moment.example/rust-in-een-druk-huis"
BUILDERS = (
    "divi",
    "elementor",
    "ghost",
    "google-docs",
    "gutenberg",
    "medium",
    "notion",
    "squarespace",
    "substack",
    "webflow",
    "word",
)
_SITE = ["page footer", "page header", "sign-up form"]
AROUND = {  # what stands around the article on each page, or within it as no part of it
    "divi": [*_SITE, "comments", "related links", "sharing links"],
    "elementor": [*_SITE, "author box", "caption", "dialog", "sharing links"],
    "ghost": [*_SITE, "caption"],
    "google-docs": ["comments", "page header"],
    "gutenberg": [*_SITE, "caption", "comments", "related links", "sharing links"],
    "medium": ["caption", "page header", "sidebar"],
    "notion": ["bookmark card", "caption", "contents list", "emoji"],
    "squarespace": [*_SITE, "caption", "related links", "sharing links", "tags"],
    "substack": ["caption", "page footer", "sharing links", "sign-up form"],
    "webflow": [*_SITE, "caption", "related links", "sharing links"],
    "word": ["contents list", "footnotes"],
}
VARIANTS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "classes shuffled": partial(with_shuffled_classes, seed=12),
    "classes shuffled again": partial(with_shuffled_classes, seed=2026),
    "without classes": without_classes,
}


def page_of(builder: str) -> str:
    return (FOLDER / f"{builder}.html").read_text("utf-8")


def read(page: str) -> Article:
    return sources.read("stuk.html", page.encode(), read_from=ADDRESS)


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("builder", BUILDERS)
def test_a_builders_page_reads_as_the_sample_does(builder: str, variant: str) -> None:
    assert reading(read(VARIANTS[variant](page_of(builder)))) == reading_of_sample()


@pytest.mark.parametrize("builder", BUILDERS)
def test_no_visible_word_of_a_builders_page_is_lost_in_silence(builder: str) -> None:
    page = page_of(builder)
    assert words_lost(page, read(page)) == []


@pytest.mark.parametrize("builder", AROUND)
def test_what_stands_around_the_article_is_told_by_kind(builder: str) -> None:
    told = set(kinds_left_out(read(page_of(builder))))
    assert set(AROUND[builder]) <= told <= set(LEFT_OUT_KINDS)


def test_every_page_has_the_words_of_the_sample() -> None:
    wanted = reading_of_sample()
    assert (SPOKEN, SPEAKER) in [quote for part in wanted["quotes"] for quote in part]
    assert sorted(path.stem for path in FOLDER.glob("*.html")) == list(BUILDERS)


@pytest.mark.parametrize("builder", BUILDERS)
def test_shuffling_changes_class_names_alone(builder: str) -> None:
    page = page_of(builder)
    assert with_shuffled_classes(page, 1) == with_shuffled_classes(page, 1)
    bare = "".join(without_classes(page).split())
    assert "".join(without_classes(with_shuffled_classes(page, 1)).split()) == bare
