"""A picture beside an issue as its readers get it: as large as its place, and nothing hidden in it."""

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.errors import AuthorError

if TYPE_CHECKING:
    from PIL.Image import Image as Raster

DENSITY = 2  # pixels of the file for one CSS pixel: sharp on a telephone
LARGEST_PIXELS = 80_000_000  # more is no photograph but a bomb
_READS = ("JPEG", "PNG", "GIF", "WEBP")
_JPEG_QUALITY = 82
_DRAWN_COLOURS = 4096  # what has more is a photograph


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be hosted under ``/media/{name}``.

    ``name`` is the hash of its bytes, so another picture has another address;
    ``width`` and ``height`` are those of its place, in CSS pixels.
    """

    name: str
    data: bytes
    width: int
    height: int

    @property
    def media_type(self) -> str:
        """For the Content-Type of whoever hosts it."""
        return "image/png" if self.name.endswith(".png") else "image/jpeg"


def prepare(data: bytes, *, place_width: int, source: str = "") -> Picture:
    """Make a picture fit its place: turned upright, resized, in sRGB, without metadata.

    What is see-through or drawn becomes PNG, all else JPEG: Outlook for Windows
    shows neither WebP nor AVIF. Of a moving picture the first frame stays. It
    is never enlarged.

    Args:
        data: The file as the editor gave it.
        place_width: How wide its place is, in CSS pixels.
        source: Its file name, for the message when it cannot be used.

    Raises:
        AuthorError: If it is no picture, of another format, damaged or huge.
    """
    raster = _upright(data, place_width * DENSITY, source)
    width = min(place_width, raster.width)
    height = max(1, round(width * raster.height / raster.width))
    if raster.width > width * DENSITY:
        raster = raster.resize((width * DENSITY, max(1, height * DENSITY)), resample=_lanczos())
    made, ending = _encoded(raster)
    return Picture(f"{hashlib.sha256(made).hexdigest()[:24]}.{ending}", made, width, height)


def _lanczos() -> int:
    from PIL.Image import Resampling

    return Resampling.LANCZOS


def _upright(data: bytes, least: int, source: str) -> "Raster":
    """The first frame, turned as its camera meant it, in RGB or RGBA and sRGB.

    A photograph far larger than its place is read at a fraction of its size,
    with ``least`` pixels each way left: a tenth of the time and the memory.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        opened = Image.open(io.BytesIO(data), formats=_READS)
        if opened.width * opened.height > LARGEST_PIXELS:
            raise AuthorError(
                f"{opened.width} × {opened.height} pixels are too many; 2000 wide is ample", source
            )
        opened.draft(None, (least, least))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
    except UnidentifiedImageError as error:
        raise AuthorError("is no JPEG, PNG, GIF or WebP picture; save it as one", source) from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise AuthorError(f"is damaged: {error}", source) from error
    return _in_srgb(turned, has_alpha=_is_see_through(turned))


def _is_see_through(raster: "Raster") -> bool:
    """Whether anything shines through; most pictures with an alpha channel make no use of it."""
    if not raster.has_transparency_data:
        return False
    least, _ = raster.convert("RGBA").getchannel("A").getextrema()
    return int(least) < 255  # type: ignore[arg-type]  # of one band


def _in_srgb(raster: "Raster", *, has_alpha: bool) -> "Raster":
    """Colours as every screen means them: a wide-gamut photo looks grey without its profile."""
    from PIL import ImageCms

    profile = raster.info.get("icc_profile")
    plain = raster.convert("RGBA" if has_alpha else "RGB")
    if not profile or raster.mode not in {"RGB", "RGBA"}:
        return plain
    try:
        converted = ImageCms.profileToProfile(
            plain, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError):
        return plain  # a broken profile says nothing about the pixels
    return converted or plain


def _encoded(raster: "Raster") -> tuple[bytes, str]:
    """The bytes and the file ending; EXIF, GPS, comments and profiles stay behind."""
    from PIL import Image

    bare = Image.new(raster.mode, raster.size)
    bare.paste(raster)
    if raster.mode == "RGBA":
        return _saved(bare, "PNG", optimize=True), "png"
    photo = _saved(bare, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    if raster.getcolors(maxcolors=_DRAWN_COLOURS) is None:
        return photo, "jpg"
    # few colours are a drawing, or a photograph in black and white: which, is told by what it weighs
    drawing = _saved(bare, "PNG", optimize=True)
    return (drawing, "png") if len(drawing) <= len(photo) else (photo, "jpg")


def _saved(raster: "Raster", form: str, **options: int) -> bytes:
    out = io.BytesIO()
    raster.save(out, form, **options)
    return out.getvalue()
