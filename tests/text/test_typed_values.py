"""Values of front matter are taken as typed, and what cannot be read is said plainly."""

import pytest

from newsletter.errors import AuthorError
from newsletter.text.front_matter import Value, read
from newsletter.text.front_matter_hints import hints

KEYS = ("title", "subject", "sections")
TEXTS = ("title", "subject")


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("Even niets moeten: drie minuten", "Even niets moeten: drie minuten"),
        ("Rust: zo: echt", "Rust: zo: echt"),
        ("Waarom? Omdat:", "Waarom? Omdat:"),
        ("{first_name|}, heb je even?", "{first_name|}, heb je even?"),
        ("{first_name}", "{first_name}"),
        ("[let op] vandaag niets", "[let op] vandaag niets"),
        ("[let op]", "[let op]"),
        ("[let, op]", "[let, op]"),
        ('"Rust\\\\\ue000"', "Rust\\\ue000"),
        ('"Rust" is geen luxe', '"Rust" is geen luxe'),
        ("'s Avonds is het stil", "'s Avonds is het stil"),
        ("'t Is stil, 's ochtends niet", "'t Is stil, 's ochtends niet"),
        ("'Ja' en 'nee'", "'Ja' en 'nee'"),
        ('"Ja" of "nee"', '"Ja" of "nee"'),
        ("*Rust* telt", "*Rust* telt"),
        ("& dan dit", "& dan dit"),
        ("&anker los", "&anker los"),
        ("!Belangrijk", "!Belangrijk"),
        ("%50 korting", "%50 korting"),
        ("@huis", "@huis"),
        ("`rust`", "`rust`"),
        ("- rust", "- rust"),
        ("? of !", "? of !"),
        ("| tussen strepen |", "| tussen strepen |"),
        ("> verder", "> verder"),
        ("}", "}"),
        ("#1 tip voor rust", "#1 tip voor rust"),
        ("Tip #1: adem", "Tip #1: adem"),
        ("Rust # nog nakijken", "Rust"),
        ("Rust: nu # nog nakijken", "Rust: nu"),
        ('"Rust: \\d"', "Rust: \\d"),
        ('"Rust: \\u00e9\\"n"', 'Rust: é"n'),
        ("'Rust: ''nu'''", "Rust: 'nu'"),
        ("100%: ja", "100%: ja"),
        ("No", "No"),
        ("2026-01-01", "2026-01-01"),
        ("08:30", "08:30"),
        ("  Rust:  nu  ", "Rust:  nu"),
    ],
)
def test_a_text_is_taken_as_typed(typed: str, read_as: str) -> None:
    text = f"---\ntitle: a\nsubject: {typed}\nsections: [een, twee]\n---\nTekst"
    matter = read(text, KEYS, texts=TEXTS)
    assert matter.values["subject"] == Value(read_as, 3)
    assert matter.values["sections"] == Value(("een", "twee"), 4)


def test_a_key_needs_no_space_after_its_colon() -> None:
    matter = read("---\nsubject:Rust: nu\n---", KEYS, texts=TEXTS)
    assert matter.values["subject"].text == "Rust: nu"


@pytest.mark.parametrize("typed", ["", "~", "null", "# later"])
def test_a_text_may_be_empty(typed: str) -> None:
    matter = read(f"---\ntitle: a: b\nsubject: {typed}\n---", KEYS, texts=TEXTS)
    assert "subject" not in matter.values


def test_a_text_on_several_lines_stays_yaml() -> None:
    text = "---\ntitle: a: b\nsubject: >-\n  Even\n  niets\n---"
    assert read(text, KEYS, texts=TEXTS).values["subject"].text == "Even niets"


@pytest.mark.parametrize(
    ("lines", "line", "code"),
    [
        (["sections: [een, twee", "title: a"], 2, "front-matter-list-open"),
        (["title: a", "sections: 'een"], 3, "front-matter-quote-open"),
        (["title: a", "\tsubject: b"], 3, "front-matter-tab"),
        (["title: a", "zomaar een regel", "subject: b"], 3, "front-matter-no-colon"),
        (["sections: een: twee"], 2, "front-matter-unreadable"),
        (["sections: een", "   subject: b"], 3, "front-matter-indented"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(lines: list[str], line: int, code: str) -> None:
    with pytest.raises(AuthorError) as raised:
        read("\n".join(["---", *lines, "---"]), KEYS, texts=TEXTS)
    assert (raised.value.line, raised.value.code) == (line, code)


def test_an_articles_values_are_taken_as_typed_where_yaml_stumbles() -> None:
    found = hints(["---\n", "title: Rust: een begin\n", "author: 's Middags\n", "---\n"])
    assert found.values == {"title": "Rust: een begin", "author": "'s Middags"}
