"""The finished HTML, parsed once for all checks: elements, styles, links and visibility."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from lxml import html as lxml_html
from lxml.etree import ParserError

from newsletter.editorial.checks import css

HtmlElement: TypeAlias = lxml_html.HtmlElement

_UNSEEN = frozenset({"head", "style", "script", "title", "template", "noscript"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Block-level elements, whose edges separate words.
_BLOCKS = """
address article aside blockquote body br caption center dd details div dl dt fieldset figcaption
figure footer form header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
"""
_LINES = HEADINGS | frozenset(_BLOCKS.split())
# <!--[if !mso]><!--> … <!--<![endif]-->: hidden from Outlook for Windows only
_NOT_OUTLOOK = re.compile(r"\[if\s*!\s*(?:\(\s*)?(?:mso|gte mso)[^\]]*\]><!", re.IGNORECASE)
_NOTHING = re.compile(r"0*\.?0+(?:px|pt|em|rem|%)?")
_END = re.compile(r"<!\[endif\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLink:
    """An ``<a href>``: its address, its text and the heading above it."""

    url: str
    text: str
    heading: str
    is_seen: bool


@dataclass(frozen=True, slots=True)
class Styled:
    """Declarations and their origin: a rule of a style sheet or an element's attribute."""

    declarations: tuple[css.Declaration, ...]
    rule: css.CssRule | None = None
    element: HtmlElement | None = None
    hidden_from_outlook: bool = False


@dataclass(frozen=True, slots=True)
class EmailPage:
    """A finished HTML document.

    Attributes:
        elements: Every element in the order of the document.
        outlook_blind: The elements that Outlook for Windows does not see.
        comments: The contents of every comment, including Outlook's own parts.
        styles: The contents of every ``<style>``.
        styled: Every set of declarations: style sheet rules, then attributes.
    """

    html: str
    root: HtmlElement
    elements: tuple[HtmlElement, ...]
    outlook_blind: frozenset[HtmlElement]
    comments: tuple[str, ...]
    styles: tuple[str, ...]
    styled: tuple[Styled, ...]
    links: tuple[PageLink, ...]

    def all(self, *tags: str) -> Iterator[HtmlElement]:
        """Return the elements with these tags, in document order."""
        return (element for element in self.elements if element.tag in tags)


@lru_cache(maxsize=2)  # for one issue's checks before and after its links are fetched
def read(html: str) -> EmailPage:
    """Parse a finished document; text that is not HTML gives an empty page."""
    root = _parse(html)
    elements: list[HtmlElement] = []
    blind: set[HtmlElement] = set()
    comments: list[str] = []
    hidden = False
    for node in root.iter():
        if isinstance(node, lxml_html.HtmlComment):
            comment = node.text or ""
            comments.append(comment)
            hidden = (hidden or bool(_NOT_OUTLOOK.match(comment))) and not _END.search(comment)
        elif isinstance(node.tag, str):
            elements.append(node)
            if hidden:
                blind.add(node)
    styles = tuple(element.text or "" for element in elements if element.tag == "style")
    return EmailPage(
        html,
        root,
        tuple(elements),
        frozenset(blind),
        tuple(comments),
        styles,
        tuple(_styled(styles, elements, blind)),
        tuple(_links(elements)),
    )


def _styled(
    styles: Iterable[str], elements: Iterable[HtmlElement], blind: Container[HtmlElement]
) -> Iterator[Styled]:
    for sheet in styles:
        for rule in css.rules(sheet):
            yield Styled(rule.declarations, rule)
    for element in elements:
        if attribute := element.get("style"):
            yield Styled(css.declarations(attribute), None, element, element in blind)


def _parse(html: str) -> HtmlElement:
    parser = lxml_html.HTMLParser(huge_tree=True, encoding="utf-8")
    try:
        return lxml_html.document_fromstring(html.encode(), parser=parser)
    except ParserError:
        return lxml_html.document_fromstring("<html><body></body></html>")


def _links(elements: list[HtmlElement]) -> Iterator[PageLink]:
    heading = ""
    for element in elements:
        if element.tag in HEADINGS:
            heading = words(element)
        href = element.get("href")
        if element.tag == "a" and href is not None:
            yield PageLink(href.strip(), words(element), heading, is_seen(element))


def words(element: HtmlElement) -> str:
    """Return an element's text, including alt texts, with spaces between lines."""
    return " ".join("".join(_words(element)).split())


def _words(element: HtmlElement) -> Iterator[str]:
    if element.tag in _UNSEEN:
        return
    edge = " " if element.tag in _LINES else ""
    yield edge
    if element.tag == "img":
        yield element.get("alt") or ""
    if isinstance(element.tag, str):
        yield element.text or ""
        for child in element:
            yield from _words(child)
            yield child.tail or ""
    yield edge


def is_seen(element: HtmlElement) -> bool:
    """Return whether neither the element nor an ancestor is hidden by its attributes."""
    size = ""
    for one in (element, *element.iterancestors()):
        declared = {each.name: each.value for each in css.declarations(one.get("style") or "")}
        if one.get("hidden") is not None or declared.get("display", "").lower() == "none":
            return False
        if declared.get("visibility", "").lower() == "hidden":
            return False
        size = size or declared.get("font-size", "")  # the nearest declaration counts
    return not _NOTHING.fullmatch(size)
