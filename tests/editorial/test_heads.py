"""A list reads the first lines of the files alone, and says what a whole reading says."""

import hashlib
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.editorial import heads, issue_files
from newsletter.editorial.markdown_in import blocks_of
from newsletter.editorial.sound import is_surely_sound
from newsletter.errors import AuthorError
from newsletter.text.front_matter import flat_entries
from tests.builders.issues import an_issue
from tests.builders.refusals import refused

PIECES = st.sampled_from(
    ["Rust", "rust", ">", "> ", "> Rust", '> "Rust"', "> — Anna", "- ", "1. ", "  ", "\t", "#", "![a](b.png)",
     "!", "[", "](x)", "**", "&nbsp;", "\\", "<!-- -->", "💡", "→", "> [](x)", "> 1.", "> **", "`", "P.S."]
)  # fmt: skip


def test_the_front_matter_of_a_drawn_issue_needs_no_yaml() -> None:
    issue = an_issue(subject="Nee: zeggen", sections=("de-stoel", "het-raam"), article="rust.txt")
    matter = issue_files.text_of(issue).split("\n---\n")[0].removeprefix("---\n")
    assert flat_entries(matter) is not None


@given(st.lists(st.lists(PIECES, max_size=5).map("".join), max_size=8).map("\n".join))
@example("> 1.")
@example("> &nbsp;\n> — Anna")
@example("> Rust\n\n> **")
@example("<!-- -->> [](x)")
def test_a_body_that_is_surely_sound_can_be_read(body: str) -> None:
    if is_surely_sound(body):
        blocks_of(body)


@pytest.mark.parametrize(
    "body",
    [
        "Rust ![x](x.png) hier.",
        "> ",
        "- " * 40 + "diep",
        ">" * 70 + " diep",
        "lang " * 7_000,
        "[" * 501,
    ],
    ids=["picture in text", "empty quote", "deep list", "deep quote", "long", "brackets"],
)
def test_a_body_that_cannot_be_read_is_never_called_sound(body: str) -> None:
    with refused(AuthorError):
        blocks_of(body)
    assert not is_surely_sound(body)


def test_a_survey_of_heads_names_the_same_files_as_one_of_issues(tmp_path: Path) -> None:
    front = "---\nnumber: {}\ntitle: Rust\n---\n\n{}\n"
    bodies = [
        "> Rust.",
        "Rust ![x](x.png) hier.",
        "> ",
        "Een [link](https://example.org).",
        "## Kop",
    ]
    for number, body in enumerate(bodies, start=1):
        (tmp_path / f"00{number}-rust.md").write_text(front.format(number, body), "utf-8")
    (tmp_path / "006-rust.md").write_text("geen kop", "utf-8")
    (tmp_path / "007-rust.md").write_text(front.format(8, "Rust."), "utf-8")
    (tmp_path / "008-rust.md").write_text(front.format(8, "Rust."), "utf-8")
    (tmp_path / "008-stilte.md").write_text(front.format(8, "Rust."), "utf-8")
    (tmp_path / "009-rust.md").write_bytes(b"---\nnumber: 9\ntitle: R\xffust\n---\n")
    (tmp_path / "010-rust.md").write_text(
        "---\nnumber: 10\ntitle: 'a'\nsend_at: nu\n---\n", "utf-8"
    )
    whole, wrong = issue_files.survey(tmp_path)
    listed, trouble = heads.survey(tmp_path, lambda path: heads.read(path, UTC))
    assert [(one.number, one.head.title) for one in listed] == [
        (one.number, one.title) for one in whole
    ]
    assert [str(error) for error in trouble] == [str(error) for error in wrong]
    assert len(trouble) == 7
    first = (tmp_path / "001-rust.md").read_bytes()
    assert listed[0].sha256 == hashlib.sha256(first).hexdigest()
