"""``newsletter article add brief.docx``: from a Word file to an issue, or a refusal that leaves nothing."""

from collections.abc import Callable

import pytest

from tests.cli.builders import EVERY_LANGUAGE, Terminal
from tests.sources.docx_files import docx_of_markdown, docx_of_xml, p, package
from tests.sources.sample_article import sample_text


def test_a_word_file_is_added_and_issues_are_drawn_from_it(terminal: Terminal) -> None:
    (terminal.folder / "brief.docx").write_bytes(docx_of_markdown(sample_text(spoken=True)))
    assert terminal.types("article", "add", "brief.docx").code == 0
    articles = terminal.folder / "issues" / "articles"
    (kept,) = (articles / "originals").glob("*.docx")
    assert (articles / f"{kept.stem}.md").is_file()
    drawn = terminal.types("draw", "brief.docx")
    assert drawn.code == 0, drawn.err
    checked = terminal.types("check", "--offline", "1", "--json")
    assert [one for one in checked.json["findings"] if one["code"].startswith("quote")] == []


UNKNOWN = {
    "nl": "als gewone tekst gelezen: de stijl Kader met rand",
    "en": "read as ordinary text: the style Kader met rand",
}


@EVERY_LANGUAGE
def test_a_style_that_is_not_known_is_said(terminal: Terminal, language: str) -> None:
    file = docx_of_xml(p("Een titel", "Title") + p("Woorden in een kader, met een punt.", "Kader"))
    (terminal.folder / "brief.docx").write_bytes(file)
    assert UNKNOWN[language] in terminal.types("article", "show", "brief.docx").out


REFUSALS: dict[str, tuple[Callable[[], bytes], dict[str, str]]] = {
    "brief.odt": (
        lambda: b"PK",
        {
            "nl": "brief.odt: is een OpenDocument-tekst (odt); bewaar het als .docx, of kopieer de"
            " tekst naar een .txt-bestand, en voeg dat toe",
            "en": "brief.odt: is an OpenDocument text (odt); save it as .docx, or copy its text into"
            " a .txt file, and add that",
        },
    ),
    "brief.rtf": (
        lambda: b"{\\rtf1 Titel}",
        {
            "nl": "is een document met opmaak (rtf); bewaar het als .docx",
            "en": "is a rich-text document (rtf); save it as .docx",
        },
    ),
    "zip.docx": (
        lambda: package({"a.zip": package({"b.zip": b"PK"})}),
        {"nl": "zip.docx: is een zipbestand;", "en": "zip.docx: is a zip archive;"},
    ),
    "lang.docx": (
        lambda: docx_of_xml("<w:p/>" * 1_000_000),
        {"nl": "heeft meer dan 5000 alinea’s", "en": "has more than 5000 paragraphs"},
    ),
    "half.docx": (
        lambda: docx_of_xml(p("Titel"))[:300],
        {"nl": "is beschadigd of geen Word-bestand", "en": "is damaged or not a Word file"},
    ),
}


@EVERY_LANGUAGE
@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_read_is_said_in_the_publications_language_and_nothing_is_kept(
    terminal: Terminal, language: str, name: str
) -> None:
    made, said = REFUSALS[name]
    (terminal.folder / name).write_bytes(made())
    before = sorted(terminal.folder.rglob("*"))
    answer = terminal.types("article", "add", name)
    assert answer.code == 1
    assert said[language] in " ".join(answer.err.split())
    assert sorted(terminal.folder.rglob("*")) == before
