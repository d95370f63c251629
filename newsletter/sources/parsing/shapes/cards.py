"""Bookmark cards: a link with the title, the summary and the site of another page."""

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, heading_level
from newsletter.sources.parsing.shapes.tree import Surplus, classes, elements


def settle_cards(root: Element, surplus: Surplus) -> None:
    """Keep of each card the link with its title."""
    for link in list(root.iter("a")):
        parts = [one for one in elements(link) if one is not link and _holds_words(one)]
        title = next((one for one in parts if _is_title(one)), None)
        if title is None or len(parts) < len(("title", "summary")):
            continue
        for part in parts:
            apart = part is not title and not _is_around(part, title)
            if apart and part.getparent() is not None:
                surplus.leave_out(part, LeftOutKind.BOOKMARK)


def _holds_words(element: Element) -> bool:
    """Whether it is a box, and holds words that no box within it holds."""
    own = [element.text, *(one.tail for one in element)]
    named = element.tag in BLOCKS or element.tag == "span"
    return named and any((text or "").strip() for text in own)


def _is_title(element: Element) -> bool:
    return bool(heading_level(element.tag)) or any("title" in name for name in classes(element))


def _is_around(element: Element, other: Element) -> bool:
    return any(one is element for one in other.iterancestors()) or any(
        one is other for one in element.iterancestors()
    )
