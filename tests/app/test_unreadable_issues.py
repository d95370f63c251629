"""An issue file that cannot be read is named by its number, with its line as its box counts it."""

from datetime import UTC
from pathlib import Path

import pytest

from newsletter.app.unreadable_issues import unreadable
from newsletter.editorial import heads
from newsletter.errors import AuthorError
from newsletter.message import Message

HEAD = "---\nnumber: 9\ntitle: Te diep\n---\n\n"
TOO_DEEP = f"Een zin.\n\n{'>' * 60} diep\n"


def error_of(path: Path, data: bytes) -> AuthorError:
    path.write_bytes(data)
    with pytest.raises(AuthorError) as caught:
        heads.read(path)
    return caught.value


def test_a_line_of_the_text_is_counted_without_the_lines_above_it(tmp_path: Path) -> None:
    error = error_of(tmp_path / "009-deep.md", (HEAD + TOO_DEEP).encode())
    one = unreadable(error, UTC)
    assert error.line is not None
    assert (one.number, one.line) == (9, error.line - HEAD.count("\n"))
    assert one.message.code == "issue-unreadable-at"


def test_a_file_that_is_written_as_a_whole_is_counted_from_its_first_line(tmp_path: Path) -> None:
    one = unreadable(error_of(tmp_path / "009-x.md", b"---\nnumber: x\n---\n"), UTC)
    assert (one.number, one.line) == (9, 2)


def test_a_line_above_the_box_is_left_out(tmp_path: Path) -> None:
    error = error_of(tmp_path / "009-untitled.md", b"---\nnumber: 9\ntitle:\n---\n\nEen zin.\n")
    one = unreadable(error, UTC)
    assert error.line is not None
    assert one.line is None
    assert one.message == Message("issue-unreadable", issue=9, problem=error.problem)


def test_a_file_that_is_no_text_has_no_line_to_count(tmp_path: Path) -> None:
    one = unreadable(error_of(tmp_path / "009-bytes.md", b"---\n\xff\n"), UTC)
    assert one.number == 9
    assert one.problem.code != "at-place"


def test_a_file_without_a_number_in_its_name_is_named_itself(tmp_path: Path) -> None:
    path = tmp_path / "9.md"
    one = unreadable(error_of(path, b"---\nnumber: x\n---\n"), UTC)
    assert one.number is None
    assert one.message == one.at_file
    assert one.message.data["place"] == f"{path}:2"
