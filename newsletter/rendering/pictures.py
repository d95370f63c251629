"""Pictures of an issue as readers get them: scaled to their place, no metadata."""

import hashlib
import io
import math
import struct
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.errors import AuthorError
from newsletter.text.colour import contrast, rgb

if TYPE_CHECKING:
    from PIL.Image import Image as Raster
    from PIL.ImageFile import ImageFile

DENSITY = 2  # pixels of the file for one CSS pixel: sharp on a telephone
LARGEST_PIXELS = 110_000_000  # telephones make 12, 48, 50 and 108 megapixels, as plain JPEG
LONGEST_SIDE = 20_000
LARGEST_BYTES = 50_000_000
_PIXEL_BYTES = 4  # as Pillow keeps every pixel of more than one channel
# Of the 192 MB of the process that makes pictures; Python and Pillow take 45 MB of them.
_MOST_BYTES = 140_000_000
_ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4
_ON_ITS_SIDE = frozenset({5, 6, 7, 8})
_STRIP_ROWS = 256  # of the file, held in memory in addition
_FILTER_REACH = 3  # rows of the result to each side that Lanczos looks at
_READS = ("JPEG", "PNG", "GIF", "WEBP")
_JPEG_QUALITY = 82
_SAMPLED = 40  # pixels a side, enough to tell the share of dark ink
_CLEAR_SHARE = 0.1  # rounded corners are far less
_DARK_GROUND = rgb("#1c1b1a")  # of letters in dark mode
_LEAST_SEEN = 3  # contrast of graphics (WCAG 2.2, 1.4.11)
_DRAWN_COLOURS = 4096  # what has more is a photograph


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be hosted under ``/media/{name}``.

    ``name`` is the hash of its bytes, so another picture has another address;
    ``width`` and ``height`` are those of its place, in CSS pixels.

    Attributes:
        moved: Whether the file had more frames than the first.
        is_dark_on_clear: Whether it is dark ink on a transparent ground.
    """

    name: str
    data: bytes
    width: int
    height: int
    moved: bool = False
    is_dark_on_clear: bool = False


def prepare(data: bytes, *, place_width: int, source: str = "") -> Picture:
    """Make a picture fit its place: upright, resized, in sRGB, without metadata.

    Transparent pictures and drawings become PNG, all others JPEG: Outlook for
    Windows shows neither WebP nor AVIF. Only the first frame of an animation is
    kept. A picture is never enlarged. Fits into a process of 192 MB.

    Args:
        data: The file as the editor gave it.
        place_width: How wide its place is, in CSS pixels.
        source: Its file name, for the message when it cannot be used.

    Raises:
        AuthorError: If it is no picture, of another format, damaged or huge.
    """
    if len(data) > LARGEST_BYTES:
        raise too_heavy(len(data), source)
    with warnings.catch_warnings():
        # Pillow's warnings about damaged metadata or many pixels are not for an editor
        warnings.simplefilter("ignore")
        return _prepared(data, place_width, source)


def _prepared(data: bytes, place_width: int, source: str) -> Picture:
    from PIL import UnidentifiedImageError

    try:
        opened = _opened(data, source)
        moved = _is_animated(opened)
        raster, (width, height) = _upright(opened, place_width, source, len(data))
    except UnidentifiedImageError as error:
        raise AuthorError("picture-of-other-kind", source) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise AuthorError("picture-damaged", source, reason=str(error)) from error
    dark = _is_dark_on_clear(raster)
    made, ending = _encoded(raster)
    return Picture(hosted_name(made, ending), made, width, height, moved, dark)


def _is_animated(picture: "ImageFile") -> bool:
    """Return whether there is a frame after the first; one that cannot be read does not count."""
    try:
        return bool(getattr(picture, "is_animated", False))
    except (LookupError, struct.error):  # Pillow 12, of a GIF that breaks off in an extension
        return False


PORTRAIT_SIDE = 40  # CSS pixels


def prepare_portrait(data: bytes, *, source: str = "") -> Picture:
    """Return a small square cut from the middle of a picture, for the line under the title.

    Raises:
        AuthorError: As ``prepare``.
    """
    from PIL import Image, ImageOps

    side = PORTRAIT_SIDE * DENSITY
    # several times as wide as it will be, so that enough is left of a wide picture
    wide = prepare(data, place_width=4 * PORTRAIT_SIDE, source=source)
    square = ImageOps.fit(Image.open(io.BytesIO(wide.data)), (side, side))
    made, ending = _encoded(square)
    return Picture(hosted_name(made, ending), made, PORTRAIT_SIDE, PORTRAIT_SIDE)


def hosted_name(made: bytes, ending: str) -> str:
    """Return the name under which the bytes of a picture are hosted."""
    return f"{hashlib.sha256(made).hexdigest()[:24]}.{ending}"


def too_heavy(size_bytes: int, source: str) -> AuthorError:
    """Return the error for a file of more than ``LARGEST_BYTES``."""
    size, limit = round(size_bytes / 1e6), round(LARGEST_BYTES / 1e6)
    return AuthorError("picture-too-heavy", source, size=size, limit=limit)


def _opened(data: bytes, source: str) -> "ImageFile":
    """Read only the header, and refuse pictures with too many pixels."""
    from PIL import Image

    try:
        picture = Image.open(io.BytesIO(data), formats=_READS)
    except Image.DecompressionBombError as error:
        raise AuthorError("picture-too-many-pixels", source) from error
    pixels = picture.width * picture.height
    if pixels > LARGEST_PIXELS or max(picture.size) > LONGEST_SIDE:
        raise AuthorError(
            "picture-too-large",
            source,
            width=picture.width,
            height=picture.height,
            megapixels=math.ceil(pixels / 1e5) / 10,
        )
    return picture


def _refuse_what_takes_too_much(
    picture: "ImageFile",
    whole: tuple[int, int],
    step: float,
    source: str,
    size_bytes: int,
) -> None:
    """Refuse a picture in a form that takes too much memory to decode.

    Measured with Pillow 13: libwebp keeps two canvases, and Pillow two copies;
    a progressive JPEG is held as coefficients of two bytes each. In addition, there are
    the file, the strips and what is made of them, with a copy of each.

    Args:
        picture: With its header read, and the size at which it will be decoded.
        whole: Its width and height in the file.
        step: How much it will be made smaller then.
        source: Its file name.
        size_bytes: Of the file.
    """
    bands = len(picture.getbands())
    taken = picture.width * picture.height * (1 if bands == 1 else _PIXEL_BYTES)
    if picture.format == "WEBP":
        taken *= 4
    elif picture.info.get("progressive"):
        taken += 2 * bands * whole[0] * whole[1]
    rows = min(picture.height, _STRIP_ROWS + 2 * _FILTER_REACH * step)
    more = picture.width * rows + picture.width * picture.height / step**2
    if taken + size_bytes + 2 * _PIXEL_BYTES * more > _MOST_BYTES:
        width, height = whole
        kind = str(picture.format)
        raise AuthorError("picture-too-costly", source, width=width, height=height, kind=kind)


def _upright(
    picture: "ImageFile", place_width: int, source: str, size_bytes: int
) -> tuple["Raster", tuple[int, int]]:
    """Return the upright first frame at its final size, in RGB or RGBA and sRGB.

    A photograph far larger than its place is decoded at a fraction of its size that
    still has enough pixels, which takes a tenth of the time and memory.

    Returns:
        The raster, and the width and height of its place in CSS pixels.
    """
    from PIL import ImageOps

    whole, least = picture.size, place_width * DENSITY
    # asked for it, a PNG would be decoded: it may say so behind its pixels
    is_on_its_side = picture.format == "JPEG" and _is_on_its_side(picture)
    picture.draft(None, (1, least) if is_on_its_side else (least, 1))
    step = max(1.0, picture.size[is_on_its_side] / least)
    _refuse_what_takes_too_much(picture, whole, step, source, size_bytes)
    picture.load()
    is_on_its_side = _is_on_its_side(picture)
    wide, high = reversed(picture.size) if is_on_its_side else picture.size
    width = min(place_width, wide)
    height = max(1, round(width * high / wide))
    pixels = (wide, high) if wide <= width * DENSITY else (width * DENSITY, height * DENSITY)
    fitted = _resized(picture, pixels[::-1] if is_on_its_side else pixels)
    fitted.getexif()[_ORIENTATION] = picture.getexif().get(_ORIENTATION, 1)
    ImageOps.exif_transpose(fitted, in_place=True)
    return _in_srgb(fitted, picture), (width, height)


def _is_on_its_side(picture: "ImageFile") -> bool:
    return picture.getexif().get(_ORIENTATION) in _ON_ITS_SIDE


def _resized(picture: "ImageFile", size: tuple[int, int]) -> "Raster":
    """Resize into RGB, or RGBA if transparent, a strip of rows at a time.

    Converting and resizing the whole would take three times its memory. Each
    strip is cut with the rows around it that the filter looks at, so that the
    seams do not show.
    """
    from PIL import Image

    mode = "RGBA" if picture.has_transparency_data else "RGB"
    made = Image.new(mode, size)
    step = picture.height / size[1]
    around = _FILTER_REACH * max(1.0, step)
    rows = max(1, int(_STRIP_ROWS / step))
    for top in range(0, size[1], rows):
        bottom = min(top + rows, size[1])
        first = max(0, math.floor(top * step - around))
        last = min(picture.height, math.ceil(bottom * step + around))
        strip = _in_eight_bits(picture.crop((0, first, picture.width, last))).convert(mode)
        box = (0, top * step - first, picture.width, min(bottom * step, picture.height) - first)
        fitted = strip.resize((size[0], bottom - top), Image.Resampling.LANCZOS, box=box)
        made.paste(fitted, (0, top))
    return made


def _in_eight_bits(raster: "Raster") -> "Raster":
    """Scale 16-bit greys to 8 bits: Pillow's own conversion clips them to white."""
    return raster.point(lambda grey: grey * (1 / 256)) if raster.mode.startswith("I;16") else raster


def _is_see_through(raster: "Raster") -> bool:
    """Return whether any pixel is transparent. Few alpha channels are in use."""
    if raster.mode != "RGBA":
        return False
    least, _ = raster.getchannel("A").getextrema()
    return int(least) < 255  # type: ignore[arg-type]  # a single band has single numbers


def _is_dark_on_clear(raster: "Raster") -> bool:
    """Return whether most of the ink of a transparent picture is dark.

    Such a drawing or signature disappears on the dark ground of dark mode.
    """
    if raster.mode != "RGBA":
        return False
    small = raster.resize((_SAMPLED, _SAMPLED)).tobytes()
    ink, dark = 0, 0
    for at in range(0, len(small), 4):
        red, green, blue, alpha = small[at : at + 4]
        ink += alpha
        if contrast((red / 255, green / 255, blue / 255), _DARK_GROUND) < _LEAST_SEEN:
            dark += alpha
    clear = 1 - ink / (255 * _SAMPLED * _SAMPLED)
    return clear >= _CLEAR_SHARE and 2 * dark > ink


def _in_srgb(raster: "Raster", picture: "ImageFile") -> "Raster":
    """Convert to sRGB: a wide-gamut photo looks grey without its profile.

    Args:
        raster: The picture at its final size.
        picture: As it was read, with its profile and mode.
    """
    from PIL import ImageCms

    is_plain = raster.mode == "RGB" or _is_see_through(raster)
    plain = raster if is_plain else raster.convert("RGB")
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA"}:
        return plain
    try:
        converted = ImageCms.profileToProfile(
            plain, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError):
        return plain  # a broken profile says nothing about the pixels
    return converted or plain


def _encoded(raster: "Raster") -> tuple[bytes, str]:
    """Return the bytes and the file ending, without EXIF, GPS, comments or profiles."""
    raster.info.clear()
    if raster.mode == "RGBA":
        return _saved(raster, "PNG", optimize=True), "png"
    photo = _saved(raster, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    if raster.getcolors(maxcolors=_DRAWN_COLOURS) is None:
        return photo, "jpg"
    # few colours are a drawing, or a photograph in black and white: the file size decides
    drawing = _saved(raster, "PNG", optimize=True)
    return (drawing, "png") if len(drawing) <= len(photo) else (photo, "jpg")


def _saved(raster: "Raster", form: str, **options: int) -> bytes:
    out = io.BytesIO()
    raster.save(out, form, **options)
    return out.getvalue()
