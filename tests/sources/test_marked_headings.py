"""Headings without markup that all end in a colon or a full stop."""

import pytest

from tests.sources.builders import (
    LONG,
    headings,
    html_article,
    markdown_article,
    paragraphs,
    text_article,
)

TITLE = ("Grenzen stellen", "", "Wie nooit nee zegt, raakt op. Dat leer je gelukkig af.", "")
NAMES = ["Je lichaam", "Je hoofd", "Je hart", "Je adem"]
COLON = [f"{name}:" for name in NAMES]


def sections(names: list[str], between: str = "\n\n", *closing: str) -> list[str]:
    lines = [line for name in names for line in (name + between + LONG, "", LONG, "", *closing)]
    return "\n".join(lines).split("\n")


PROMPT = ("💡 Wat voel je?", "")


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_lines_with_a_colon_are_headings_below_prompts_or_wide_gaps(between: str) -> None:
    assert headings(text_article(*TITLE, *sections(COLON, between, *PROMPT))) == COLON
    apart = sections([f"\n\n{name}" for name in COLON], between)
    assert headings(text_article(*TITLE, *apart)) == COLON


def test_lines_with_a_full_stop_are_headings_below_prompts_or_wide_gaps() -> None:
    names = [f"{name}." for name in NAMES]
    below = sections(names, "\n\n", "💡 Wat voel je?", "", "Lees ook: Loslaten", "")
    assert headings(text_article(*TITLE, *below)) == names
    apart = sections([f"\n\n{name}" for name in names])
    assert headings(text_article(*TITLE, *apart)) == names


@pytest.mark.parametrize("line", ["**{}:**", "**{}**:"])
def test_bold_lines_with_a_colon_are_headings_below_a_title(line: str) -> None:
    names = [line.format(name) for name in NAMES]
    article = markdown_article("# Grenzen stellen", "", LONG, "", *sections(names))
    assert headings(article) == COLON


def test_paragraphs_of_a_page_with_a_colon_are_headings() -> None:
    body = "".join(
        f"<p>{name}</p><p>{LONG} {name[:-1]}.</p><p>💡 Hoe is {name[:-1]}?</p>" for name in COLON
    )
    assert headings(html_article(f"<h1>Rust</h1><p>{LONG}</p>{body}")) == COLON


INTRODUCING = ("Een cliënt schreef mij:", "Dit is wat ik zie:", "Neem dit mee:", "Stel je voor:")


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_lines_that_introduce_paragraphs_are_no_headings(between: str) -> None:
    lines = sections([*INTRODUCING], between)
    assert headings(text_article(*TITLE, *lines)) == [None]
    below = ("# Grenzen stellen", "", LONG, "")
    assert headings(markdown_article(*below, *lines)) == [None]
    bold = ("**Adem**", "", LONG, "", *lines)
    assert headings(markdown_article(*below, *bold)) == ["Adem"]


def test_short_sentences_below_some_of_the_wide_gaps_are_no_headings() -> None:
    lines = sections([f"\n\n{name}." for name in NAMES])
    article = text_article(*TITLE, *lines[:-9], "", "", "", LONG, "", *lines[-9:])
    assert headings(article) == [None]


@pytest.mark.parametrize(
    "lines",
    [
        ["Dit helpt:\n\n- rust\n- stilte", "Wat ook helpt:\n\n- lopen", "En dit:\n\n- slapen"],
        [f"Zij zei:\n\n“{LONG}”", f"Ik zei:\n\n“{LONG}”", f"Toen zei zij:\n\n“{LONG}”"],
        [f"Zij zei:\n\n{LONG}", f"Ik zei:\n\n{LONG}", f"Zij zei:\n\n{LONG}"],
        [f"Oefening:\n\n{LONG}", f"Tip:\n\n{LONG}", f"Voorbeeld:\n\n{LONG}"],
        [f"Ademen helpt.\n\n{LONG}", f"Slapen ook.\n\n{LONG}", f"Wandelen nog meer.\n\n{LONG}"],
        [f"Dat zit zo:\n\n{LONG}", f"En verder:\n\n{LONG}"],
        [
            f"Adem\n\n{LONG}",
            f"Dat zit zo:\n\n{LONG}",
            f"Slaap\n\n{LONG}",
            f"Nog iets:\n\n{LONG}",
            f"Licht\n\n{LONG}",
            f"En dit:\n\n{LONG}",
        ],
    ],
)
def test_what_introduces_the_text_below_it_is_no_heading(lines: list[str]) -> None:
    article = text_article(*TITLE, *"\n\n".join(lines).split("\n"))
    assert not [one for one in headings(article) if one and one.endswith((":", "."))]
    assert LONG in paragraphs(article) or "helpt" in lines[0] or "“" in lines[0]


def test_short_sentences_below_some_of_the_prompts_are_no_headings() -> None:
    lines = sections([f"{name}." for name in NAMES], "\n\n", "💡 Wat voel je?", "")
    article = text_article(*TITLE, *lines, LONG, "", "💡 En nu?", "", LONG)
    assert headings(article) == [None]
