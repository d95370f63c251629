"""Pictures are made in a child of 192 MB: what telephones make fits, and nothing gets out."""

import hashlib
import io
import random
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from newsletter.confined import process
from newsletter.confined.process import MEMORY, Child, Job
from newsletter.errors import AuthorError
from newsletter.rendering import picture_process
from newsletter.rendering.picture_process import PORTRAIT, PictureMaker, Place
from newsletter.rendering.pictures import prepare, prepare_portrait
from tests.confined import jobs
from tests.measures import ROOT
from tests.rendering.test_pictures import (
    a_moving_picture,
    a_photo,
    gif_of,
    jpeg_of,
    png_of,
    saved,
    webp_of,
)

PLACE = Place(536)


def made(data: bytes, place: Place = PLACE) -> str:
    """What became of a file: its size, or the code of its refusal."""
    with PictureMaker() as maker:
        try:
            picture = maker.make(data, place)
        except AuthorError as error:
            return error.code
    return f"{picture.width} x {picture.height}"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_child_makes_of_a_picture_what_its_parent_would(kind: str) -> None:
    data = a_photo(900, 700, kind)
    with PictureMaker() as maker:
        assert maker.make(data, PLACE) == prepare(data, place_width=536)
        assert maker.make(data, PORTRAIT) == prepare_portrait(data)
        moving = a_moving_picture("GIF")
        assert maker.make(moving, PLACE) == prepare(moving, place_width=536)


def plain(mode: str, wide: int, high: int, kind: str, **options: object) -> Callable[[], bytes]:
    return lambda: saved(Image.new(mode, (wide, high)), kind, **options)


# What the child had in memory at most, with libraries, in MB; Pillow 12.3, Linux, 2026-11.
# A photograph of noise takes a few more. One that is refused by its header takes 31.
LARGE = {
    "12 megapixels of JPEG": (plain("RGB", 4_032, 3_024, "JPEG"), 46),
    "12, progressive": (plain("RGB", 4_032, 3_024, "JPEG", progressive=True), 69),
    "24 megapixels of JPEG": (plain("RGB", 5_712, 4_284, "JPEG"), 38),
    "48 megapixels of JPEG": (plain("RGB", 8_064, 6_048, "JPEG"), 47),
    "108 megapixels of JPEG": (plain("RGB", 12_000, 9_000, "JPEG"), 40),
    "12 megapixels of PNG": (plain("RGB", 4_032, 3_024, "PNG", compress_level=1), 90),
    "12, with alpha": (plain("RGBA", 4_032, 3_024, "PNG", compress_level=1), 91),
    "24 megapixels of PNG": (plain("RGB", 4_284, 5_712, "PNG", compress_level=1), 142),
    "7 megapixels of WebP": (plain("RGB", 3_072, 2_304, "WEBP", method=0), 133),
    "a moving GIF": (
        plain(
            "P",
            2_000,
            1_500,
            "GIF",
            save_all=True,
            append_images=[Image.new("P", (2_000, 1_500), 9)],
        ),
        34,
    ),
    "a high PNG": (plain("RGBA", 800, 12_000, "PNG", compress_level=1), 133),
    "a wide PNG": (plain("RGBA", 20_000, 700, "PNG", compress_level=1), 165),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux")
@pytest.mark.parametrize("named", LARGE)
def test_what_telephones_make_fits_into_the_childs_memory(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_LONGEST_TURN", 600)  # seconds, on a busy machine
    make, most = LARGE[named]
    with PictureMaker() as maker:
        assert 0 < maker.make(make(), PLACE).width <= 536
        child = maker._child._running
        assert child is not None
        status = Path(f"/proc/{child.pid}/status").read_text()
    taken = int(status.partition("VmHWM:")[2].split()[0]) // 1_024
    assert taken <= most + 15
    assert int(status.partition("VmPeak:")[2].split()[0]) * 1_024 <= MEMORY


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png_of(10_400, 10_400), "picture-too-costly"),
        (png_of(65_000, 65_000), "picture-too-many-pixels"),
        (jpeg_of(20_001, 10), "picture-too-large"),
        (gif_of(65_000, 65_000), "picture-too-many-pixels"),
        (webp_of(16_383, 16_383), "picture-too-many-pixels"),
        (plain("RGB", 4_032, 3_024, "WEBP", method=0)(), "picture-too-costly"),
        (saved(Image.new("1", (9_000, 9_000)), "PNG"), "536 x 536"),
        (a_photo()[:900], "picture-damaged"),
        (a_photo(kind="PNG")[:900], "picture-damaged"),
        (a_photo(400, 300, "GIF")[:900], "picture-damaged"),
        (a_photo(400, 300, "WEBP")[:900], "picture-damaged"),
        (b"", "picture-of-other-kind"),
        (b"<svg/>", "picture-of-other-kind"),
        (bytes(50_000_001), "picture-too-heavy"),
    ],
    ids=lambda one: one if isinstance(one, str) else f"{len(one)} bytes",
)
def test_a_bomb_or_a_damaged_file_is_refused_with_what_to_do(data: bytes, code: str) -> None:
    assert made(data) == code


def test_a_bomb_of_a_gif_whose_later_frames_are_huge_gives_its_first_frame() -> None:
    frames = a_moving_picture("GIF")
    huge = b"," + struct.pack("<HHHHBB", 0, 0, 65_000, 65_000, 0, 8) + b"\x02\x4c\x01;"
    assert made(frames[:-1] + huge) == "40 x 30"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_whatever_is_in_a_file_it_is_made_or_refused(kind: str) -> None:
    dice = random.Random(kind)
    whole = a_photo(120, 90, kind)
    with PictureMaker() as maker:
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(dice.randint(1, 12)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            try:
                picture = maker.make(bytes(data[: dice.randint(20, len(data))]), PLACE)
            except AuthorError:
                continue
            assert Image.open(io.BytesIO(picture.data)).width >= picture.width


def test_nothing_is_left_in_the_folder_of_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    for data in (a_photo(), a_photo()[:900], bytes(30_000_000)):
        made(data)
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]


ODD = [
    {"name": "../../escaped.txt"},
    {"name": "/tmp/x.jpg"},
    {"name": "0" * 24 + ".jpg"},
    {"name": ("of its bytes", "html")},
    {"name": ("of its bytes", "jpg/../../x.jpg")},
    {"name": 1},
    {"width": "1"},
    {"width": 0},
    {"height": -1},
    {"height": 10**30},
    {"moved": "yes"},
    {"is_dark_on_clear": None},
    {"more": 1},
]


@pytest.mark.parametrize("changed", [{}, *ODD], ids=str)
def test_of_a_child_that_was_taken_over_no_name_or_value_is_believed(
    changed: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    job = Job(function=jobs.is_taken_over, seconds=20, largest_answer=1_000)
    monkeypatch.setattr(picture_process, "_IN_CHILD", job)
    data = b"the bytes of a picture"
    own = f"{hashlib.sha256(data).hexdigest()[:24]}."
    usual = {"name": f"{own}jpg", "width": 5, "height": 5, "moved": False}
    answer = usual | {"is_dark_on_clear": False} | changed
    if isinstance(answer["name"], tuple):
        answer["name"] = own + answer["name"][1]
    ask = Child.ask
    monkeypatch.setattr(Child, "ask", lambda self, _, data: ask(self, {"answer": answer}, data))
    assert made(data) == ("picture-unreadable" if changed else "5 x 5")
