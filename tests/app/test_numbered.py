"""Files of numbered issues are found by name, and each version is read once."""

from pathlib import Path

import pytest

from newsletter.app import numbered
from newsletter.errors import AuthorError
from newsletter.text import files


def test_numbers_are_read_from_names_and_those_that_occur_twice_name_no_file(
    tmp_path: Path,
) -> None:
    for name in ("001-een.md", "12-twee.md", "012-drie.md", "links.toml", "x-1.md"):
        (tmp_path / name).write_text("a", "utf-8")
    found = numbered.paths(tmp_path)
    assert [path.name for path in found] == ["001-een.md", "012-drie.md", "12-twee.md"]
    assert numbered.by_number(tmp_path) == {1: tmp_path / "001-een.md"}
    assert numbered.highest(tmp_path) == 12
    assert numbered.highest(tmp_path / "nowhere") == 0
    assert numbered.number_of(tmp_path / "x-1.md") == 0


@pytest.mark.parametrize(
    ("ref", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("123456789", 123_456_789),
        ("1234567890", None),
        ("-1", None),
        ("7.0", None),
        ("een", None),
        ("²", None),
        ("", None),
    ],
)
def test_what_an_editor_types_is_a_number_of_nine_digits_at_most(
    ref: str, number: int | None
) -> None:
    assert numbered.typed(ref) == number


def test_a_number_is_taken_by_any_file_that_has_it(tmp_path: Path) -> None:
    (tmp_path / "012-drie.md").write_text("not an issue", "utf-8")
    assert numbered.has(tmp_path, 12)
    assert not numbered.has(tmp_path, 1)


def test_a_version_is_read_once_and_a_replaced_file_anew_also_where_it_cannot_be_read(
    tmp_path: Path,
) -> None:
    reads: list[str] = []

    def read(path: Path) -> str:
        reads.append(text := path.read_text("utf-8"))
        if text == "bad":
            raise AuthorError("not-readable", path, reason="x")
        return text

    once = numbered.ReadOnce(read)
    path = tmp_path / "001-een.md"
    for text in ("good", "bad"):
        files.replace(path, text)
        for _ in range(2):
            if text == "bad":
                with pytest.raises(AuthorError):
                    once(path)
            else:
                assert once(path) == text
    assert reads == ["good", "bad"]
