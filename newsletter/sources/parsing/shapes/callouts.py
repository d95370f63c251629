"""Bulbs and other signs in separate boxes next to the words they belong to."""

import re
import unicodedata

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, SILENT, Element, heading_level
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    elements,
    is_element,
    next_with_words,
    remove,
    words,
)
from newsletter.sources.structure.lines import BULB

_BESIDE_EMOJI = frozenset(
    "\N{VARIATION SELECTOR-16}\N{ZERO WIDTH JOINER}\N{COMBINING ENCLOSING KEYCAP}"
)

# A bulb's picture, by its code point or its short name (Unicode CLDR; GitHub, Slack, WordPress).
_BULB_FILE = re.compile(
    r"(?:^|[/_-])(?:(?:u|emoji_u)?1f4a1[^/]*\.(?:svg|png|gif|webp)|light-?bulb\.svg)\b",
    re.IGNORECASE,  # a photograph of a bulb is none
)
_BULB_NAMES = frozenset({":bulb:", ":light_bulb:"})
_LIGATURES = frozenset({"lightbulb", "lightbulb_outline", "emoji_objects", "tips_and_updates"})
_BULB_ICON = re.compile(
    r"light-?bulb", re.IGNORECASE
)  # Font Awesome, Bootstrap, Phosphor, Dashicons
_ICONS = frozenset({"i", "span", "svg", "em"})
_MOST_BOXES = 12  # around one sign


def show_icons(root: Element, _: Surplus) -> None:
    """Give bulbs of an icon font their sign; screen readers, and we, would skip them."""
    found = [one for one in elements(root) if _is_bulb_icon(one) or _is_ligature(one)]
    for icon in found:
        icon.tag, icon.text = "span", BULB
        for inner in list(icon):
            icon.remove(inner)


def settle_callouts(root: Element, surplus: Surplus) -> None:
    """Put a bulb in front of its words, and leave out other lone signs."""
    for image in [one for one in elements(root) if _is_picture(one)]:
        _spell_out(image, surplus)
    for aside in [one for one in root.iter("aside") if words(one).startswith(BULB)]:
        aside.tag = "div"  # the writer's own box, not a column next to the text
    for box in [one for one in elements(root) if _is_bulb((one.text or "").strip())]:
        first = next(box.iterchildren("*"), None)
        if first is not None and first.tag in BLOCKS and not heading_level(first.tag):
            _put_before(_first_block(first))
            box.text = None
    for sign in [one for one in elements(root) if _is_lone_sign(one)]:
        if sign.getparent() is None or not _is_still_there(sign, root):
            continue
        neighbour = _words_of(sign) if _is_bulb(words(sign)) else None
        if neighbour is None:
            surplus.leave_out(sign, LeftOutKind.SYMBOL)
        else:
            _put_before(neighbour)
            remove(sign)


def _put_before(neighbour: Element) -> None:
    text = neighbour.text or ""
    lead = text[: len(text) - len(text.lstrip())]
    neighbour.text = f"{lead}{BULB} {text.lstrip()}"


def is_emoji(text: str) -> bool:
    """Return whether a text consists of emoji only."""
    found = False
    for sign in text:
        if sign.isspace() or sign in _BESIDE_EMOJI:
            continue
        if ord(sign) <= 0x2190 or unicodedata.category(sign) not in ("So", "Sk"):
            return False
        found = True
    return found


def _is_picture(element: Element) -> bool:
    """Return whether it is a picture, by tag or role for screen readers."""
    drawn = element.get("role") == "img" or element.tag == "svg"
    if element.tag != "img" and not (drawn and is_emoji(element.get("aria-label", ""))):
        return False
    hidden = next(element.iterancestors("noscript", "svg"), None) is not None
    return not hidden and not words(element)


def _is_bulb_icon(element: Element) -> bool:
    """Return whether it is a bulb of an icon font, which is known by its class only."""
    if element.tag not in _ICONS or words(element) or element.getparent() is None:
        return False
    named = element.get("class", "")
    if element.tag == "svg":
        named += " ".join(one.get("href", one.get("xlink:href", "")) for one in element.iter("use"))
    return _BULB_ICON.search(named) is not None


def _is_ligature(element: Element) -> bool:
    """Return whether it is a bulb of Material Icons, a font that draws the name of a sign."""
    named = element.get("class", "") if element.tag in _ICONS else ""
    return "material-" in named and words(element) in _LIGATURES


def sign_shown(text: str, address: str) -> str:
    """Return the emoji that a picture with this text and address shows, or an empty string."""
    if _BULB_FILE.search(address) or text.strip().casefold() in _BULB_NAMES:
        return BULB
    return text.strip() if is_emoji(text) else ""


def _spell_out(image: Element, surplus: Surplus) -> None:
    """Replace a picture of an emoji by the emoji. Record the words of others."""
    text = image.get("alt" if image.tag == "img" else "aria-label", "").strip()
    if shown := sign_shown(text, image.get("src", "")):
        image.tag = "span"
        image.text = shown
        for inner in list(image):
            image.remove(inner)
    elif text:
        surplus.note(text, LeftOutKind.PICTURE, image.sourceline or 1)


def _is_bulb(text: str) -> bool:
    return text.rstrip("\N{VARIATION SELECTOR-16}") == BULB


def _is_lone_sign(element: Element) -> bool:
    """Return whether it is a block, or a box in a row, that shows an emoji."""
    if len(element) > 2 or not _may_begin_with_sign(element) or not is_emoji(words(element)):
        return False
    return element.tag in BLOCKS or not _stands_in_a_line(element)


def _may_begin_with_sign(element: Element) -> bool:
    """Return whether its first text begins with an emoji.

    For deeply nested boxes, the inner ones decide.
    """
    for _ in range(_MOST_BOXES):
        if text := (element.text or "").strip():
            return is_emoji(text[0]) or text[0] in _BESIDE_EMOJI
        if not len(element) or not is_element(element[0]) or element[0].tag in SILENT:
            return True
        element = element[0]
    return False


def _stands_in_a_line(element: Element) -> bool:
    """Return whether words are directly next to it, or no block is."""
    around = element.getparent()
    if around is None or (element.tail or "").strip() or (around.text or "").strip():
        return True
    others = [one for one in around.iterchildren("*") if one is not element]
    return not any(one.tag in BLOCKS for one in others)


def _is_still_there(element: Element, root: Element) -> bool:
    return element is root or any(one is root for one in element.iterancestors())


def _words_of(bulb: Element) -> Element | None:
    """Return the next block that is no heading, which a bulb makes a prompt."""
    after = next_with_words(bulb)
    while after is not None and heading_level(after.tag):
        after = next_with_words(after)
    return _first_block(after) if after is not None else None


def _first_block(element: Element) -> Element:
    """Return the first block within an element that directly contains words."""
    while not (element.text or "").strip():
        inner = next((one for one in element.iterchildren("*") if words(one)), None)
        if inner is None or inner.tag not in BLOCKS:
            break
        element = inner
    return element
