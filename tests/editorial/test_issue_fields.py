"""An issue file in fields: what is put together is what was taken apart, but for what was typed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editorial import issue_files
from newsletter.editorial.issue_fields import join, split
from newsletter.model.writing import IssueFields

PATH = Path("issues/007-stoel.md")
TEXT = """---
number: 7
title: Een stoel bij het raam
subject: Een stoel  # kort
# or: Bij het raam
preheader: 'Wie er tien tellen blijft: die merkt het.'
article: rust.txt
---

Er staat een stoel bij het raam.

subject: dit is tekst.
"""


def in_fields(text: str = TEXT) -> IssueFields:
    found = split(text, PATH)
    assert found is not None
    return found


def test_a_file_is_taken_apart_and_put_together_byte_for_byte() -> None:
    fields = in_fields()
    assert (fields.title, fields.preheader) == (
        "Een stoel bij het raam",
        "Wie er tien tellen blijft: die merkt het.",
    )
    assert fields.body.startswith("Er staat een stoel")
    assert fields.lines == 9
    assert join(fields, PATH) == TEXT


def test_a_field_that_changed_changes_its_own_line_alone() -> None:
    changed = join(replace(in_fields(), title="Een bank: bij het raam"), PATH)
    differing = [
        (old, new)
        for old, new in zip(TEXT.split("\n"), changed.split("\n"), strict=True)
        if old != new
    ]
    assert [old for old, _ in differing] == ["title: Een stoel bij het raam"]
    assert issue_files.parse(changed, PATH).title == "Een bank: bij het raam"


def test_a_field_that_was_not_there_gets_a_line_above_the_text() -> None:
    without = TEXT.replace("preheader: 'Wie er tien tellen blijft: die merkt het.'\n", "")
    fields = in_fields(without)
    assert fields.preheader == ""
    assert join(fields, PATH) == without
    added = join(replace(fields, preheader="Tien tellen."), PATH)
    assert issue_files.parse(added, PATH).preheader == "Tien tellen."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Geen kop.\n",
        TEXT.replace("number: 7", "number: 8"),
        TEXT.replace("article:", "subject: nog een\narticle:"),
        TEXT.replace("---\n\nEr", "\nEr"),
    ],
)
def test_what_is_no_issue_or_not_of_lines_is_written_as_a_whole(text: str) -> None:
    assert split(text, PATH) is None


def test_of_a_head_that_cannot_be_read_every_field_is_still_there() -> None:
    fields = replace(in_fields(), head="weg\n", subject="Mijn onderwerp")
    put = join(fields, PATH)
    assert all(words in put for words in ("weg", "Mijn onderwerp", "Een stoel bij het raam"))
    assert put.endswith(fields.body)


@given(
    title=st.text(max_size=40).filter(lambda text: bool(text.strip())),
    subject=st.text(max_size=40).filter(lambda text: bool(text.strip())),
    preheader=st.text(max_size=40),
    body=st.text(max_size=80),
)
def test_whatever_is_typed_into_a_field_stays_in_it(
    title: str, subject: str, preheader: str, body: str
) -> None:
    fields = replace(in_fields(), title=title, subject=subject, preheader=preheader, body=body)
    text = join(fields, PATH)
    again = split(text, PATH)
    assert text.endswith(body)
    if again is not None:
        assert again.head.count("number: 7") == 1
        assert join(again, PATH) == text


@pytest.mark.parametrize("title", ["", "title:\n", "title: ''\n", "title: <!-- nog niet -->\n"])
def test_a_file_without_a_title_is_in_fields_and_gets_one_there(title: str) -> None:
    text = TEXT.replace("title: Een stoel bij het raam\n", title)
    fields = in_fields(text)
    assert (fields.title, fields.subject) == ("", "Een stoel")
    assert join(fields, PATH) == text
    done = join(replace(fields, title="Een titel"), PATH)
    assert issue_files.parse(done, PATH).title == "Een titel"
    assert "subject: Een stoel  # kort\n" in done


def test_a_file_that_lacks_more_than_a_title_is_not_in_fields() -> None:
    text = TEXT.replace("title: Een stoel bij het raam\n", "").replace("number: 7", "number: een")
    assert split(text, PATH) is None
