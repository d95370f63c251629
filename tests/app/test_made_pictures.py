"""What was made of a picture is found again, as long as it is whole and there."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.app import made_pictures
from newsletter.app.made_pictures import MadePictures
from newsletter.errors import AuthorError
from newsletter.message import Message
from newsletter.rendering.picture_process import PORTRAIT, Place
from newsletter.rendering.pictures import prepare
from tests.app.builders import a_photo

PICTURE = prepare(a_photo(300, 200), place_width=200)
OF = "ab" * 32


@pytest.fixture
def made(tmp_path: Path) -> MadePictures:
    found = MadePictures(tmp_path / "media")
    found.keep(OF, Place(200), PICTURE)
    return found


def test_it_is_found_by_its_bytes_and_its_place_also_by_another_process(
    made: MadePictures, tmp_path: Path
) -> None:
    for one in (made, MadePictures(tmp_path / "media")):
        assert one.find(OF, Place(200)) == PICTURE
        assert one.find(OF, Place(201)) is None
        assert one.find(OF, PORTRAIT) is None
        assert one.find("cd" * 32, Place(200)) is None


@pytest.mark.parametrize("damage", [None, b"", b"another picture"])
def test_a_hosted_picture_that_is_gone_or_damaged_is_made_again(
    made: MadePictures, tmp_path: Path, damage: bytes | None
) -> None:
    hosted = tmp_path / "media" / PICTURE.name
    hosted.unlink() if damage is None else hosted.write_bytes(damage)
    assert made.find(OF, Place(200)) is None
    made.keep(OF, Place(200), PICTURE)
    assert made.find(OF, Place(200)) == PICTURE


@pytest.mark.parametrize(
    "note", ["", "[]", "{}", "null", '{"name": "../../x"}', '{"name": 1}', '{"name": "%s"}', "\xff"]
)
def test_a_damaged_note_counts_as_none(made: MadePictures, tmp_path: Path, note: str) -> None:
    [file] = (tmp_path / "media" / ".made").iterdir()
    file.write_text(note.replace("%s", PICTURE.name), "latin-1")
    assert made.find(OF, Place(200)) is None


def test_a_refusal_is_remembered_for_five_minutes(
    made: MadePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]
    monkeypatch.setattr(made_pictures, "monotonic", lambda: now[0])
    made.refuse(OF, PORTRAIT, Message("picture-too-slow"))
    now[0] += 299
    with pytest.raises(AuthorError, match="picture-too-slow"):
        made.find(OF, PORTRAIT)
    assert made.find(OF, Place(200)) == PICTURE
    now[0] += 2
    assert made.find(OF, PORTRAIT) is None


def test_a_file_is_hashed_again_when_it_has_changed(made: MadePictures, tmp_path: Path) -> None:
    file = tmp_path / "tuin.jpg"
    file.write_bytes(b"een")
    first = made.hash_of(file)
    assert made.hash_of(file) == first
    file.write_bytes(b"twee")
    assert made.hash_of(file) != first


def test_what_is_forgotten_is_gone_with_its_note(made: MadePictures, tmp_path: Path) -> None:
    made.forget(OF, Place(200), PICTURE)
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []
    made.forget(OF, Place(200), PICTURE)


def test_what_is_remembered_in_memory_has_an_end(
    made: MadePictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_pictures, "_MOST_KNOWN", 10)
    for number in range(100):
        made.refuse(f"{number}", PORTRAIT, Message("picture-too-slow"))
    assert len(made._refused) <= 10


def test_nothing_is_written_outside_the_folder(made: MadePictures, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match="escaped"):
        made.keep(OF, PORTRAIT, replace(PICTURE, name="../../escaped.txt"))
    assert sorted(tmp_path.rglob("*")) == before
