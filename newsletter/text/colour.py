"""sRGB colours and their WCAG contrast, even after a mail program darkens them."""

import colorsys
import re
from functools import lru_cache
from typing import Final, TypeAlias

Rgb: TypeAlias = tuple[float, float, float]  # each 0 to 1

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 (AA) for text of ordinary size
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def is_colour(text: str) -> bool:
    """Return whether a text is ``#rrggbb``, which every mail program reads."""
    return _HEX.fullmatch(text) is not None


def rgb(colour: str) -> Rgb:
    """Return the three parts of ``#rrggbb``."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def hexadecimal(colour: Rgb) -> str:
    """Return ``#rrggbb``."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def luminance(colour: Rgb) -> float:
    """Return relative luminance, 0 for black to 1 for white (WCAG 2.2, glossary)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=512)
def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, glossary)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def saturation(colour: Rgb) -> float:
    """Return the saturation in HSL, 0 for grey to 1."""
    return colorsys.rgb_to_hls(*colour)[2]


def inverted(colour: Rgb) -> Rgb:
    """Return the colour as a mail program inverts it (Gmail for iOS)."""
    red, green, blue = colour
    return 1 - red, 1 - green, 1 - blue


def lightness_inverted(colour: Rgb) -> Rgb:
    """Return the colour with inverted lightness and the same hue (Outlook for Windows)."""
    hue, lightness, full = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(hue, 1 - lightness, full)


OUTLOOK_PANE: Final = (0.2, 0.2, 0.2)  # the reading pane of Outlook.com in dark mode, #333333


def outlook_background(colour: Rgb) -> Rgb:
    """Return a background as Outlook.com and Outlook on phones darken it.

    A dark one is unchanged (hteumeuleu.com, "Dealing with Outlook.com's dark mode", 2019).
    """
    is_light = colorsys.rgb_to_hls(*colour)[1] > 0.5
    return lightness_inverted(colour) if is_light else colour


def outlook_text(colour: Rgb, behind: Rgb = OUTLOOK_PANE) -> Rgb:
    """Return a text colour as Outlook.com changes it, if it is too faint.

    Args:
        colour: The text colour.
        behind: The element's own background, already darkened. By default it is the
            reading pane's, regardless of the background of any ancestor.
    """
    is_faint = contrast(colour, behind) < LEAST_CONTRAST
    return lightness_inverted(colour) if is_faint else colour
