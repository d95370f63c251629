"""All parts together: from pieces to an article, and from their places to the lines'."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from newsletter.model.article import Article, FaqEntry, Place, PlacedLine
from newsletter.model.blocks import Button
from newsletter.sources.shape.alike import are_alike
from newsletter.sources.shape.body import settle_prompts, settle_quotes
from newsletter.sources.shape.faq import faq_entries
from newsletter.sources.shape.farewell import told_farewell
from newsletter.sources.shape.head import find_head
from newsletter.sources.shape.headings import settle_headings
from newsletter.sources.shape.lines import is_blank
from newsletter.sources.shape.opening import find_opening
from newsletter.sources.shape.pieces import Form, Hints, Piece
from newsletter.sources.shape.related import related_pieces
from newsletter.sources.shape.rich_text import first_link
from newsletter.sources.shape.sections import build_sections
from newsletter.sources.shape.words import language_of
from newsletter.sources.shape.zones import Zone, find_zones

_PLACES = {
    Zone.RELATED: Place.RELATED,
    Zone.FAQ: Place.FAQ,
    Zone.SUBSCRIBE: Place.SUBSCRIBE_CALL,
    Zone.SIGN_OFF: Place.SIGN_OFF,
    Zone.OUTSIDE: Place.UNPLACED,
}


def article_of(
    lines: Sequence[str],
    pieces: Sequence[Piece],
    hints: Hints,
    *,
    outside: Sequence[Piece] = (),
    spaced: bool = False,
) -> Article:
    """Find the place of every piece and every line, and build the article.

    Pieces ``outside`` the article fit nowhere. In a ``spaced`` text paragraphs
    have blank lines between them, so that lines without one belong together.
    """
    head = find_head(pieces, hints)
    opening = find_opening(pieces, head.end)
    above = {**head.places, **opening.places}
    rest = [at for at in range(len(pieces)) if at not in above]
    zones = dict(zip(rest, find_zones([pieces[at] for at in rest]), strict=True))
    title = head.title or hints.fallback_title
    body, titles = _text(pieces, zones, title)
    call = _call_to_action(pieces, body, zones)
    sections, body_places = build_sections(body, call, spaced=spaced)
    around = {at: _PLACES[zone] for at, zone in zones.items() if zone is not Zone.BODY}
    behind_farewell = _behind_farewell(zones)
    site = {at: Place.SITE_FAQ for at in behind_farewell if zones[at] is Zone.FAQ}
    called = {} if call is None else {call: Place.CALL_TO_ACTION}
    places = {**above, **around, **site, **body_places, **titles, **called}
    return Article(
        title=title,
        short_title=hints.short_title or head.short_title,
        category=hints.category or head.category,
        reading_minutes=head.minutes if hints.reading_minutes is None else hints.reading_minutes,
        intro=opening.intro,
        questions_title=opening.questions_title,
        questions=opening.questions,
        sections=sections,
        faq=tuple(_faq(pieces, zones, site)),
        related=related_pieces(_in_zone(pieces, zones, Zone.RELATED)),
        call_to_action=_button(pieces, call),
        subscribe_calls=tuple(_subscribe_calls(pieces, zones)),
        author=hints.author or head.author,
        address=hints.address,
        sign_off=told_farewell(_in_zone(pieces, zones, Zone.SIGN_OFF)),
        language=hints.language or language_of(" ".join(piece.words for piece in pieces)),
        lines=_placed(lines, (*pieces, *outside), places),
    )


def _text(
    pieces: Sequence[Piece], zones: Mapping[int, Zone], title: str
) -> tuple[dict[int, Piece], dict[int, Place]]:
    """The pieces of the text with their forms settled, and the title where it is repeated.

    The first heading is often the title again; the section has no name of its own then.
    """
    where = [at for at, zone in zones.items() if zone is Zone.BODY]
    settled = settle_headings(settle_prompts(settle_quotes([pieces[at] for at in where])))
    body = dict(zip(where, settled, strict=True))
    first = next((at for at, piece in body.items() if piece.form is Form.HEADING), None)
    if first is None or not are_alike(body[first].words, title):
        return body, {}
    del body[first]
    return body, {first: Place.TITLE}


def _call_to_action(
    pieces: Sequence[Piece], body: Mapping[int, Piece], zones: Mapping[int, Zone]
) -> int | None:
    """The last button of the text; without one, the last outside it."""
    of_text = [at for at, piece in body.items() if piece.form is Form.BUTTON]
    outside = [
        at for at, zone in zones.items() if zone is Zone.OUTSIDE and pieces[at].form is Form.BUTTON
    ]
    return max(of_text or outside, default=None)


def _button(pieces: Sequence[Piece], at: int | None) -> Button | None:
    return None if at is None else Button(pieces[at].words, first_link(pieces[at].text))


def _behind_farewell(zones: Mapping[int, Zone]) -> list[int]:
    farewell = [at for at, zone in zones.items() if zone is Zone.SIGN_OFF]
    return [at for at in zones if farewell and at > farewell[-1]]


def _in_zone(pieces: Sequence[Piece], zones: Mapping[int, Zone], wanted: Zone) -> list[Piece]:
    return [pieces[at] for at, zone in zones.items() if zone is wanted]


def _faq(
    pieces: Sequence[Piece], zones: Mapping[int, Zone], site: Mapping[int, Place]
) -> Iterator[FaqEntry]:
    """The entries of every list, the article's own and the site's."""
    for (zone, of_site), group in groupby(zones, key=lambda at: (zones[at], at in site)):
        if zone is Zone.FAQ:
            yield from faq_entries([pieces[at] for at in group], site=of_site)


def _subscribe_calls(pieces: Sequence[Piece], zones: Mapping[int, Zone]) -> Iterator[str]:
    """Each call with its heading, line by line."""
    for zone, group in groupby(zones, key=lambda at: zones[at]):
        if zone is Zone.SUBSCRIBE:
            yield "\n".join(pieces[at].words for at in group)


def _placed(
    lines: Sequence[str], pieces: Sequence[Piece], places: Mapping[int, Place]
) -> tuple[PlacedLine, ...]:
    """A line takes the place of the first piece that stands on it; of none: blank or markup."""
    found: dict[int, Place] = {}
    for at, piece in enumerate(pieces):
        for index in range(piece.first, piece.last + 1):
            found.setdefault(index, places.get(at, Place.UNPLACED))
    return tuple(
        PlacedLine(
            index + 1,
            line,
            Place.BLANK if is_blank(line) else found.get(index, Place.MARKUP),
        )
        for index, line in enumerate(lines)
    )
