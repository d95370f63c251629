"""Bold, italic and struck text set by style, and tags that a style overrides.

Seen in documents copied and published by Google Docs, 2026-11: everything in a ``b`` of
normal weight, and classes whose rules are in the page's ``style``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from operator import itemgetter

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import EMPHASIS, STRONG, Element, heading_level
from newsletter.sources.parsing.shapes.tree import (
    NOT_BOLD,
    NOT_ITALIC,
    TEXT_LINE,
    Surplus,
    classes,
    elements,
)

_RULE = re.compile(
    r"(?:^|\})\s*(?:span|b|strong|i|em)?\.([\w-]+)\s*\{([^{}]*)(?=\})"
)  # of a single class
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_STRUCK = frozenset({"s", "strike", "del"})
_INLINE = frozenset({"span", "font", "a", "u"}) | STRONG | EMPHASIS
_CLASSED = frozenset({"span"}) | STRONG | EMPHASIS  # whose classes are looked up
_FILLED = frozenset({"p", "li"})  # blocks whose style applies to their words
_BOLD = 600  # CSS Fonts 4 §2.2: from here on a weight is bold
_NAMED_WEIGHTS = {"normal": 400, "lighter": 300, "bold": 700, "bolder": 700}
_FONT = re.compile(r"((?:(?:[a-z-]+|[1-9]\d{2,3})\s+)*)[\d.]+(?:[a-z]+|%)")  # up to the size
_LONGEST_STYLES = 200_000  # characters


@dataclass(frozen=True, slots=True)
class _Look:
    """The formatting that a style sets; ``None`` for what it leaves open."""

    bold: bool | None = None
    italic: bool | None = None
    struck: bool = False

    def over(self, other: "_Look") -> "_Look":
        return _Look(
            other.bold if self.bold is None else self.bold,
            other.italic if self.italic is None else self.italic,
            self.struck or other.struck,
        )


def settle_weight(root: Element, surplus: Surplus) -> None:
    """Turn formatting by style into tags, and leave out struck text."""
    rules = _rules(root)
    for element in list(elements(root)):
        if element.getparent() is None or heading_level(element.tag):
            continue
        look = _look_of(element, rules)
        if element.tag in _STRUCK or (look.struck and element.tag in _INLINE | _FILLED):
            surplus.leave_out(element, LeftOutKind.STRUCK)
        elif element.tag in _INLINE:
            _settle_inline(element, look)
        elif element.tag in _FILLED:
            _fill(element, look)


def _rules(root: Element) -> Mapping[str, tuple[int, _Look]]:
    """Return the look of each class, with the number of its last rule."""
    found: dict[str, tuple[int, _Look]] = {}
    numbers = count()
    for style in root.iter("style"):
        for rule in _RULE.finditer(_AT_RULE.sub("", (style.text or "")[:_LONGEST_STYLES])):
            name, look = rule.group(1).casefold(), _look(rule.group(2))
            if look != _Look():
                _, earlier = found.get(name, (0, _Look()))
                found[name] = (next(numbers), look.over(earlier))
    return found


def _look_of(element: Element, rules: Mapping[str, tuple[int, _Look]]) -> _Look:
    look = _look(element.get("style", ""))
    if rules and element.tag in _CLASSED:
        named = (rules[name] for name in classes(element) & rules.keys())
        # the last rule wins (CSS Cascade 4 §6.1)
        for _, rule in sorted(named, key=itemgetter(0), reverse=True):
            look = look.over(rule)
    return look


def _look(style: str) -> _Look:
    """Return the weight, slant and strokes that a rule or a ``style`` declares."""
    if not style:
        return _Look()
    declared = {
        name.strip().casefold(): value.replace("!important", "").strip().casefold()
        for name, _, value in (one.partition(":") for one in style.split(";"))
    }
    declared = {**_of_font(declared.get("font", "")), **declared}
    weight = declared.get("font-weight", "")
    number = _NAMED_WEIGHTS.get(weight) or (int(weight) if weight.isdecimal() else None)
    slant = declared.get("font-style", "")
    strokes = declared.get("text-decoration", "") + declared.get("text-decoration-line", "")
    return _Look(
        bold=None if number is None else number >= _BOLD,
        italic=slant in ("italic", "oblique") if slant else None,
        struck="line-through" in strokes,
    )


def _of_font(font: str) -> Mapping[str, str]:
    """Return what a ``font`` sets. Weight and slant are normal unless named."""
    found = _FONT.match(font)
    if found is None:
        return {}
    named = found[1].split()
    weights = (one for one in named if one in _NAMED_WEIGHTS or one.isdecimal())
    slants = (one for one in named if one in ("italic", "oblique"))
    return {"font-weight": next(weights, "normal"), "font-style": next(slants, "normal")}


def _settle_inline(element: Element, look: _Look) -> None:
    if (element.tag in STRONG and look.bold is False) or (
        element.tag in EMPHASIS and look.italic is False
    ):
        element.tag = "span"
    _fill(element, look)


def _fill(element: Element, look: _Look) -> None:
    """Wrap the element's contents in tags, and record what it overrides."""
    for name, given in ((NOT_BOLD, look.bold), (NOT_ITALIC, look.italic)):
        if given is False:
            element.set(name, "")
    for tag, wanted in (("strong", look.bold), ("em", look.italic)):
        if wanted and element.tag != tag:
            inner = element.makeelement(tag)
            inner.sourceline = element.sourceline
            if noted := element.get(TEXT_LINE):
                inner.set(TEXT_LINE, noted)
            inner.text, element.text = element.text, None
            inner.extend(list(element))
            element.append(inner)
