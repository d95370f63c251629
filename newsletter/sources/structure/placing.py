"""Places of the pieces around the text, by a person's corrections or as read.

The head, the opening and the zones are found among the uncorrected pieces and, from the
opening on, the corrected headings. The corrected pieces then take the places that the
corrections give them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from newsletter.model.article import LinePlace
from newsletter.model.corrections import CorrectedPlace
from newsletter.sources.structure.head import ArticleHead, find_head
from newsletter.sources.structure.opening import Opening, find_opening, read_opening
from newsletter.sources.structure.pieces import Hints, Piece
from newsletter.sources.structure.regions import Zone, find_zones

_HEAD: Mapping[CorrectedPlace, LinePlace] = {
    CorrectedPlace.TITLE: LinePlace.TITLE,
    CorrectedPlace.SHORT_TITLE: LinePlace.SHORT_TITLE,
    CorrectedPlace.CATEGORY: LinePlace.CATEGORY,
    CorrectedPlace.MINUTES: LinePlace.MINUTES,
    CorrectedPlace.AUTHOR: LinePlace.AUTHOR,
}
_OPENING: Mapping[CorrectedPlace, LinePlace] = {
    CorrectedPlace.INTRO: LinePlace.INTRO,
    CorrectedPlace.QUESTIONS_TITLE: LinePlace.QUESTIONS_TITLE,
    CorrectedPlace.QUESTION: LinePlace.QUESTION,
}
_ZONES: Mapping[CorrectedPlace, Zone] = {
    CorrectedPlace.RELATED: Zone.RELATED,
    CorrectedPlace.FAQ_QUESTION: Zone.FAQ,
    CorrectedPlace.FAQ_ANSWER: Zone.FAQ,
    CorrectedPlace.SUBSCRIBE_CALL: Zone.SUBSCRIBE,
    CorrectedPlace.SIGN_OFF: Zone.SIGN_OFF,
}


def place_head(pieces: Sequence[Piece], hints: Hints) -> ArticleHead:
    """Return the head. ``hints`` hold the values that a person marked."""
    free = [at for at, piece in enumerate(pieces) if piece.sure is None]
    found = find_head([pieces[at] for at in free], hints)
    read = {free[at]: place for at, place in found.places.items()}
    end = free[found.end - 1] + 1 if found.end else 0
    return replace(found, places=read | dict(_named(pieces, _HEAD)), end=end)


def place_opening(pieces: Sequence[Piece], head: ArticleHead) -> Opening:
    """Return the intro and the questions below the head."""
    free = [at for at in _judged(pieces) if at >= head.end]
    found = find_opening([pieces[at] for at in free], 0)
    read = {free[at]: place for at, place in found.items()}
    return read_opening(pieces, read | dict(_named(pieces, _OPENING)))


def place_zones(pieces: Sequence[Piece], head: ArticleHead, opening: Opening) -> dict[int, Zone]:
    """Return the zone of each piece that is neither in the head nor in the opening."""
    above = head.places.keys() | opening.places.keys()
    free = [at for at in _judged(pieces) if at not in above]
    read = dict(zip(free, find_zones([pieces[at] for at in free]), strict=True))
    by_editors = {
        at: _ZONES.get(piece.sure, Zone.BODY)
        for at, piece in enumerate(pieces)
        if piece.sure and at not in above
    }
    return dict(sorted((read | by_editors).items()))


def _judged(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the uncorrected pieces, and the corrected headings among them."""
    for at, piece in enumerate(pieces):
        if piece.sure in (None, CorrectedPlace.HEADING):
            yield at


def _named(
    pieces: Sequence[Piece], places: Mapping[CorrectedPlace, LinePlace]
) -> Iterator[tuple[int, LinePlace]]:
    for at, piece in enumerate(pieces):
        if piece.sure and piece.sure in places:
            yield at, places[piece.sure]
