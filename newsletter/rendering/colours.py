"""Palettes and their contrast by WCAG, also after a mail program darkened them."""

import colorsys
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsletter.message import Message

Rgb = tuple[float, float, float]  # each 0 to 1, sRGB

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 (AA) for text of ordinary size
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def is_colour(text: str) -> bool:
    """Return whether a text is ``#rrggbb``, which every mail program reads."""
    return _HEX.fullmatch(text) is not None


def rgb(colour: str) -> Rgb:
    """Return the three parts of ``#rrggbb``."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Return relative luminance, 0 for black to 1 for white (WCAG 2.2, glossary)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, glossary)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def as_it_is(colour: Rgb) -> Rgb:
    """Return what a mail program that leaves colours alone makes of it."""
    return colour


def inverted(colour: Rgb) -> Rgb:
    """Return the colour as a mail program inverts it (Gmail for iOS)."""
    red, green, blue = colour
    return 1 - red, 1 - green, 1 - blue


def lightness_inverted(colour: Rgb) -> Rgb:
    """Return the colour with inverted lightness and the same hue (Outlook)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    return colorsys.hls_to_rgb(hue, 1 - lightness, saturation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one mode, each ``#rrggbb``."""

    paper: str  # around the letter
    sheet: str  # behind the letter
    ink: str  # the text
    soft: str  # labels and the footer
    accent: str  # links, the button, the mark
    on_accent: str  # words on the button
    tint: str  # behind the prompt
    line: str  # rules, which carry no words

    def weak_pairs(self) -> Iterator[tuple[str, str, str, Message | None]]:
        """Yield text and background pairs whose contrast is too low, in every mode."""
        for seen, turned in _SEEN:
            for words, behind in WORDS_ON:
                one, other = (turned(rgb(getattr(self, name))) for name in (words, behind))
                if (found := contrast(one, other)) < LEAST_CONTRAST:
                    yield words, behind, f"{found:.2f}:1", seen


# How a mail program shows colours: as they are, or made dark in one of two ways.
_SEEN: tuple[tuple[Message | None, Callable[[Rgb], Rgb]], ...] = (
    (None, as_it_is),
    (Message("colours-inverted"), inverted),
    (Message("lightness-inverted"), lightness_inverted),
)

# Every pair in which the templates set words on a ground.
WORDS_ON = (
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "tint"),
    ("soft", "paper"),
    ("soft", "sheet"),
    ("soft", "tint"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent", "tint"),
    ("on_accent", "accent"),
)
