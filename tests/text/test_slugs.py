"""One rule makes every slug, and slugs that earlier versions made are still understood."""

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editorial.issue_files import blank
from newsletter.text.slugs import made_unique, slug
from tests.sources.builders import LONG, markdown_article, text_article

WORDS = st.text(
    st.sampled_from("aA eéÉ Łłđßæœøþðıŋ'’‘\"“”«».,!?…–—-/·0123٣ЖяΩ漢\u0301\u00a0\u200b"),
    max_size=90,
)
TEXTS = WORDS | st.text(max_size=90)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moeite met nee zeggen", "moeite-met-nee-zeggen"),
        ("Łódź en de stilte", "lodz-en-de-stilte"),
        ("Thé, café — één ijsje", "the-cafe-een-ijsje"),
        ("Straße, cœur, Ærø", "strasse-coeur-aero"),
        ("Þingvellir & Đà Nẵng", "thingvellir-da-nang"),
        ("Diyarbakır", "diyarbakir"),
        ("Ǿ en ǿ, 𝐀lles", "o-en-o-alles"),
        ("’s Avonds: foto’s en auto‘s", "s-avonds-fotos-en-autos"),
        ("rust—en stilte", "rust-en-stilte"),
        ("2010–2020", "2010-2020"),
        ("漢字", "niets"),
        (" … ", "niets"),
    ],
)
def test_a_text_has_this_slug(text: str, expected: str) -> None:
    assert slug(text, empty="niets") == expected


@given(text=TEXTS)
def test_a_slug_is_short_plain_and_its_own_slug(text: str) -> None:
    made = slug(text, empty="niets")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", made)
    assert len(made) <= 60
    assert slug(made, empty="") == made


@given(text=TEXTS, form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_case_and_the_form_of_unicode_make_no_difference(
    text: str, form: Literal["NFC", "NFD", "NFKC", "NFKD"]
) -> None:
    made = slug(text, empty="")
    assert slug(unicodedata.normalize(form, text), empty="") == made
    assert slug(text.casefold(), empty="") == made


@given(heading=WORDS.map(lambda text: "a" + re.sub("[—–:-]", " ", text)))
def test_sections_and_issues_are_named_by_the_one_rule(heading: str) -> None:
    heading = " ".join(heading.split())
    for section in markdown_article("# Titel", "", f"## {heading}", "", LONG).sections:
        assert section.slug == (
            "opening" if section.heading is None else slug(section.heading, empty="section")
        )
    issue = blank(1, f"a {heading}")
    assert issue.slug == slug(issue.subject, empty="issue")


def test_long_slugs_are_cut_between_words_where_there_are_any() -> None:
    assert slug("woord " * 20, empty="") == "-".join(["woord"] * 10)
    assert slug("w" * 100, empty="") == "w" * 60


@given(names=st.lists(st.sampled_from(["a", "a-2", "a-3", "a-2-2", "b"]), max_size=12))
def test_slugs_of_one_article_are_all_different_and_the_first_keeps_its_own(
    names: list[str],
) -> None:
    made = made_unique(names)
    assert len(set(made)) == len(names)
    assert all(one.startswith(name) for one, name in zip(made, names, strict=True))
    assert made[:1] == tuple(names[:1])


def test_a_section_that_had_another_slug_says_so() -> None:
    sections = text_article("Titel", "", LONG, "", "Łódź en de stilte", "", LONG, "", "Rust en adem", "", LONG).sections  # fmt: skip
    assert [(one.slug, one.former_slug) for one in sections if one.heading] == [
        ("lodz-en-de-stilte", "odz-en-de-stilte"),
        ("rust-en-adem", None),
    ]


def test_a_former_slug_that_names_another_section_by_now_is_forgotten() -> None:
    sections = text_article("Titel", "", LONG, "", "Łoe in huis", "", LONG, "", "Oe in huis", "", LONG).sections  # fmt: skip
    assert [(one.slug, one.former_slug) for one in sections if one.heading] == [
        ("loe-in-huis", None),
        ("oe-in-huis", "oe-in-huis-2"),
    ]
