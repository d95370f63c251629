"""Checks of text contrast in light and dark modes, and of text size."""

from functools import lru_cache

from newsletter.editorial.checks import appearance, modes, page
from newsletter.editorial.checks.appearance import SeenText
from newsletter.editorial.checks.cascade import are_same
from newsletter.editorial.checks.finding import Finding, bare, place_of
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.modes import Mode
from newsletter.editorial.checks.reachable import is_lost_unsubscribe_link
from newsletter.message import Message
from newsletter.text.colour import LEAST_CONTRAST, luminance

LARGE = 24.0  # CSS pixels from which letters count as large (WCAG 2.2, "large scale": 18 point)
LEAST_CONTRAST_LARGE = 3.0  # WCAG 2.2, 1.4.3
SMALLEST = 12.0  # CSS pixels
_BRIGHT = 0.5  # luminance of a background that dazzles at night


def check_contrast(inputs: Inspected) -> tuple[Finding, ...]:
    """Check the contrast of every text with its background, as each kind of program shows it.

    A text is reported for the first mode in which it is faint, once for all texts with the
    same colours.
    """
    found: dict[object, Finding] = {}
    reported = {text.number for text, _ in undarkened(inputs.html)}
    for text in appearance.texts(inputs.html):
        if text.number not in reported and _is_faint(text, inputs):
            reported.add(text.number)
            own = text.appearance
            found.setdefault((text.look.mode, own.ink, own.ground), _faint(text, inputs))
    return tuple(found.values())


def _is_faint(text: SeenText, inputs: Inspected) -> bool:
    return (
        text.contrast < _least(text)
        and _is_text(text)
        and not is_lost_unsubscribe_link(text, inputs)
    )


def _is_text(text: SeenText) -> bool:
    """Return whether it shows words instead of a dot or quotation mark as an ornament."""
    hiding = text.hiding
    return bool(bare(text.words)) and (hiding is None or hiding is appearance.Hiding.COLOUR)


def _least(text: SeenText) -> float:
    return LEAST_CONTRAST_LARGE if text.appearance.size >= LARGE else LEAST_CONTRAST


def _faint(text: SeenText, inputs: Inspected) -> Finding:
    block, line = place_of(inputs, text.words)
    return Finding.error(
        "text-faint",
        block=block,
        line=line,
        contrast=f"{text.contrast:.2f}:1",
        least=f"{_least(text):g}:1",
        mode=Message.of(text.look.mode),
    )


def check_dark_colours(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that colours of the mail's light mode have a counterpart in dark mode."""
    found: dict[object, Finding] = {}
    for text, code in undarkened(inputs.html):
        own = text.appearance
        block, line = place_of(inputs, text.words)
        colours = own.ink if code == "dark-text-missing" else own.ground
        found.setdefault((code, colours), Finding.error(code, block=block, line=line))
    return tuple(found.values())


@lru_cache(maxsize=2)  # shared by two checks
def undarkened(html: str) -> tuple[tuple[SeenText, str], ...]:
    """Return texts that keep a light-mode colour in dark mode, and the code to report."""
    is_declared = modes.is_dark_declared(page.read(html))
    light: dict[tuple[int, int], SeenText] = {}
    found: list[tuple[SeenText, str]] = []
    for text in appearance.texts(html):
        place = text.look.width, text.number
        if text.look.mode is Mode.LIGHT:
            light[place] = text
        elif text.look.mode is Mode.DARK and (day := light.get(place)):
            code = _dark_fault(day, text, is_declared=is_declared)
            if code and _is_text(text) and day.contrast >= _least(day):
                found.append((text, code))
    return tuple(found)


def _dark_fault(day: SeenText, night: SeenText, *, is_declared: bool) -> str:
    keeps_ink = are_same(day.appearance.ink_from, night.appearance.ink_from)
    keeps_ground = are_same(day.appearance.ground_from, night.appearance.ground_from)
    if night.contrast < _least(night):
        if keeps_ink and not keeps_ground:
            return "dark-text-missing"
        return "dark-ground-missing" if keeps_ground and not keeps_ink else ""
    dazzles = is_declared and keeps_ground and luminance(night.appearance.ground) > _BRIGHT
    return "dark-ground-missing" if dazzles else ""


def check_small_text(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that no text is too small to read, with one finding for each size."""
    found: dict[float, Finding] = {}
    for text in appearance.texts(inputs.html):
        size = text.appearance.size
        if size < SMALLEST and _is_text(text) and size not in found:
            block, line = place_of(inputs, text.words)
            found[size] = Finding.error(
                "text-small", block=block, line=line, size=round(size, 1), least=round(SMALLEST)
            )
    return tuple(found.values())
