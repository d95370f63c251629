"""The pictures of docs/desk.md: the command that writes them still finds its way through the desk."""

from pathlib import Path

import pytest
from PIL import Image

from tests.chromium import NOT_HERE, program
from tests.needs import missing
from tests.pictures import DOCUMENTED, HEAVIEST
from tests.pictures.desk import draw


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if program() is None:
        missing("chromium", NOT_HERE)
    return tmp_path


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


def test_the_walk_through_the_desk_takes_every_picture_of_the_document(folder: Path) -> None:
    drawn = draw(folder, weeks=6)
    assert {one.name for one in drawn} == {one.name for one in DOCUMENTED.glob("*.png")}
    for one in drawn:
        assert size_of(one) == size_of(DOCUMENTED / one.name)
        assert one.stat().st_size <= HEAVIEST
