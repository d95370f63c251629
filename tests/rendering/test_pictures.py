"""A picture fits its place, and nothing of its camera or its maker travels along."""

import io

import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import IFD, Base

from newsletter.errors import AuthorError
from newsletter.rendering.pictures import LARGEST_PIXELS, prepare


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
    assert picture.media_type == "image/jpeg"


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
    with pytest.raises(AuthorError, match=f"tuin.jpg: {said}"):
        prepare(data, place_width=500, source="tuin.jpg")


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    side = int(LARGEST_PIXELS**0.5) + 1
    bomb = saved(Image.new("1", (side, side)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(AuthorError, match="are too many"):
        prepare(bomb, place_width=500)
