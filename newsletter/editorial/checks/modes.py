"""Styles and colours of a finished mail in each display mode of mail programs."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Final

from newsletter.editorial.checks import css, page
from newsletter.editorial.checks.cascade import (
    Selected,
    Styles,
    Winner,
    are_same,
    cascaded,
    selected,
    uncascaded,
)
from newsletter.editorial.checks.longhands import Rgba, colour
from newsletter.editorial.checks.media import Screen
from newsletter.editorial.checks.page import EmailPage, HtmlElement
from newsletter.text.colour import OUTLOOK_PANE, Rgb, outlook_background, outlook_text, rgb


class Mode(Enum):
    """A way of displaying a mail; the value is part of a message code."""

    LIGHT = "light"
    DARK = "dark"  # the mail's own dark colours, as Apple Mail shows them
    OUTLOOK_DARK = "outlook-dark"  # Outlook.com, and Outlook on phones
    NO_STYLES = "no-styles"  # without <style>: Gmail for accounts of other providers


@dataclass(frozen=True, slots=True)
class Canvas:
    """The background behind a mail, and the default colours of its elements."""

    ground: Rgb
    ink: Rgb
    link: Rgb


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A mail in one mode on one screen.

    Attributes:
        width: The width of the screen, in CSS pixels.
        elements: The elements in document order; for Outlook's dark mode, a copy.
        styles: The winning declarations of each element.
        turned: The new values of colours that Outlook changes, by element and property.
    """

    mode: Mode
    width: int
    elements: tuple[HtmlElement, ...]
    styles: Styles
    canvas: Canvas
    turned: Mapping[tuple[HtmlElement, str], Rgba] = field(default_factory=dict)


_PAPER: Final = Canvas(rgb("#ffffff"), rgb("#000000"), rgb("#0000ee"))
_NIGHT: Final = Canvas(rgb("#121212"), rgb("#ffffff"), rgb("#9e9eff"))
_OUTLOOK: Final = Canvas(OUTLOOK_PANE, rgb("#ffffff"), rgb("#9e9eff"))
_WIDE, _NARROW = 1024, 375  # a desktop window and a phone, in CSS pixels
_OWN_COLOURS: Final = {"color": "data-ogsc", "background-color": "data-ogsb"}
_OWN_ATTRIBUTES: Final = {"color": "data-ogac", "bgcolor": "data-ogab"}


@lru_cache(maxsize=2)
def looks(html: str) -> tuple[Look, ...]:
    """Return a finished mail as displayed in every mode, on a computer and on a phone.

    The phone is left out if it changes nothing that affects visibility.
    """
    return tuple(_looks(page.read(html)))


def _looks(mail: EmailPage) -> Iterator[Look]:
    rules = selected(mail.root)
    bare = {element: uncascaded(element) for element in mail.elements}
    night = _NIGHT if is_dark_declared(mail) else _PAPER
    lights = {width: cascaded(bare, rules, Screen(width)) for width in _widths(rules)}
    for width, styles in lights.items():
        yield Look(Mode.LIGHT, width, mail.elements, styles, _PAPER)
    for width in lights:
        styles = cascaded(bare, rules, Screen(width, is_dark=True))
        yield Look(Mode.DARK, width, mail.elements, styles, night)
    yield _in_outlook(mail, bare, lights[_WIDE])
    yield Look(Mode.NO_STYLES, _WIDE, mail.elements, bare, _PAPER)


def _widths(rules: tuple[Selected, ...]) -> tuple[int, ...]:
    asks_width = any("width" in query for rule in rules for query in rule.queries)
    return (_WIDE, _NARROW) if asks_width else (_WIDE,)


def is_dark_declared(mail: EmailPage) -> bool:
    """Return whether the mail declares that it has dark colours of its own."""
    metas = {
        (meta.get("name") or "").lower(): meta.get("content") or "" for meta in mail.all("meta")
    }
    schemes = [metas.get("color-scheme", ""), metas.get("supported-color-schemes", "")]
    schemes += [
        one.value
        for sheet in mail.styles
        for rule in css.rules(sheet)
        for one in rule.declarations
        if one.name == "color-scheme" and rule.prelude in {":root", "html"}
    ]
    return any("dark" in one.lower().split() for one in schemes)


def _in_outlook(mail: EmailPage, bare: Styles, light: Styles) -> Look:
    """Return the dark mode of Outlook.com and of Outlook on phones.

    Outlook marks each element that has a colour or background of its own, changes that
    colour and lets rules for the marks override it (hteumeuleu.com, "Dealing with
    Outlook.com's dark mode", 2019). ``views`` renders the same.
    """
    root = copy.deepcopy(mail.root)
    elements = tuple(one for one in root.iter() if isinstance(one.tag, str))
    pairs = tuple(zip(elements, mail.elements, strict=True))
    for own, original in pairs:
        _mark(own, light[original])
    own_bare = {own: bare[original] for own, original in pairs}
    styles = cascaded(own_bare, selected(root), Screen(_WIDE))
    turned = {
        (own, name): turned
        for own, original in pairs
        for name, turned in _turned(light[original]).items()
        if are_same(styles[own].get(name), light[original].get(name))
    }
    return Look(Mode.OUTLOOK_DARK, _WIDE, elements, styles, _OUTLOOK, turned)


def _turned(light: Mapping[str, Winner]) -> Mapping[str, Rgba]:
    """Return an element's changed colours; its text is judged by its own background."""
    turned: dict[str, Rgba] = {}
    behind = OUTLOOK_PANE
    if own := _own_colour(light, "background-color"):
        behind = outlook_background(own[:3])
        turned["background-color"] = (*behind, own[3])
    if own := _own_colour(light, "color"):
        turned["color"] = (*outlook_text(own[:3], behind), own[3])
    return turned


def _mark(element: HtmlElement, light: Mapping[str, Winner]) -> None:
    for name, mark in _OWN_COLOURS.items():
        if _own_colour(light, name) and not light[name].is_hint:
            element.set(mark, light[name].value)
    for name, mark in _OWN_ATTRIBUTES.items():
        if value := element.get(name):
            element.set(mark, value)


def _own_colour(light: Mapping[str, Winner], name: str) -> Rgba | None:
    """Return an element's own colour unless it is transparent."""
    parts = colour(light[name].value) if name in light else None
    return parts if parts and parts[3] > 0 else None
