"""A picture fits its place, and nothing of its camera or its maker travels along."""

import io
import struct
import warnings
import zlib

import pytest
from PIL import Image, ImageChops, ImageCms
from PIL.ExifTags import IFD, Base

from newsletter.errors import AuthorError
from newsletter.rendering.pictures import LARGEST_BYTES, prepare
from tests.builders.refusals import refused, words_of


def a_photo(width: int = 1600, height: int = 1200, kind: str = "JPEG", **options) -> bytes:
    """Many colours, as a photograph has."""
    raster = Image.merge(
        "RGB",
        [
            Image.linear_gradient("L").resize((width, height)),
            Image.radial_gradient("L").resize((width, height)),
            Image.linear_gradient("L").rotate(90).resize((width, height)),
        ],
    )
    return saved(raster, kind, **options)


def saved(raster: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    raster.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_large_photo_becomes_twice_its_place() -> None:
    picture = prepare(a_photo(), place_width=536)
    assert (picture.width, picture.height) == (536, 402)
    assert opened(picture.data).size == (1072, 804)
    assert picture.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("width", "place", "shown", "pixels"), [(800, 536, 536, 800), (300, 536, 300, 300)]
)
def test_a_picture_is_never_enlarged(width, place, shown, pixels) -> None:
    picture = prepare(a_photo(width, width), place_width=place)
    assert (picture.width, opened(picture.data).width) == (shown, pixels)


def test_camera_and_place_stay_behind() -> None:
    exif = Image.Exif()
    exif[Base.Make] = "Merk"
    exif.get_ifd(IFD.GPSInfo)[1] = "N"
    data = a_photo(exif=exif, comment=b"geheim")
    assert opened(data).getexif()
    made = opened(prepare(data, place_width=536).data)
    assert not made.getexif()
    assert "comment" not in made.info
    assert b"Merk" not in prepare(data, place_width=536).data


def test_a_photo_stands_as_it_was_taken() -> None:
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    picture = prepare(a_photo(1600, 800, exif=exif), place_width=400)
    assert (picture.width, picture.height) == (400, 800)


def test_a_drawing_stays_sharp_and_see_through() -> None:
    drawing = Image.new("RGBA", (900, 300), (0, 0, 0, 0))
    drawing.paste((200, 80, 40, 255), (100, 100, 300, 200))
    picture = prepare(saved(drawing, "PNG"), place_width=450)
    assert picture.name.endswith(".png")
    assert opened(picture.data).mode == "RGBA"
    assert opened(picture.data).getpixel((0, 0))[3] == 0


def test_a_photo_in_black_and_white_is_kept_as_a_photo() -> None:
    grey = Image.effect_noise((1600, 1200), 60)
    assert prepare(saved(grey, "JPEG"), place_width=400).name.endswith(".jpg")


def test_an_alpha_channel_that_nothing_shines_through_counts_as_none() -> None:
    photo = opened(a_photo(kind="PNG")).convert("RGBA")
    assert prepare(saved(photo, "PNG"), place_width=400).name.endswith(".jpg")


def test_a_huge_photo_is_read_in_part_and_keeps_its_shape() -> None:
    picture = prepare(a_photo(4400, 3300), place_width=536)
    assert (picture.width, picture.height) == (536, 402)
    assert opened(picture.data).size == (1072, 804)


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "PNG"])
def test_what_outlook_cannot_show_becomes_what_it_can(kind) -> None:
    picture = prepare(a_photo(400, 300, kind), place_width=200)
    assert opened(picture.data).format in {"JPEG", "PNG"}


def test_a_wide_gamut_is_brought_to_what_screens_expect() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = opened(prepare(a_photo(icc_profile=profile), place_width=300).data)
    assert "icc_profile" not in made.info
    assert prepare(a_photo(icc_profile=b"kapot"), place_width=300).width == 300


def test_the_same_picture_has_the_same_name_and_another_another() -> None:
    one, same, other = (prepare(a_photo(w), place_width=300) for w in (900, 900, 901))
    assert one.name == same.name != other.name


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no JPEG"),
        (b"<svg/>", "is no JPEG"),
        (b"%PDF-1.7", "is no JPEG"),
        (a_photo()[:900], "is damaged"),
        (a_photo(kind="PNG")[:900], "is damaged"),
        (a_photo(kind="TIFF"), "is no JPEG"),
    ],
)
def test_what_cannot_be_shown_is_refused(data, said) -> None:
    with refused(AuthorError, f"tuin.jpg: {said}"):
        prepare(data, place_width=500, source="tuin.jpg")


def png_of(width: int, height: int) -> bytes:
    """The header alone: whoever decodes it finds it damaged."""
    header = struct.pack(">4sIIBBBBB", b"IHDR", width, height, 8, 6, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header
    return start + struct.pack(">I", zlib.crc32(header)) + struct.pack(">I4s", 9, b"IDAT") + b"x"


def jpeg_of(width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes([1, 17, 0, 2, 17, 0, 3, 17, 0])
    return b"\xff\xd8\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xda\0\x02"


def gif_of(width: int, height: int) -> bytes:
    frame = b"," + struct.pack("<HHHHBB", 0, 0, width, height, 0, 8)
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0) + frame * 2


def webp_of(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    whole = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


@pytest.mark.parametrize(
    ("width", "height"),
    [(10_500, 10_500), (20_001, 10), (10, 20_001), (16_000, 16_000), (65_000, 65_000)],
)
@pytest.mark.parametrize("made", [png_of, jpeg_of, gif_of])
def test_a_bomb_is_refused_by_its_header(made, width: int, height: int) -> None:
    with refused(AuthorError, "110 megapixels and 20,000 pixels a side: save it smaller"):
        prepare(made(width, height), place_width=500)


@pytest.mark.parametrize(("width", "height"), [(16_383, 16_383), (2**23, 2**8)])
def test_a_bomb_of_a_webp_is_refused_by_its_header(width: int, height: int) -> None:
    with refused(AuthorError, "has too many pixels; at most 110 megapixels"):
        prepare(webp_of(width, height), place_width=500)


def test_the_refusal_of_a_large_picture_names_file_size_limit_and_remedy() -> None:
    with refused(AuthorError) as told:
        prepare(png_of(12_000, 10_000), place_width=500, source="tuin.png")
    assert words_of(told.value) == (
        "tuin.png: is 12000 × 10000 pixels, 120 megapixels; at most 110 megapixels and 20,000 pixels"
        " a side: save it smaller, 2000 wide is ample"
    )


def test_a_file_that_is_too_heavy_is_not_opened() -> None:
    with refused(AuthorError, "is a file of 50 MB, and 50 MB is the most"):
        prepare(bytes(LARGEST_BYTES + 1), place_width=500)


@pytest.mark.parametrize("size", [(20_000, 3), (3, 20_000)])
def test_a_picture_of_the_longest_side_is_taken(size: tuple[int, int]) -> None:
    assert prepare(saved(Image.new("RGB", size), "PNG"), place_width=500).width <= 500


def test_of_a_moving_picture_only_the_first_frame_is_read() -> None:
    red, *others = [Image.new("RGB", (500, 400), (n, 0, 0)) for n in range(255, 200, -1)]
    data = saved(red, "GIF", save_all=True, append_images=others)
    assert opened(prepare(data, place_width=250).data).convert("RGB").getpixel((9, 9)) == (
        255,
        0,
        0,
    )
    # cut off in a later frame: what is not looked at cannot be damaged
    assert prepare(data[: len(data) // 2], place_width=250).width == 250


def test_grey_of_sixteen_bits_stays_grey() -> None:
    data = saved(Image.new("I;16", (300, 200), 0x8000), "PNG")
    assert opened(prepare(data, place_width=300).data).convert("L").getpixel((9, 9)) == 0x80


def test_strips_leave_no_seams() -> None:
    noise = Image.effect_noise((1500, 2050), 90).convert("RGB")
    noise.putalpha(200)  # see-through, so it becomes PNG, which loses nothing
    whole = noise.resize((536, 732), Image.Resampling.LANCZOS)
    made = opened(prepare(saved(noise, "PNG"), place_width=268).data)
    differences = ImageChops.difference(made.convert("RGB"), whole.convert("RGB"))
    assert max(most for _, most in differences.getextrema()) <= 2


@pytest.mark.parametrize(
    ("mode", "size", "kind", "options"),
    [
        ("RGB", (4_032, 3_024), "WEBP", {"method": 0}),
        ("RGB", (8_064, 6_048), "JPEG", {"progressive": True}),
        ("RGB", (8_064, 6_048), "PNG", {"compress_level": 1}),
        ("RGBA", (1_900, 20_000), "PNG", {"compress_level": 1}),
    ],
    ids=["webp", "progressive jpeg", "png", "high png"],
)
def test_what_would_take_more_to_read_is_refused_with_what_to_do(
    mode: str, size: tuple[int, int], kind: str, options: dict[str, object]
) -> None:
    data = saved(Image.new(mode, size), kind, **options)
    with refused(AuthorError, f"too many for a {kind} of its kind; save it as an"):
        prepare(data, place_width=536)


def a_moving_picture(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue", "green")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture_is_known_and_a_still_one_too(kind) -> None:
    assert prepare(a_moving_picture(kind), place_width=40).moved
    assert not prepare(a_photo(40, 30, kind), place_width=40).moved


def test_a_moving_picture_that_breaks_off_still_gives_its_first_frame() -> None:
    data = a_moving_picture("GIF")
    second = data.index(b"\x21\xf9", data.index(b"\x21\xf9") + 1)
    assert {prepare(data[:end], place_width=40).width for end in range(second, len(data))} == {40}


@pytest.mark.parametrize(
    ("ink", "ground", "disappears"),
    [
        ((20, 20, 30, 255), (0, 0, 0, 0), True),
        ((20, 20, 30, 255), (255, 255, 255, 255), False),
        ((20, 20, 30, 255), (255, 255, 255, 1), True),
        ((230, 160, 130, 255), (0, 0, 0, 0), False),
    ],
    ids=["dark on clear", "dark on white", "dark on nearly clear", "light on clear"],
)
def test_dark_ink_on_a_clear_ground_is_known(ink, ground, disappears) -> None:
    drawing = Image.new("RGBA", (600, 200), ground)
    for row in range(0, 200, 20):
        drawing.paste(ink, (0, row, 600, row + 3))
    assert prepare(saved(drawing, "PNG"), place_width=536).is_dark_on_clear is disappears


def test_a_dark_photo_with_clear_corners_does_not_disappear() -> None:
    photo = Image.new("RGBA", (400, 400), (10, 10, 10, 255))
    photo.paste((0, 0, 0, 0), (0, 0, 40, 40))
    assert not prepare(saved(photo, "PNG"), place_width=400).is_dark_on_clear


@pytest.mark.parametrize(
    "exif",
    [
        b"II*\0\x08\0\0\0\x05\0\x12\x01\x03\0",  # ends within its first entry
        b"MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x87\x69\0\x04\0\0\0\x01\0\0\xff\xff",
        b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x09\0\x00\0\xff",
    ],
    ids=["cut off", "an entry outside", "more than it holds"],
)
def test_damaged_metadata_of_a_picture_makes_pillow_warn_nobody(exif: bytes) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), (90, 120, 90)).save(buffer, "JPEG", exif=b"Exif\0\0" + exif)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        prepare(buffer.getvalue(), place_width=200)
    assert heard == []
