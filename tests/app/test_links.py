"""Titles in ``issues/links.toml`` that wait for an address, and entries that nothing names."""

from dataclasses import replace
from pathlib import Path

from newsletter.app import Newsletter
from newsletter.message import Message
from newsletter.model.blocks import CrossLink
from newsletter.model.issue import Issue
from tests.app.builders import SetClock, a_publication
from tests.sources.builders import text_article

ISSUE = Issue(
    number=1,
    slug="rust",
    title="Rust",
    subject="Rust",
    preheader="",
    blocks=(CrossLink("Grenzen stellen"),),
)


def test_a_title_is_noted_once_and_is_unmatched_where_nothing_names_it(tmp_path: Path) -> None:
    app: Newsletter = a_publication(tmp_path / "own", SetClock())
    assert app.issues.links.note_missing(ISSUE) == ("Grenzen stellen",)
    assert app.issues.links.note_missing(ISSUE) == ()
    assert app.issues.links.unmatched() == ("Grenzen stellen",)
    path = app.issues.new("Nog een brief")
    path.write_text(f"{path.read_text('utf-8')}\nOver grenzen stellen.\n", "utf-8")
    assert app.issues.links.unmatched() == ()


def test_links_without_an_address_are_named_where_issues_are_drawn(tmp_path: Path) -> None:
    app: Newsletter = a_publication(tmp_path / "own", SetClock())
    article = replace(text_article("Rust", "", "Zo is het."), address="https://voorbeeld.nl/rust")
    drawn = replace(ISSUE, article="stuk.txt")
    (message,) = app.issues.links.note_missing_of([drawn], {"stuk.txt": article})
    assert message.data["count"] == 1
    assert message.data["links"] == (Message("link-of-issue", title="Grenzen stellen", issue=1),)
