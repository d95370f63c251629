"""Pictures whose values come from a file on the disk, or from a child process."""

from collections.abc import Mapping
from typing import Final

from newsletter.rendering.pictures import LONGEST_SIDE, Picture, hosted_name

_ENDINGS: Final = ("jpg", "png")


def read_picture(values: Mapping[str, object], data: bytes) -> Picture:
    """Return a picture if its values are those of one.

    Raises:
        ValueError: They are not those of a picture, or the name is not that of its bytes.
    """
    match values:
        case {
            "name": str() as name,
            "width": int() as width,
            "height": int() as height,
            "moved": bool() as moved,
            "is_dark_on_clear": bool() as dark,
            **rest,
        } if not rest and 0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE:
            if name in {hosted_name(data, ending) for ending in _ENDINGS}:
                return Picture(name, data, width, height, moved, dark)
    raise ValueError("not the values of a picture")
