"""Cards: links around a title, a picture and a summary, most often of another article."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, SILENT, STRONG, Element, heading_level, walk
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    adds_nothing,
    classes,
    count_words,
    elements,
    words,
)
from newsletter.text.vocabulary import phrases

_FRAMES = frozenset({"article", "main", "body"})
_SECTIONS = range(2, 7)  # levels of headings
_FURTHEST_BOX = 4  # elements around a title
_LONGEST_BOX = 80  # words
_MOST_LINKS = 4  # of one card: picture, title, summary and "Lees meer"


def settle_cards(root: Element, surplus: Surplus) -> None:
    """Reduce each card to the link with its title."""
    cards = [card for link in list(root.iter("a")) if (card := _card_of(link)) is not None]
    boxes = _boxes(root)
    for card in (*_of_other_articles(root, cards), *boxes):
        card.title.tag = "p"  # the name of another article begins no section of this one
    cards += boxes
    for card in cards:
        for part in card.parts:
            apart = part is not card.title and not _is_around(part, card.title)
            if apart and part.getparent() is not None:
                surplus.leave_out(part, LeftOutKind.BOOKMARK)


@dataclass(frozen=True, slots=True)
class _Card:
    link: Element
    title: Element
    parts: list[Element]

    @property
    def is_headed(self) -> bool:
        """Return whether its title is a heading, and it leads to another page."""
        leads = not self.link.get("href", "#").startswith("#")
        return bool(heading_level(self.title.tag)) and leads


def _card_of(link: Element) -> _Card | None:
    parts = [one for one in elements(link) if one is not link and _holds_words(one)]
    title = next((one for one in parts if _is_title(one)), None)
    enough = len(parts) >= len(("title", "summary"))
    return _Card(link, title, parts) if title is not None and enough else None


def _boxes(root: Element) -> list[_Card]:
    """Return the cards of headed links, unless most headings are such links.

    Then the article is about what they lead to, and they head its sections.
    """
    boxes = [card for link in list(root.iter("a")) if (card := _box_of(link)) is not None]
    headings = sum(1 for one in elements(root) if heading_level(one.tag) in _SECTIONS)
    return boxes if 2 * len(boxes) <= headings else []


def _box_of(link: Element) -> _Card | None:
    """Return the card of a headed link, with its summary and a second link that leads there."""
    title, address = link.getparent(), link.get("href", "#")
    if heading_level(title.tag) not in _SECTIONS or address.startswith("#"):
        return None
    if not adds_nothing(title, link):
        return None
    for box in islice(title.iterancestors(), _FURTHEST_BOX):
        links = [one for one in islice(box.iter("a"), _MOST_LINKS + 1) if one is not link]
        if links:
            return _boxed(box, title, link, links) if len(links) < _MOST_LINKS else None
    return None


def _boxed(box: Element, title: Element, link: Element, links: Sequence[Element]) -> _Card | None:
    same = all(one.get("href") == link.get("href") and _says_more(one) for one in links)
    headings = sum(1 for one in elements(box) if heading_level(one.tag))
    if not same or headings > 1 or count_words(box) > _LONGEST_BOX or _is_loose(box):
        return None
    inner = (one for one in elements(box) if one is not box)
    return _Card(link, title, [one for one in inner if one.tag == "a" or _holds_words(one)])


def _says_more(link: Element) -> bool:
    """Return whether a link shows a picture, or says only that there is more."""
    said = words(link).rstrip(" .…→›»>")
    return not said or phrases.is_whole("see_also", said) or phrases.is_whole("read_more", said)


def _is_loose(box: Element) -> bool:
    return any((text or "").strip() for text in (box.text, *(one.tail for one in box)))


@dataclass(slots=True)
class _Row:
    """Cards with no words between them, and whether none follow in the article."""

    cards: list[_Card] = field(default_factory=list)
    is_last: bool = False


def _of_other_articles(root: Element, cards: Sequence[_Card]) -> Iterator[_Card]:
    """Yield the headed cards at the end or in a row, if the article has headings of its own."""
    headed = {card.link: card for card in cards if card.is_headed}
    inside = {one for link in headed for one in elements(link)}
    own = [one for one in elements(root) if heading_level(one.tag) in _SECTIONS]
    own = [one for one in own if one not in inside]
    if not headed or not own:
        return
    frames = {around for one in own for around in one.iterancestors() if around.tag in _FRAMES}
    for row in _rows_of(root, headed, frames):
        if row.is_last or len(row.cards) > 1:
            yield from row.cards


def _rows_of(
    root: Element, headed: Mapping[Element, _Card], frames: Collection[Element]
) -> list[_Row]:
    """Return the rows of cards; one is the last if its frame ends without further words."""
    rows: list[_Row] = []
    is_apart = True  # whether words follow the last card
    events = walk(root)
    for event, node in events:
        text = node.text if event == "start" else node.tail
        if event == "start" and node in headed:
            if is_apart:
                rows.append(_Row())
            rows[-1].cards.append(headed[node])
            is_apart = False
        if event == "start" and (node in headed or node.tag in SILENT):
            events.skip_subtree()
        elif event != "end" or node is not root:
            if event == "end" and node in frames and not is_apart:
                rows[-1].is_last = True
            is_apart = is_apart or bool((text or "").strip())
    if not is_apart:
        rows[-1].is_last = True
    return rows


def _holds_words(element: Element) -> bool:
    """Return whether it is a box that contains words outside its inner boxes."""
    own = [element.text, *(one.tail for one in element)]
    named = element.tag in BLOCKS or element.tag == "span"
    return named and any((text or "").strip() for text in own)


def _is_title(element: Element) -> bool:
    bold = next((one for one in element if one.tag in STRONG), None)
    is_bold = bold is not None and words(bold) == words(element)
    named = any("title" in name for name in classes(element))
    return bool(heading_level(element.tag)) or named or is_bold


def _is_around(element: Element, other: Element) -> bool:
    return any(one is element for one in other.iterancestors()) or any(
        one is other for one in element.iterancestors()
    )
