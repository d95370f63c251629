"""Boxes of links (contents, sharing, tags, articles, cards), and repeated text.

A box is recognised by the share of its words that are in links, by the links'
destinations, and by its position on the page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, heading_level, is_quote, walk
from newsletter.sources.parsing.shapes.buttons import is_sharing
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    adds_nothing,
    count_signs,
    elements,
    has_text,
    link_share,
    place_on_page,
    words,
)
from newsletter.text.folding import are_alike
from newsletter.text.vocabulary import phrases

_FEWEST_CONTENTS = 3  # links
_CONTENTS_SHARE = 0.8
_LONGEST_TITLE = 3  # words, of a contents list
_FEWEST_LINKS = 2
_LINK_SHARE = 0.6
_FEW_WORDS = 12  # such as "Deel dit" next to icons
_MOST_OUTSIDE = 8  # words without a link between a box and the edge of the text
_MOST_LINKS = 60  # examined
_FRAMES = frozenset({"header", "footer", "aside"})
_NOT_TEXT = _FRAMES | {"a", "script", "style", "head"}
_FEWEST_TWIN_WORDS = 8
_MOST_COMPARED = 3_000_000  # characters
_BOXES = BLOCKS - {
    "body",
    "html",
    "article",
    "main",
    "li",
    "td",
    "tr",
    "tbody",
    "summary",
    "details",
}


def drop_link_boxes(root: Element, surplus: Surplus) -> None:
    """Leave out boxes at the edges of the text that are nearly all links."""
    edges = _Edges.of(root)
    for box in [one for one in elements(root) if one.tag in _BOXES]:
        if box.find(".//a") is not None and root in box.iterancestors() and _is_of_text(box):
            kind = _kind_of(box) if edges.has(box) else _sharing_row(box)
            if kind is not None:
                surplus.leave_out(box, kind)


def drop_twins(root: Element, surplus: Surplus) -> None:
    """Keep only the first of adjacent elements with the same words.

    The marks, accents and soft hyphens of the copies may differ.
    """
    left = _MOST_COMPARED
    signs = count_signs(root)
    for around in list(elements(root)):
        before: Element | None = None
        for block in list(around.iterchildren("*")):
            if block.tag not in BLOCKS:
                before = None if signs[block] or (block.tail or "").strip() else before
                continue  # blocks with words between them are no twins
            if before is not None and 0 < signs[block] == signs[before] and left > 0:
                text = words(block)
                left -= 2 * len(text)
                enough = len(text.split()) >= _FEWEST_TWIN_WORDS or _is_heading(block)
                if enough and _are_twins(block, before):
                    surplus.leave_out(block, LeftOutKind.REPEATED)
                    continue
            if (block.tail or "").strip():
                before = None
            elif signs[block] or has_text(block):
                before = block


def _is_heading(block: Element) -> bool:
    """Return whether a block has no words but those of one heading, which has no text then."""
    heading = next((one for one in elements(block) if heading_level(one.tag)), None)
    return heading is not None and (heading is block or adds_nothing(block, heading))


def _are_twins(block: Element, other: Element) -> bool:
    links, others = ([link.get("href") for link in one.iter("a")] for one in (block, other))
    return links == others and are_alike(words(block), words(other))


def drop_contents(root: Element, surplus: Surplus) -> None:
    """Leave out contents lists: three or more links, all to headings."""
    names = _names_of_headings(root)
    for box in [one for one in elements(root) if one.tag in _BOXES | {"li", "nav"}]:
        links = list(islice(box.iter("a"), _FEWEST_CONTENTS))
        if len(links) < _FEWEST_CONTENTS or root not in box.iterancestors():
            continue
        inside = all(place_on_page(link) in names for link in box.iter("a"))
        if inside and (link_share(box) >= _CONTENTS_SHARE or _is_titled_contents(box)):
            _leave_out_with_title(box, surplus)
    _drop_entries(root, names, surplus)


def _drop_entries(root: Element, names: frozenset[str], surplus: Surplus) -> None:
    """Leave out contents lists that are paragraphs of one link each."""
    run: list[Element] = []
    for paragraph in [*root.iter("p"), None]:
        follows = paragraph is not None and (not run or _before(paragraph) is run[-1])
        if follows and _is_entry(paragraph, names):
            run.append(paragraph)
            continue
        if len(run) >= _FEWEST_CONTENTS:
            _leave_out_with_title(run[0], surplus)
            for one in run[1:]:
                surplus.leave_out(one, LeftOutKind.CONTENTS)
        run = [paragraph] if paragraph is not None and _is_entry(paragraph, names) else []


def _is_entry(paragraph: Element, names: frozenset[str]) -> bool:
    links = list(paragraph.iter("a"))
    to_heading = len(links) == 1 and place_on_page(links[0]) in names
    return to_heading and link_share(paragraph) >= _CONTENTS_SHARE


def _before(element: Element) -> Element | None:
    return next(element.itersiblings("*", preceding=True), None)


def _names_of_headings(root: Element) -> frozenset[str]:
    """Return the ids of headings, their contents and elements just before."""
    found: set[str] = set()
    for heading in elements(root):
        if not heading_level(heading.tag):
            continue
        before = heading.getprevious()
        around = heading.getparent()
        near = [*elements(heading), before, around if around.tag not in ("body", "html") else None]
        found.update(name for one in near if one is not None for name in _names(one))
    return frozenset(found - {""})


def _names(element: Element) -> Iterator[str]:
    if isinstance(element.tag, str):
        yield element.get("id", "")
        yield element.get("name", "")


def _is_titled_contents(box: Element) -> bool:
    """Return whether it consists of links, apart from its own title."""
    first = next((one for one in box.iterchildren("*") if words(one)), None)
    if first is None or first.find(".//a") is not None:
        return False
    every = len(words(box).split()) - len(words(first).split())
    linked = sum(len(words(link).split()) for link in box.iter("a"))
    return every > 0 and linked / every >= _CONTENTS_SHARE


def _leave_out_with_title(box: Element, surplus: Surplus) -> None:
    while (around := box.getparent()) is not None and around.tag in _BOXES:
        more = len(words(around).split()) - len(words(box).split())
        if more > _LONGEST_TITLE:
            break
        box = around  # with its title and its switch in a box of their own
    before = box.getprevious()
    if before is not None and isinstance(before.tag, str) and not (before.tail or "").strip():
        short = before.tag == "p" and len(words(before).split()) <= _LONGEST_TITLE
        if short or heading_level(before.tag):
            surplus.leave_out(before, LeftOutKind.CONTENTS)
    surplus.leave_out(box, LeftOutKind.CONTENTS)


@dataclass(frozen=True, slots=True)
class _Edges:
    """The number of words without a link before and within each element."""

    spans: Mapping[Element, tuple[int, int]]
    every: int
    words: int

    @classmethod
    def of(cls, root: Element) -> "_Edges":
        starts: dict[Element, int] = {}
        spans: dict[Element, tuple[int, int]] = {}
        plain = linked = depth = 0
        for event, element in walk(root):
            if event == "start":
                starts[element] = plain
                depth += element.tag in _NOT_TEXT
                text = element.text
            else:
                if event == "end":
                    spans[element] = (starts[element], plain)
                    depth -= element.tag in _NOT_TEXT
                text = element.tail
            count = len((text or "").split())
            plain += 0 if depth else count
            linked += count if depth else 0
        return cls(spans, plain, plain + linked)

    def has(self, box: Element) -> bool:
        """Return whether a box is at the beginning or the end of the text."""
        around = next(box.iterancestors("article", "main", "body"), None)
        first, last = self.spans[around] if around is not None else (0, self.every)
        before, behind = self.spans[box]
        return before - first <= _MOST_OUTSIDE or last - behind <= _MOST_OUTSIDE


def _kind_of(box: Element) -> LeftOutKind | None:
    if any(map(is_quote, (*elements(box), *box.iterancestors()))):
        return None
    links = [link for link in islice(box.iter("a"), _MOST_LINKS) if _leads(link)]
    if links and all(is_sharing(link.get("href", "")) for link in links):
        return LeftOutKind.SHARING if link_share(box) >= _LINK_SHARE or _few_words(box) else None
    if len(links) < _FEWEST_LINKS or link_share(box) < _LINK_SHARE or _is_introduced(box):
        return None
    if all(link.get("rel", "") == "tag" for link in links):
        return LeftOutKind.TAGS
    if any(link.get("rel", "") in ("prev", "next") for link in links):
        return LeftOutKind.NAVIGATION
    return None if box.tag == "p" else LeftOutKind.RELATED


def _is_of_text(box: Element) -> bool:
    """Return whether it is part of the text, not of the page's furniture."""
    around = (box, *box.iterancestors())
    frame = next((one for one in around if one.tag in _FRAMES), None)
    return frame is None or next(frame.iterancestors("article", "main"), None) is not None


def _leads(link: Element) -> bool:
    address = "".join(link.get("href", "").split()).casefold()
    return bool(address) and not address.startswith("javascript:")


def _sharing_row(box: Element) -> LeftOutKind | None:
    """Return the kind of a row of buttons that share the page or stay on it.

    Returns:
        The kind, or ``None`` for any other box.
    """
    links = list(islice(box.iter("a"), _MOST_LINKS))
    addresses = [link.get("href", "") for link in links]
    stays = all(
        is_sharing(address) or address.strip().startswith("#") or not _leads(link)
        for link, address in zip(links, addresses, strict=True)
    )
    is_row = len(links) >= _FEWEST_LINKS or any(map(is_sharing, addresses))
    is_row = is_row and (box.tag != "p" or any(map(is_sharing, addresses)))
    return LeftOutKind.SHARING if is_row and stays and link_share(box) >= _LINK_SHARE else None


def _few_words(box: Element) -> bool:
    return len(words(box).split()) <= _FEW_WORDS


def _is_introduced(box: Element) -> bool:
    """Return whether the article introduces the links: "Lees meer in" or the like."""
    text = words(box)
    if phrases.mentions("see_also", text, 0) or phrases.begins("related", text):
        return True
    before = box.getprevious()
    for one in (before, box.getparent().getprevious() if before is None else None):
        if one is not None and isinstance(one.tag, str):
            title = words(one)
            if title.endswith(":") and not heading_level(one.tag):
                return True
            if phrases.is_whole("related", title) or phrases.is_whole(
                "see_also", title.rstrip(": ")
            ):
                return True
    return False
