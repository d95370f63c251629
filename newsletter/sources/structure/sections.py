"""Sections, built from the pieces of the text, and the role of each piece."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, assert_never

from newsletter.model.article import LinePlace, Quote, Section
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    ListItem,
    Paragraph,
    Subheading,
)
from newsletter.model.corrections import CorrectedPlace
from newsletter.sources.structure.body import is_see_also_lead_in, part_cross_links
from newsletter.sources.structure.lines import could_be_heading
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.rich_text import first_link, joined, only_link
from newsletter.text.slugs import former_slug, made_unique, slug

_SHORT_PART = re.compile(r"\s[—–-]\s|:\s")


class _Names(NamedTuple):
    """A section's slug, and its former slug if that was different."""

    slug: str
    former: str | None


@dataclass(slots=True)
class _Gathering:
    """A section under construction."""

    heading: str | None
    line: int
    blocks: list[Block] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    see_also: list[CrossLink] = field(default_factory=list)
    items: list[Piece] = field(default_factory=list)
    lists_links: bool = False  # after "Lees ook:", where each item names another article

    def section(self, names: _Names) -> Section:
        """Return the finished section."""
        self.close_list()
        return Section(
            heading=self.heading,
            slug=names.slug,
            former_slug=names.former,
            blocks=tuple(self.blocks),
            quotes=tuple(self.quotes),
            prompts=tuple(self.prompts),
            see_also=tuple(self.see_also),
            line=self.line,
        )

    def close_list(self) -> None:
        """Make a list of the items gathered so far."""
        if self.items:
            self.blocks.append(_list(self.items))
            self.items = []


def build_sections(
    pieces: Mapping[int, Piece], call_to_action: int | None, *, spaced: bool
) -> tuple[tuple[Section, ...], dict[int, LinePlace]]:
    """Return the sections of the text, and the role of each piece by its index.

    Args:
        pieces: The pieces of the text by their index.
        call_to_action: The index of the article's own button.
        spaced: Whether lines without a blank line between them are one paragraph.
    """
    gathered: list[_Gathering] = []
    places: dict[int, LinePlace] = {}
    for at, piece in pieces.items():
        if piece.form is PieceKind.HEADING:
            gathered.append(_Gathering(piece.words, piece.first + 1))
            places[at] = LinePlace.HEADING
            continue
        if not gathered:
            gathered.append(_Gathering(None, piece.first + 1))
        if at == call_to_action:
            places[at] = LinePlace.CALL_TO_ACTION
        else:
            goes_on = spaced and piece.gap == 0 and places.get(at - 1) is LinePlace.TEXT
            places[at] = _gather(gathered[-1], piece, goes_on=goes_on)
    names = _named([section.heading for section in gathered])
    sections = (section.section(name) for section, name in zip(gathered, names, strict=True))
    return tuple(sections), places


def _named(headings: Sequence[str | None]) -> Iterator[_Names]:
    """Yield the sections' slugs, with those that version 0.1 assigned."""
    slugs = made_unique(_slug(heading, slug) for heading in headings)
    former = made_unique(_slug(heading, former_slug) for heading in headings)
    for now, then in zip(slugs, former, strict=True):
        yield _Names(now, None if then in slugs else then)


def _slug(heading: str | None, rule: Callable[..., str]) -> str:
    """Return the slug of the heading's first part of two or more words."""
    if heading is None:
        return "opening"
    parts = (part for part in _SHORT_PART.split(heading) if len(part.split()) > 1)
    return rule(next(parts, heading), empty="section")


def _gather(into: _Gathering, piece: Piece, *, goes_on: bool) -> LinePlace:
    """Add a piece to its section and return its role."""
    if piece.form is not PieceKind.ITEM:
        into.close_list()
    if _refers(into, piece):
        return LinePlace.SEE_ALSO
    match piece.form:
        case PieceKind.QUOTE:
            into.quotes.append(Quote(piece.words, piece.by, piece.first + 1))
            return LinePlace.QUOTE
        case PieceKind.PROMPT:
            into.prompts.append(piece.words)
            return LinePlace.PROMPT
        case PieceKind.BUTTON:
            into.blocks.append(Button(piece.words, first_link(piece.text)))
            return LinePlace.CALL_TO_ACTION
        case PieceKind.SUBHEADING:
            into.blocks.append(Subheading(piece.words))
            return LinePlace.TEXT
        case PieceKind.TEXT | PieceKind.HEADING | PieceKind.ITEM | PieceKind.FOLDED:
            return _gather_text(into, piece, goes_on=goes_on)
        case _:
            assert_never(piece.form)


def _refers(into: _Gathering, piece: Piece) -> bool:
    """Add the articles that a piece names. Return whether it refers to any.

    A lead-in refers to the articles that the items below it name.
    """
    named = CrossLink(piece.words, first_link(piece.text))
    if into.lists_links and _names_a_piece(piece):
        into.see_also.append(named)
        return True
    into.lists_links = is_see_also_lead_in(piece)
    if into.lists_links or piece.sure is not CorrectedPlace.SEE_ALSO:
        return into.lists_links
    text, links = part_cross_links(piece.text)
    into.see_also.extend((named,) if text else links)
    return True


def _names_a_piece(piece: Piece) -> bool:
    """Return whether it names an article.

    It is an item, a link, or a title without a gap before it.
    """
    if piece.sure:
        return piece.sure is CorrectedPlace.SEE_ALSO
    if piece.form in (PieceKind.PROMPT, PieceKind.QUOTE):
        return False
    titled = piece.gap == 0 and piece.form is not PieceKind.BUTTON and could_be_heading(piece.words)
    return piece.form is PieceKind.ITEM or only_link(piece.text) is not None or titled


def _gather_text(into: _Gathering, piece: Piece, *, goes_on: bool) -> LinePlace:
    text, links = part_cross_links(piece.text)
    before = len(into.see_also)
    into.see_also.extend(links)
    if not text:
        _lead_in(into, before, is_same=goes_on)
        return LinePlace.SEE_ALSO
    if piece.form is PieceKind.ITEM:
        if _begins_another_list(into.items, piece):
            into.close_list()
        into.items.append(piece)
    elif goes_on and into.blocks and isinstance(above := into.blocks[-1], Paragraph):
        into.blocks[-1] = Paragraph(joined((above.text, text), "\n"))
    else:
        into.blocks.append(Paragraph(text))
    _lead_in(into, before, is_same=piece.form is not PieceKind.ITEM)
    return LinePlace.TEXT


def _lead_in(into: _Gathering, at: int, *, is_same: bool) -> None:
    """Attach the preceding paragraph to the first link from ``at`` on.

    A paragraph that is the only text of its section so far remains text.
    """
    if not is_same or at >= len(into.see_also) or len(into.blocks) < 2:
        return
    if isinstance(paragraph := into.blocks[-1], Paragraph):
        into.see_also[at] = replace(into.see_also[at], lead_in=paragraph.text)


def _begins_another_list(items: Sequence[Piece], piece: Piece) -> bool:
    """Return whether bullets follow numbers, or the reverse, at the outermost level."""
    outermost = bool(items) and piece.level <= items[0].level
    return outermost and piece.is_numbered is not items[0].is_numbered


def _list(items: Sequence[Piece]) -> BulletList:
    depths = _ranks(item.level for item in items)
    return BulletList(
        tuple(ListItem(item.text, depths[item.level]) for item in items),
        ordered=items[0].is_numbered,
        start=_number_of(items[0]),
    )


def _number_of(item: Piece) -> int:
    """Return the number that a list begins with, or 1 if it has none."""
    digits = re.match(r"\d{1,3}", item.mark)
    return int(digits.group()) if digits else 1


def _ranks(levels: Iterable[int]) -> Mapping[int, int]:
    """Map indents to depths: the smallest is 0, the next 1."""
    return {level: depth for depth, level in enumerate(sorted(set(levels)))}
