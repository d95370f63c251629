"""What stands around the text: questions and answers, other pieces, calls, the farewell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from newsletter.model.article import FaqEntry, LinePlace
from newsletter.model.blocks import CrossLink
from newsletter.sources.shape.faq import faq_entries
from newsletter.sources.shape.farewell import told_farewell
from newsletter.sources.shape.pieces import Piece
from newsletter.sources.shape.related import related_pieces
from newsletter.sources.shape.zones import Zone

_PLACES = {
    Zone.RELATED: LinePlace.RELATED,
    Zone.FAQ: LinePlace.FAQ,
    Zone.SUBSCRIBE: LinePlace.SUBSCRIBE_CALL,
    Zone.SIGN_OFF: LinePlace.SIGN_OFF,
    Zone.OUTSIDE: LinePlace.UNPLACED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The parts around the text, and the place of each of their pieces by its index."""

    faq: tuple[FaqEntry, ...]
    related: tuple[CrossLink, ...]
    subscribe_calls: tuple[str, ...]
    sign_off: str | None
    places: Mapping[int, LinePlace]


def read_surroundings(pieces: Sequence[Piece], zones: Mapping[int, Zone]) -> Surroundings:
    """Read every zone but the text; a FAQ behind the farewell is the site's own."""
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
        sign_off=told_farewell([pieces[at] for at in farewell]),
        places=places,
    )


def _runs(
    pieces: Sequence[Piece], places: Mapping[int, LinePlace], wanted: LinePlace
) -> Iterator[list[Piece]]:
    """Stretches of pieces with this place, other places around the text between them."""
    for place, group in groupby(places, key=places.__getitem__):
        if place is wanted:
            yield [pieces[at] for at in group]
