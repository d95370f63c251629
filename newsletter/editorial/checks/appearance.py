"""Visible appearance of each text of a mail: colours, size and hiding."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import chain
from typing import Final

from lxml import etree

from newsletter.editorial.checks import modes
from newsletter.editorial.checks.cascade import Winner
from newsletter.editorial.checks.longhands import FONT_SIZES, Rgba, colour
from newsletter.editorial.checks.modes import Look
from newsletter.editorial.checks.page import HtmlElement
from newsletter.text.colour import Rgb, contrast


class Hiding(Enum):
    """A way in which text is kept out of sight."""

    DISPLAY = "display"
    VISIBILITY = "visibility"
    OPACITY = "opacity"
    SIZE = "size"  # letters too small to see
    BOX = "box"  # a box without room, with overflow cut off
    OFF_SCREEN = "off-screen"
    CLIPPED = "clipped"
    COLOUR = "colour"  # the same as the background
    PICTURE = "picture"  # only a picture, which many programs do not load
    OUTLOOK = "outlook"  # hidden from Outlook for Windows only


@dataclass(frozen=True, slots=True)
class Appearance:
    """The appearance of an element's own text.

    Attributes:
        ink: The text's colour, with its transparency.
        ground: The colour behind it.
        ink_from: The declaration that sets the colour; ``None`` for the program's default.
        ground_from: The same for the background.
        size: The font size, in CSS pixels.
        opacity: 0–1, combined with that of all enclosing elements.
        indent: The indent of the first line, in CSS pixels.
        is_visible: Whether ``visibility`` shows it.
        hiding: The way in which the element and its contents are hidden, if any.
    """

    ink: Rgba
    ground: Rgb
    ink_from: Winner | None = None
    ground_from: Winner | None = None
    size: float = 16.0
    opacity: float = 1.0
    indent: float = 0.0
    is_visible: bool = True
    hiding: Hiding | None = None


@dataclass(frozen=True, slots=True)
class SeenText:
    """One run of text as it appears in one mode.

    Attributes:
        number: Its position among the texts of the document, identical in every mode.
        element: The element that directly contains it.
    """

    number: int
    words: str
    element: HtmlElement
    look: Look
    appearance: Appearance

    @property
    def contrast(self) -> float:
        """The contrast between the text and its background, 1 to 21."""
        own = self.appearance
        return contrast(_over(own.ink, own.ground, own.opacity), own.ground)

    @property
    def hiding(self) -> Hiding | None:
        """The way in which the text is hidden, if any."""
        own = self.appearance
        if own.hiding is not None:
            return own.hiding
        if not own.is_visible:
            return Hiding.VISIBILITY
        if own.opacity < _FAINT:
            return Hiding.OPACITY
        if own.size < _LEAST_SIZE:
            return Hiding.SIZE
        if own.indent <= _FAR:
            return Hiding.OFF_SCREEN
        return Hiding.COLOUR if self.contrast < _UNSEEN else None


_FAINT = 0.1
_LEAST_SIZE = 4.0  # pixels; anything smaller is illegible
_FAR = -900.0  # pixels outside the window
_UNSEEN = 1.25  # contrast below which text goes unnoticed

_BLANK = re.compile(r"[\s\u00a0\u00ad\u034f\u115f\u2000-\u200f\u2028-\u202f\u2060\ufeff]+")
_UNDRAWN: Final = frozenset({"head", "style", "script", "title", "template", "noscript"})
_HEADINGS: Final = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_USUAL_SIZES: Final = {**_HEADINGS, "small": 1 / 1.2, "sub": 1 / 1.2, "sup": 1 / 1.2, "big": 1.2}
_PIXELS: Final = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54}
_LENGTH = re.compile(r"([+-]?\d*\.?\d+(?:e[+-]?\d+)?)([a-z]*|%)")
_NO_AREA = re.compile(
    r"rect\(\s*(?:(?:0|1)(?:px)?[\s,]+){3}(?:0|1)(?:px)?\s*\)"
    r"|inset\(\s*(?:50|100)%.*\)|circle\(\s*0.*\)|polygon\(\s*(?:0(?:px|%)?[\s,]*)+\)"
)
_NO_SCALE = re.compile(r"scale(?:3d|x|y)?\(\s*0(?:\.0+)?\s*[,)]")


@lru_cache(maxsize=2)  # shared by several checks
def by_look(html: str) -> Mapping[Look, tuple[SeenText, ...]]:
    """Return every text of a finished mail in every mode, except blank ones."""
    return {look: tuple(seen(look)) for look in modes.looks(html)}


def texts(html: str) -> Iterator[SeenText]:
    """Return the texts of all modes, one mode after the other."""
    return chain.from_iterable(by_look(html).values())


def seen(look: Look) -> Iterator[SeenText]:
    """Yield the texts of a mail in one mode, in reading order."""
    known: dict[HtmlElement, Appearance] = {}
    made: dict[object, Appearance] = {}  # most elements share an appearance
    canvas = Appearance((*look.canvas.ink, 1.0), look.canvas.ground)
    for element in look.elements:
        parent = element.getparent()
        if element.tag in _UNDRAWN or (parent is not None and parent not in known):
            continue
        above = canvas if parent is None else known[parent]
        known[element] = _appearance(element, look, above, made)
    for number, (element, text) in enumerate(_texts(look.elements[0])):
        if element in known and (words := _words(text)):
            yield SeenText(number, words, element, look, known[element])


@lru_cache(maxsize=512)
def _words(text: str) -> str:
    """Return the visible part of a text; empty if it is blank."""
    return _BLANK.sub(" ", text).strip()


def _texts(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield each run of text with the element that directly contains it, in reading order."""
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.text:
                yield node, node.text
        elif node.tail and node.getparent() is not None:
            yield node.getparent(), node.tail


def _appearance(
    element: HtmlElement, look: Look, above: Appearance, made: dict[object, Appearance]
) -> Appearance:
    """Return an element's appearance from its winning declarations and its parent's."""
    own = look.styles[element]
    usual = _USUAL_SIZES.get(element.tag, 1.0)
    is_link = element.tag == "a" and element.get("href") is not None
    if not own and usual == 1.0 and not is_link:
        return above
    ink, ground = (look.turned.get((element, name)) for name in ("color", "background-color"))
    key = (id(above), usual, is_link, ink, ground, *own.items())
    if key not in made:
        link = (*look.canvas.link, 1.0) if is_link else None
        made[key] = _computed(own, above, _Painter(link, ink, ground), usual)
    return made[key]


def _computed(
    own: Mapping[str, Winner], above: Appearance, painter: "_Painter", usual: float
) -> Appearance:
    values = {name: winner.value for name, winner in own.items()}
    size = _size(values.get("font-size"), above.size, usual)
    opacity = above.opacity * _share(values.get("opacity", "1"))
    indent = _length(values.get("text-indent"), size)
    visibility = values.get("visibility", "inherit")
    own_ground, ground_from = painter.ground_of(own.get("background-color"))
    ground = _over(own_ground, above.ground, opacity) if own_ground else above.ground
    ink, ink_from = painter.ink_of(own.get("color"), above)
    return Appearance(
        ink,
        ground,
        ink_from,
        ground_from if own_ground else above.ground_from,
        size,
        opacity,
        above.indent if indent is None else indent,
        above.is_visible if visibility == "inherit" else visibility == "visible",
        above.hiding or _hiding(values, size),
    )


@dataclass(frozen=True, slots=True)
class _Painter:
    """Applies the declared colours of one element, as a mode shows them.

    Attributes:
        link: The program's colour of links, if the element is one.
        ink: The program's replacement for the element's text colour, if it changes it.
        ground: The same for its background.
    """

    link: Rgba | None
    ink: Rgba | None
    ground: Rgba | None

    def ground_of(self, winner: Winner | None) -> tuple[Rgba | None, Winner | None]:
        ground = colour(winner.value) if winner else None
        if ground is None or ground[3] == 0:
            return None, None
        return self.ground or ground, winner

    def ink_of(self, winner: Winner | None, above: Appearance) -> tuple[Rgba, Winner | None]:
        ink = colour(winner.value) if winner else None
        if ink is None:
            return (self.link, None) if self.link else (above.ink, above.ink_from)
        return self.ink or ink, winner


def _over(top: Rgba, ground: Rgb, opacity: float) -> Rgb:
    """Return a colour as seen through its transparency."""
    share = top[3] * opacity
    red, green, blue = (
        part * share + behind * (1 - share) for part, behind in zip(top, ground, strict=False)
    )
    return red, green, blue


def _hiding(values: Mapping[str, str], size: float) -> Hiding | None:
    """Return the way in which an element's own declarations hide it and its contents."""
    if values.get("display") == "none":
        return Hiding.DISPLAY
    if _is_off_screen(values, size):
        return Hiding.OFF_SCREEN
    clipped = _NO_AREA.match(values.get("clip", "")) and values.get("position") in _OUT_OF_FLOW
    if clipped or _NO_AREA.match(values.get("clip-path", "")):
        return Hiding.CLIPPED
    if _NO_SCALE.search(values.get("transform", "")):
        return Hiding.BOX
    lengths = (_length(values.get(name), size) for name in _EXTENTS)
    cuts_off = values.get("overflow") in {"hidden", "clip"}
    if cuts_off and any(length is not None and length <= 1 for length in lengths):
        return Hiding.BOX
    return None


_EXTENTS = ("height", "max-height", "width", "max-width")
_OUT_OF_FLOW = frozenset({"absolute", "fixed"})


def _is_off_screen(values: Mapping[str, str], size: float) -> bool:
    if values.get("position") not in _OUT_OF_FLOW | {"relative"}:
        return False
    places = (_length(values.get(name), size) for name in ("left", "top", "right", "bottom"))
    return any(place is not None and abs(place) >= -_FAR for place in places)


def _size(value: str | None, above: float, usual: float) -> float:
    """Return the font size in pixels."""
    if value in FONT_SIZES:
        return FONT_SIZES[value]
    if value in {"larger", "smaller"}:
        return above * 1.2 if value == "larger" else above / 1.2
    if value in {"initial", "revert"}:
        return 16.0
    if value in {"inherit", "unset"}:
        return above
    found = _LENGTH.fullmatch(value or "")
    if found and found[2] == "%":
        return max(0.0, above * float(found[1]) / 100)
    length = _length(value, above)
    return above * usual if length is None or length < 0 else length


def _length(value: str | None, size: float) -> float | None:
    """Return a length in pixels; ``None`` for others, such as ``auto`` or ``50%``."""
    found = _LENGTH.fullmatch(value or "")
    if found is None:
        return None
    amount, unit = float(found[1]), found[2]
    if unit in {"em", "rem"}:
        return amount * (size if unit == "em" else 16.0)
    if unit in _PIXELS:
        return amount * _PIXELS[unit]
    return 0.0 if amount == 0 else None


def _share(value: str) -> float:
    """Return an opacity, 0–1; an invalid value counts as opaque."""
    found = _LENGTH.fullmatch(value)
    if found is None or found[2] not in {"", "%"}:
        return 1.0
    return min(1.0, max(0.0, float(found[1]) / (100 if found[2] else 1)))
