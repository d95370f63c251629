"""Assembly of an article from its pieces, and the role of each line."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from newsletter.model.article import Article, FaqEntry, LeftOut, LinePlace, PlacedLine
from newsletter.model.blocks import Button, CrossLink
from newsletter.sources.structure.back_matter import faq_entries, farewell_text, related_pieces
from newsletter.sources.structure.body import settle_prompts, settle_quotes
from newsletter.sources.structure.head import ArticleHead, find_head
from newsletter.sources.structure.headings import settle_headings
from newsletter.sources.structure.lines import is_blank
from newsletter.sources.structure.opening import Opening, find_opening
from newsletter.sources.structure.pieces import Hints, Piece, PieceKind
from newsletter.sources.structure.regions import Zone, find_zones
from newsletter.sources.structure.rich_text import first_link
from newsletter.sources.structure.sections import build_sections
from newsletter.text.folding import are_alike
from newsletter.text.vocabulary import language_of

_PLACES = {
    Zone.RELATED: LinePlace.RELATED,
    Zone.FAQ: LinePlace.FAQ,
    Zone.SUBSCRIBE: LinePlace.SUBSCRIBE_CALL,
    Zone.SIGN_OFF: LinePlace.SIGN_OFF,
    Zone.OUTSIDE: LinePlace.UNPLACED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The parts around the text, and the role of each of their pieces by its index."""

    faq: tuple[FaqEntry, ...]
    related: tuple[CrossLink, ...]
    subscribe_calls: tuple[str, ...]
    sign_off: str | None
    places: Mapping[int, LinePlace]


def read_surroundings(pieces: Sequence[Piece], zones: Mapping[int, Zone]) -> Surroundings:
    """Read every zone but the text; a FAQ after the farewell belongs to the site."""
    farewell = [at for at, zone in zones.items() if zone is Zone.SIGN_OFF]
    places = {at: _PLACES[zone] for at, zone in zones.items() if zone is not Zone.BODY}
    for at, place in places.items():
        if place is LinePlace.FAQ and farewell and at > farewell[-1]:
            places[at] = LinePlace.SITE_FAQ
    return Surroundings(
        faq=tuple(
            entry
            for place in (LinePlace.FAQ, LinePlace.SITE_FAQ)
            for run in _runs(pieces, places, place)
            for entry in faq_entries(run, site=place is LinePlace.SITE_FAQ)
        ),
        related=tuple(
            link for run in _runs(pieces, places, LinePlace.RELATED) for link in related_pieces(run)
        ),
        subscribe_calls=tuple(
            "\n".join(piece.words for piece in run)
            for run in _runs(pieces, places, LinePlace.SUBSCRIBE_CALL)
        ),
        sign_off=farewell_text([pieces[at] for at in farewell]),
        places=places,
    )


def _runs(
    pieces: Sequence[Piece], places: Mapping[int, LinePlace], wanted: LinePlace
) -> Iterator[list[Piece]]:
    """Yield runs of pieces with this role."""
    for place, group in groupby(places, key=places.__getitem__):
        if place is wanted:
            yield [pieces[at] for at in group]


def article_of(
    lines: Sequence[str],
    pieces: Sequence[Piece],
    hints: Hints,
    *,
    outside: Sequence[Piece] = (),
    left_out: Sequence[LeftOut] = (),
    spaced: bool = False,
) -> Article:
    """Build the article, with the role of every line.

    Pieces ``outside`` the article fit nowhere; what was ``left_out`` of the page is kept. In a ``spaced`` text paragraphs
    have blank lines between them, so that lines without one belong together.
    """
    head = find_head(pieces, hints)
    opening = find_opening(pieces, head.end)
    zones = _zones(pieces, head.places.keys() | opening.places.keys())
    around = read_surroundings(pieces, zones)
    begun = _begun(head, opening, hints)
    text = _text(pieces, zones, begun.title)
    sections, in_text = build_sections(text.pieces, text.call, spaced=spaced)
    places = {**head.places, **opening.places, **around.places, **in_text, **text.places}
    return replace(
        begun,
        sections=sections,
        faq=around.faq,
        related=around.related,
        call_to_action=_button(pieces, text.call),
        subscribe_calls=around.subscribe_calls,
        sign_off=around.sign_off,
        language=hints.language or language_of(" ".join(piece.words for piece in pieces)),
        lines=_placed(lines, (*pieces, *outside), places, left_out),
        left_out=tuple(left_out),
    )


def _zones(pieces: Sequence[Piece], above: Container[int]) -> dict[int, Zone]:
    """Return the zone of each piece below the head and the opening."""
    rest = [at for at in range(len(pieces)) if at not in above]
    return dict(zip(rest, find_zones([pieces[at] for at in rest]), strict=True))


def _begun(head: ArticleHead, opening: Opening, hints: Hints) -> Article:
    """Return the article down to its questions; hints take precedence over the text."""
    return Article(
        title=head.title or hints.page_title or hints.fallback_title,
        short_title=hints.short_title or head.short_title,
        category=hints.category or head.category,
        reading_minutes=head.minutes if hints.reading_minutes is None else hints.reading_minutes,
        author=hints.author or head.author,
        address=hints.address,
        intro=opening.intro,
        questions_title=opening.questions_title,
        questions=opening.questions,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The pieces of the text by their index, with their final kinds.

    Attributes:
        call: The index of the article's own button.
        places: The roles of that button, and of a first heading that repeats the title.
    """

    pieces: Mapping[int, Piece]
    call: int | None
    places: Mapping[int, LinePlace]


def _text(pieces: Sequence[Piece], zones: Mapping[int, Zone], title: str) -> _Text:
    where = [at for at, zone in zones.items() if zone is Zone.BODY]
    settled = settle_headings(settle_prompts(settle_quotes([pieces[at] for at in where])))
    text = dict(zip(where, settled, strict=True))
    first = next((at for at, piece in text.items() if piece.form is PieceKind.HEADING), None)
    places: dict[int, LinePlace] = {}
    if first is not None and are_alike(text[first].words, title):
        del text[first]  # the section below it has no heading
        places[first] = LinePlace.TITLE
    call = _call_to_action(pieces, text, zones)
    if call is not None:
        places[call] = LinePlace.CALL_TO_ACTION
    return _Text(pieces=text, call=call, places=places)


def _call_to_action(
    pieces: Sequence[Piece], text: Mapping[int, Piece], zones: Mapping[int, Zone]
) -> int | None:
    """Return the last button of the text, else the last one outside it."""
    of_text = [at for at, piece in text.items() if piece.form is PieceKind.BUTTON]
    outside = [
        at
        for at, zone in zones.items()
        if zone is Zone.OUTSIDE and pieces[at].form is PieceKind.BUTTON
    ]
    return max(of_text or outside, default=None)


def _button(pieces: Sequence[Piece], at: int | None) -> Button | None:
    return None if at is None else Button(pieces[at].words, first_link(pieces[at].text))


def _placed(
    lines: Sequence[str],
    pieces: Sequence[Piece],
    places: Mapping[int, LinePlace],
    left_out: Sequence[LeftOut],
) -> tuple[PlacedLine, ...]:
    """A line takes the place of the first piece on it; else it is left out, blank or markup."""
    found: dict[int, LinePlace] = {}
    for at, piece in enumerate(pieces):
        for index in range(piece.first, piece.last + 1):
            found.setdefault(index, places.get(at, LinePlace.UNPLACED))
    for number in (number for one in left_out for number in one.lines):
        found.setdefault(number - 1, LinePlace.LEFT_OUT)
    return tuple(
        PlacedLine(
            index + 1,
            line,
            LinePlace.BLANK if is_blank(line) else found.get(index, LinePlace.MARKUP),
        )
        for index, line in enumerate(lines)
    )
