"""Palettes, and whether their text is readable in light mode, in dark mode and when darkened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from newsletter.message import Message
from newsletter.text.colour import (
    LEAST_CONTRAST,
    Rgb,
    contrast,
    inverted,
    lightness_inverted,
    rgb,
    saturation,
)


def as_it_is(colour: Rgb) -> Rgb:
    """Return what a mail program that leaves colours alone makes of it."""
    return colour


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

    def gaudy(self) -> Iterator[tuple[str, float, float]]:
        """Yield the areas that are too saturated, with their saturation and its limit."""
        for name, most in MOST_SATURATION.items():
            if (found := saturation(rgb(getattr(self, name)))) > most:
                yield name, found, most


# How a mail program shows colours: as they are, or made dark in one of two ways.
_SEEN: tuple[tuple[Message | None, Callable[[Rgb], Rgb]], ...] = (
    (None, as_it_is),
    (Message("colours-inverted"), inverted),
    (Message("lightness-inverted"), lightness_inverted),
)

# HSL saturation of large areas: a mail program that turns light into dark keeps the
# hue and the saturation, so that a cream paper becomes a brown one.
MOST_SATURATION = {"paper": 0.25, "tint": 0.30}

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
