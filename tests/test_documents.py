"""What the documents say is what the code does."""

import re
import tomllib
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import newsletter
from newsletter import providers
from tests import commands_page, providers_page, settings_page
from tests.pictures import HEAVIEST

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    path: path.read_text("utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
}


PAGES = {
    "settings.md": settings_page.page,
    "commands.md": commands_page.page,
    "providers.md": providers_page.page,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_is_written_from_the_code_is_what_the_code_says_golden(
    name: str, request: pytest.FixtureRequest
) -> None:
    path = ROOT / "docs" / name
    if request.config.getoption("--accept"):
        path.write_text(PAGES[name](), "utf-8")
    assert path.read_text("utf-8") == PAGES[name](), (
        f"docs/{name} is not what the code says; make accept"
    )


def links_of(path: Path) -> set[Path]:
    """The files that a document links to."""
    links = re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", DOCUMENTS[path])
    return {(path.parent / link).resolve() for link in links if "…" not in link}


@pytest.mark.parametrize("index", ["README.md", "docs/README.md"])
def test_both_indexes_lead_to_every_document(index: str) -> None:
    missing = DOCUMENTS.keys() - links_of(ROOT / index) - {ROOT / index}
    assert sorted(path.name for path in missing) == []


def test_every_make_target_stands_in_the_readme() -> None:
    targets = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert targets is not None
    readme = DOCUMENTS[ROOT / "README.md"]
    assert [target for target in targets[1].split() if f"make {target}" not in readme] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_links_to_is_there(path: Path) -> None:
    assert sorted(str(link) for link in links_of(path) if not link.exists()) == []


def test_every_picture_is_shown_by_a_document_with_words_and_is_light() -> None:
    pictures = set((ROOT / "docs" / "pictures").iterdir())
    shown = {
        (path.parent / name).resolve(): words
        for path, text in DOCUMENTS.items()
        for words, name in re.findall(r"!\[(.*?)\]\(([^)…]+)\)", text)
    }
    assert shown.keys() == pictures
    assert all(len(words.split()) > 3 for words in shown.values())
    assert len(pictures) <= 8
    assert [one.name for one in pictures if one.stat().st_size > HEAVIEST] == []


def allowed() -> list[list[str]]:
    """The rows of the table of what providers allow."""
    section = DOCUMENTS[ROOT / "docs" / "fleet.md"].partition("## What a provider allows")[2]
    table = re.findall(r"^\| (.+) \|$", section.partition("\n## ")[0], re.MULTILINE)
    return [row.split(" | ") for row in table[1:]]


def test_every_provider_that_sends_stands_in_the_table_of_what_they_allow() -> None:
    assert [row[0] for row in allowed()] == [one for one in providers.names() if one != "outbox"]


@pytest.mark.parametrize("row", allowed(), ids=lambda row: row[0])
def test_the_hours_for_a_letter_follow_from_what_a_provider_allows(row: list[str]) -> None:
    name, readers, _, calls, *hours = row
    assert readers == f"{providers.capabilities_of(name).recipients_per_call:,}"
    if calls == "–":
        assert hours == ["–"] * 3
        return
    an_hour = int(readers.replace(",", "")) * int(calls.replace(",", ""))
    each = [many / an_hour for many in (1_000_000, 10_000_000, 100_000_000)]
    assert hours == [f"{one:,.0f}" if one >= 100 else f"{one:.2g}" for one in each]


EMPHASIS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")


def words_of_the_desk(*, translated: bool) -> list[str]:
    """Every sentence of the product as it begins, in English or in Dutch."""
    files = (ROOT / "newsletter" / "locale" / "nl").glob("*.po")
    entries = [one for file in files for one in read_po(BytesIO(file.read_bytes())) if one.id]
    texts = [one.string if translated else one.id for one in entries]
    whole = [text for one in texts for text in ([one] if isinstance(one, str) else one)]
    return [text.replace("{weekday}", "Sunday") for text in whole]


def unknown(phrases: list[str], words: list[str]) -> list[str]:
    return [phrase for phrase in phrases if not any(one.startswith(phrase) for one in words)]


def test_what_the_guide_to_the_desk_names_is_called_so_at_the_desk() -> None:
    named = EMPHASIS.findall(DOCUMENTS[ROOT / "docs" / "desk.md"])
    assert len(named) > 40
    assert unknown(named, words_of_the_desk(translated=False)) == []


def test_what_the_tour_of_the_desk_names_is_called_so_in_its_language() -> None:
    steps = re.findall(r"^\d\. (?:.*\n)(?:   .*\n)*", DOCUMENTS[ROOT / "README.md"], re.MULTILINE)
    named = EMPHASIS.findall("".join(steps))
    assert len(named) > 6
    assert unknown(named, words_of_the_desk(translated=True)) == []


def test_the_changelog_keeps_to_its_format() -> None:
    changelog = DOCUMENTS[ROOT / "CHANGELOG.md"]
    heads = re.findall(r"^## (.*)$", changelog, re.MULTILINE)
    assert heads[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", head) for head in heads[1:])
    assert f"## [{newsletter.__version__}] - " in changelog
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", changelog, re.MULTILINE)) <= kinds
    concerned = re.findall(r"^#### For (\w+)", changelog, re.MULTILINE)
    assert set(concerned) == {"editors", "readers", "operators", "provider"}


def test_the_architecture_has_the_layers_of_the_import_contract() -> None:
    page = DOCUMENTS[ROOT / "docs" / "architecture.md"]
    drawn = re.search(r"^```\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert drawn is not None
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = [set(layer.split(" | ")) for layer in linted["contracts"][0]["layers"]]
    assert [set(line.split(" · ")) for line in drawn[1].splitlines()] == layers[1:]  # no __main__
    described = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page, re.MULTILINE)
    packages = {package for cell in described for package in re.findall(r"`(\w+)`", cell)}
    assert packages == set().union(*layers[1:])
