"""The cascade of a finished mail: which declaration of a property wins on each element.

CSS Cascading Level 4, §6, for author styles: importance, then ``style`` attributes,
then specificity, then order. Presentational attributes such as ``bgcolor`` come first,
so every rule overrides them (HTML, 15.2). Nested rules and layers are left out,
because mail programs drop them. Inheritance and computed values are not handled here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from cssselect import HTMLTranslator, SelectorError, parse
from lxml import etree

from newsletter.editorial.checks import css, media
from newsletter.editorial.checks.longhands import longhands
from newsletter.editorial.checks.page import HtmlElement

Specificity: TypeAlias = tuple[int, int, int]

# Important, inline, specificity, position among the rules.
Rank: TypeAlias = tuple[bool, bool, Specificity, int]

_NONE: Specificity = (0, 0, 0)
_HINT: Rank = (False, False, _NONE, -1)
_QUERIED = frozenset({"@media"})
_ALWAYS = frozenset({"@supports"})  # support in programs is the subject of another check
_SIZES = {"1": "10px", "2": "13px", "3": "16px", "4": "18px", "5": "24px", "6": "32px", "7": "48px"}


@dataclass(frozen=True, slots=True)
class Winner:
    """The winning declaration of one property on one element.

    Attributes:
        rank: Its position in the cascade. Equal ranks in two cascades of one document
            mean the same declaration.
    """

    value: str
    rank: Rank = field(repr=False)

    @property
    def is_hint(self) -> bool:
        """Whether it is a presentational attribute, such as ``bgcolor``."""
        return self.rank == _HINT


def are_same(one: Winner | None, other: Winner | None) -> bool:
    """Return whether two cascades of one document are won by the same declaration."""
    return one is not None and other is not None and one.rank == other.rank


@dataclass(frozen=True, slots=True)
class Selected:
    """The elements that one selector of a rule matches.

    Attributes:
        queries: The media queries that must be true.
        order: The rule's position in the document.
    """

    elements: tuple[HtmlElement, ...]
    specificity: Specificity
    declarations: tuple[css.Declaration, ...]
    queries: tuple[str, ...]
    order: int


Styles: TypeAlias = Mapping[HtmlElement, Mapping[str, Winner]]


def selected(root: HtmlElement) -> tuple[Selected, ...]:
    """Return every selector in a document's style sheets with the elements that it matches.

    A rule is left out if one of its selectors is invalid, as in browsers
    (Selectors Level 4, §3.9).
    """
    return tuple(one for one in _selected(root) if one.elements)


def _selected(root: HtmlElement) -> Iterator[Selected]:
    order = 0
    for sheet in root.iter("style"):
        around = tuple(filter(None, [sheet.get("media")]))
        for rule in css.rules(sheet.text or ""):
            order += 1
            queries = _queries(rule)
            declared = tuple(one for each in rule.declarations for one in longhands(each))
            if queries is None or not declared:
                continue
            for path, weight in _paths(rule.prelude):
                yield Selected(tuple(path(root)), weight, declared, (*around, *queries), order)


def _queries(rule: css.CssRule) -> tuple[str, ...] | None:
    """Return the media queries around a rule; ``None`` if it is not a style rule."""
    if rule.is_at_rule or any(css.at_name(one) not in _QUERIED | _ALWAYS for one in rule.around):
        return None
    return tuple(one.partition("@media")[2] for one in rule.around if css.at_name(one) in _QUERIED)


@lru_cache(maxsize=512)
def _paths(selectors: str) -> tuple[tuple[etree.XPath, Specificity], ...]:
    """Return each selector of a list as an XPath, with its specificity."""
    try:
        parsed = [one for one in parse(selectors) if not one.pseudo_element]
        return tuple(
            (etree.XPath(_TRANSLATOR.selector_to_xpath(one)), one.specificity()) for one in parsed
        )
    except (SelectorError, etree.XPathError, RecursionError):
        return ()


_TRANSLATOR = HTMLTranslator()


def uncascaded(element: HtmlElement) -> Mapping[str, Winner]:
    """Return the winning declarations of an element in a mail without style sheets."""
    own: dict[str, Winner] = {}
    for declared in _hints(element):
        _settle(own, declared, _HINT)
    for declared in inline(element):
        _settle(own, declared, (declared.important, True, _NONE, 0))
    return own


def cascaded(bare: Styles, rules: Sequence[Selected], screen: media.Screen) -> Styles:
    """Return the winning declarations of every element, on one screen.

    Args:
        bare: The winners on each element without style sheets, from ``uncascaded``.
        rules: The document's rules, from ``selected``.
        screen: The screen for which media queries are evaluated.
    """
    styles = dict(bare)
    touched: dict[HtmlElement, dict[str, Winner]] = {}
    for rule in rules:
        if all(media.applies(query, screen) for query in rule.queries):
            for element in rule.elements:
                if element not in touched:
                    styles[element] = touched[element] = dict(bare[element])
                for declared in rule.declarations:
                    rank = (declared.important, False, rule.specificity, rule.order)
                    _settle(touched[element], declared, rank)
    return styles


def _settle(own: dict[str, Winner], declared: css.Declaration, rank: Rank) -> None:
    known = own.get(declared.name)
    if known is None or known.rank <= rank:
        own[declared.name] = Winner(declared.value, rank)


def inline(element: HtmlElement) -> tuple[css.Declaration, ...]:
    """Return the declarations of a ``style`` attribute, as longhands."""
    return _inline(element.get("style") or "")


@lru_cache(maxsize=512)
def _inline(style: str) -> tuple[css.Declaration, ...]:
    return tuple(one for each in css.declarations(style) for one in longhands(each))


def _hints(element: HtmlElement) -> Iterator[css.Declaration]:
    """Yield the declarations of presentational attributes (HTML, 15.3)."""
    if ground := element.get("bgcolor"):
        yield from longhands(css.Declaration("background-color", ground))
    if element.get("hidden") is not None:
        yield css.Declaration("display", "none")
    if element.tag == "body" and (ink := element.get("text")):
        yield from longhands(css.Declaration("color", ink))
    elif element.tag == "font":
        if ink := element.get("color"):
            yield from longhands(css.Declaration("color", ink))
        if size := _SIZES.get(element.get("size") or ""):
            yield css.Declaration("font-size", size)
