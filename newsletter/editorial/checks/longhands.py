"""Valid declarations that affect text visibility, with shorthands expanded."""

from functools import lru_cache
from typing import Final

from tinycss2.ast import DimensionToken, IdentToken, NumberToken, PercentageToken
from tinycss2.color4 import parse_color

from newsletter.editorial.checks import css

Rgba = tuple[float, float, float, float]  # each 0 to 1

WIDE_KEYWORDS = frozenset({"inherit", "initial", "unset", "revert"})
_COLOURED: Final = frozenset({"color", "background-color"})
_PLAIN: Final = frozenset(
    (
        *("display", "visibility", "opacity", "font-size", "width", "height", "max-width"),
        *("max-height", "overflow", "text-indent", "position", "left", "right", "top", "bottom"),
        *("clip", "clip-path", "transform", "mso-hide"),
    )
)
_OVERFLOWS: Final = frozenset({"overflow-x", "overflow-y"})


@lru_cache(maxsize=1024)
def longhands(declared: css.Declaration) -> tuple[css.Declaration, ...]:
    """Return the longhands of a declaration; empty if it is invalid or irrelevant.

    An invalid declaration leaves the previous one in force (CSS Syntax Level 3, §9).
    """
    name, value = declared.name, declared.value.lower()
    if name in _COLOURED:
        return _one(declared, name, value) if _is_colour(value) else ()
    if name == "background":
        return _one(declared, "background-color", _colour_in(value))
    if name == "font":
        size = _size_in(value)
        return _one(declared, "font-size", size) if size else ()
    if name in _OVERFLOWS:
        return _one(declared, "overflow", value)
    return _one(declared, name, value) if name in _PLAIN and value else ()


def _one(declared: css.Declaration, name: str, value: str) -> tuple[css.Declaration, ...]:
    return (css.Declaration(name, value, declared.important),)


def _is_colour(value: str) -> bool:
    return value in WIDE_KEYWORDS or parse_color(value) is not None


@lru_cache(maxsize=512)
def colour(value: str) -> Rgba | None:
    """Return a colour's parts; ``None`` for ``currentcolor`` and other values."""
    parsed = parse_color(value)
    if parsed is None or isinstance(parsed, str):
        return None
    red, green, blue, alpha = (min(1.0, max(0.0, part or 0.0)) for part in parsed.to("srgb"))
    return red, green, blue, alpha


def _colour_in(background: str) -> str:
    """Return the colour in a ``background``, which resets it to transparent without one."""
    if background in WIDE_KEYWORDS:
        return background
    for token in css.tokens(background):
        written = str(token.serialize())
        if parse_color(written) is not None:
            return written
    return "transparent"


def _size_in(font: str) -> str:
    """Return the size in a ``font`` shorthand; empty for a system font."""
    if font in WIDE_KEYWORDS:
        return font
    for token in css.tokens(font):
        if isinstance(token, DimensionToken | PercentageToken):
            return str(token.serialize())
        if isinstance(token, IdentToken) and token.lower_value in FONT_SIZES:
            return str(token.lower_value)
        if isinstance(token, NumberToken) and token.value == 0:
            return "0"
    return ""


FONT_SIZES: Final = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}  # CSS Fonts Level 4, §2.5, as browsers render them
