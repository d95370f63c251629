"""Facts on a post between its subtitle and its text: writer, date and reading time."""

from collections.abc import Mapping

from newsletter.model.article import LinePlace
from newsletter.sources.structure.bylines import author_in, is_date, is_name
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.text.vocabulary import phrases

_BESIDE = " ·•|–—-"
_LONGEST = 8  # words
_HEADINGS = (PieceKind.HEADING, PieceKind.SUBHEADING)


def facts_above(pieces: Mapping[int, Piece]) -> dict[int, LinePlace]:
    """Return the places of the facts at the beginning of a text, by index.

    A first heading above them is the article's subtitle. There is a reading time among them:
    a name or a date alone may begin a text.
    """
    found: dict[int, LinePlace] = {}
    for number, (at, piece) in enumerate(pieces.items()):
        if number == 0 and piece.level and piece.form in _HEADINGS:
            continue
        place = None if piece.sure else _place_of(piece)
        if place is None:
            break
        found[at] = place
    is_post = len(found) > 1 and LinePlace.MINUTES in found.values()
    return found if is_post else {}


def _place_of(piece: Piece) -> LinePlace | None:
    if piece.form not in (PieceKind.TEXT, PieceKind.ITEM, PieceKind.HEADING):
        return None
    words = piece.words.strip(_BESIDE)
    if piece.is_sure_heading or not words or len(words.split()) > _LONGEST:
        return None
    if phrases.reading_minutes(words) is not None:
        return LinePlace.MINUTES
    if is_date(words):
        return LinePlace.DATE
    return LinePlace.AUTHOR if author_in(words) or is_name(words) else None
