"""The text part: 72 columns as they look, addresses whole and once, air between the parts."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.model.blocks import BulletList, ListItem, Paragraph, Span, rich
from newsletter.model.edition import fill
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.plain_text import COLUMNS, tidy, underlined, width, wrap
from newsletter.rendering.scribes import TextScribe
from tests.rendering.builders import a_full_issue, a_letter, a_recipient, a_template


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("rust", 4),
        ("één", 3),
        ("e\N{COMBINING ACUTE ACCENT}e\N{COMBINING ACUTE ACCENT}n", 3),
        ("静かな", 6),
        ("\N{WOMAN}\N{ZERO WIDTH JOINER}\N{MAN}", 2),
        ("a\N{SOFT HYPHEN}b", 2),
    ],
)
def test_width_counts_what_the_eye_sees(text, columns) -> None:
    assert width(text) == columns


def test_an_address_is_never_broken() -> None:
    address = "https://www.example.org/" + "a" * 90
    assert wrap(f"Lees dit {address} eens").split("\n") == ["Lees dit", address, "eens"]


def test_a_script_without_spaces_is_broken_at_the_edge() -> None:
    assert all(width(line) <= COLUMNS for line in wrap("静" * 100).split("\n"))


def test_a_word_without_end_is_measured_once_and_not_before_every_letter() -> None:
    word = "é" * 20_000
    began = process_time()
    assert wrap(word) == word
    assert process_time() - began < 2


def test_a_no_break_space_holds_two_words_together() -> None:
    line = "a" * 70 + " 3\N{NO-BREAK SPACE}uur"
    assert wrap(line).split("\n") == ["a" * 70, "3\N{NO-BREAK SPACE}uur"]


def test_a_list_hangs_under_its_own_words() -> None:
    items = (
        ListItem(rich("Kijk " * 20)),
        ListItem(rich("dieper"), 1),
        ListItem(rich("en terug"), 0),
    )
    lines = TextScribe().bullets(BulletList(items)).split("\n")
    assert lines[0].startswith("- Kijk")
    assert lines[1].startswith("  Kijk")
    assert lines[-2:] == ["  - dieper", "- en terug"]


def test_a_numbered_list_counts_each_level_by_itself() -> None:
    items = tuple(
        ListItem(rich(text), level) for text, level in [("a", 0), ("b", 1), ("c", 1), ("d", 0)]
    )
    assert TextScribe().bullets(BulletList(items, ordered=True)).split("\n") == [
        "1. a",
        "   1. b",
        "   2. c",
        "2. d",
    ]


def test_an_address_comes_once_on_its_own_line_after_its_words() -> None:
    text = (Span("Zie "), Span("dit stuk", url="https://example.org/a"), Span("."))
    assert tidy(wrap(TextScribe().rich(text)) + "\n\nhttps://example.org/a\n") == (
        "Zie dit stuk.\nhttps://example.org/a\n"
    )


@pytest.mark.parametrize(
    ("words", "url", "printed"),
    [
        ("https://example.org/b/", "https://example.org/b/", "https://example.org/b/"),
        ("anna@example.org", "mailto:anna@example.org", "anna@example.org"),
        (" https://example.org/ü ", "https://example.org/ü", "https://example.org/%C3%BC"),
    ],
)
def test_words_that_are_their_own_address_are_printed_once(
    words: str, url: str, printed: str
) -> None:
    text = (Span("Zie "), Span(words, url=url), Span(", of bel."))
    assert tidy(TextScribe().rich(text)) == f"Zie {printed}, of bel.\n"


AT = "https://example.org/een/heel/lang/adres/dat/de/regel/vult/en/niet/meer"
LINK = (Span("Zie "), Span("dit stuk", url=AT), Span("."))


@pytest.mark.parametrize(
    "sentence",
    [
        (Span("Kopieer dit adres in de balk van je browser: "), Span(AT, url=AT), Span(" en lees verder.")),
        (Span("Kopieer dit adres in de balk van je browser:\n"), Span(AT, url=AT), Span("\nen lees verder.")),
        (Span(f"Kopieer dit adres in de balk van je browser: {AT} en lees verder."),),
    ],
)  # fmt: skip
def test_an_address_in_a_sentence_stays_wherever_its_line_breaks(sentence) -> None:
    scribe = TextScribe()
    lines = tidy("\n\n".join(wrap(scribe.rich(text)) for text in (LINK, sentence))).split("\n")
    assert lines == [
        "Zie dit stuk.", AT, "", "Kopieer dit adres in de balk van je browser:", AT, "en lees verder.", "",
    ]  # fmt: skip
    lines = tidy("\n\n".join(wrap(scribe.rich(text)) for text in (sentence, LINK))).split("\n")
    assert lines[:3] == ["Kopieer dit adres in de balk van je browser:", AT, "en lees verder."]


def test_an_address_in_plain_words_stays_too() -> None:
    scribe = TextScribe()
    words = scribe.words(f"Kopieer dit adres in de balk van je browser: {AT} en lees verder.")
    assert tidy(f"{scribe.address(AT)}\n\n{wrap(words)}").split("\n")[2:5] == [
        "Kopieer dit adres in de balk van je browser:", AT, "en lees verder.",
    ]  # fmt: skip


def test_an_address_that_stands_twice_on_a_line_of_its_own_comes_once() -> None:
    scribe = TextScribe()
    assert (
        tidy(f"Adres:\n{scribe.address(AT)}\n{scribe.words(AT)}\nEinde") == f"Adres:\n{AT}\nEinde\n"
    )
    twice = wrap(scribe.rich((*LINK, Span(" En "), Span("nog eens", url=AT))))
    assert tidy(twice) == f"Zie dit stuk. En nog eens\n{AT}\n"


def test_what_keeps_an_address_takes_no_column() -> None:
    text = (
        Span("a" * 40 + " "),
        Span("https://example.org/" + "b" * 11, url="https://example.org/" + "b" * 11),
    )
    assert tidy(wrap(TextScribe().rich(text))).count("\n") == 1
    assert underlined(TextScribe().heading("Over https://example.org")).split("\n")[1] == "=" * 24


def test_a_heading_is_underlined_as_wide_as_its_longest_line() -> None:
    assert underlined("Eén dag") == "Eén dag\n======="
    lines = underlined("woord " * 20).split("\n")
    assert lines[-1] == "=" * max(map(width, lines[:-1]))
    assert underlined("") == "\n"


def test_at_most_one_blank_line_in_a_row() -> None:
    assert tidy("\n\na\n\n\n  \n\nb\r\n\n") == "a\n\nb\n"


def test_the_text_of_an_issue_fits_and_breathes() -> None:
    edition = compile_issue(a_full_issue(), a_template(), a_letter())
    lines = fill(edition.text, a_recipient().values).split("\n")
    assert all(width(line) <= COLUMNS for line in lines if "://" not in line)
    assert not any(one == two == "" for one, two in pairwise(lines))
    assert not any(line != line.rstrip() for line in lines)
    addresses = [line for line in lines if "://" in line]
    assert len(addresses) == len(set(addresses))
    assert all(" " not in line for line in addresses)


@given(st.text(max_size=300), st.sampled_from(["", "- ", "    "]))
def test_wrapping_loses_no_sign_and_keeps_the_measure(text, first) -> None:
    wrapped = wrap(text, first)
    assert "".join(wrapped.split()) == "".join((first + text).split())
    narrow = [
        line for line in wrapped.split("\n") if not any(width(w) > 60 for w in line.split(" "))
    ]
    assert all(width(line) <= COLUMNS for line in narrow)


def test_a_list_of_two_hundred_levels_stays_readable() -> None:
    deep = BulletList(tuple(ListItem(rich(f"trede {n}"), n) for n in range(200)))
    edition = compile_issue(
        a_full_issue(blocks=(Paragraph(rich("Kijk:")), deep)), a_template(), a_letter()
    )
    lines = fill(edition.text, a_recipient().values).split("\n")
    assert "          - trede 199" in lines
