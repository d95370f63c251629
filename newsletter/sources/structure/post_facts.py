"""Facts on a post between its subtitle and its text: writer, date and reading time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from newsletter.model.article import Article, LinePlace
from newsletter.sources.structure.bylines import author_in, is_date, is_whole_name
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.text.vocabulary import phrases

_BESIDE = " ·•|–—-"
_LONGEST = 8  # words
_ONE_OF_EACH = sorted(one.value for one in (LinePlace.AUTHOR, LinePlace.DATE, LinePlace.MINUTES))
_HEADINGS = (PieceKind.HEADING, PieceKind.SUBHEADING)


def facts_above(pieces: Mapping[int, Piece]) -> dict[int, LinePlace]:
    """Return the places of the facts at the beginning of a text, by index.

    A first heading above them is the article's subtitle. There is a reading time among them, and
    a date or a byline: each alone may begin a text. Below what may be the first of several
    sections there is one of each.
    """
    found: dict[int, LinePlace] = {}
    for number, (at, piece) in enumerate(pieces.items()):
        if number == 0 and piece.level and piece.form in _HEADINGS:
            continue
        place = None if piece.sure else _place_of(piece)
        if place is None:
            break
        found[at] = place
    kinds = list(found.values())
    if _begins_a_section(list(pieces.values())):
        return found if sorted(one.value for one in kinds) == _ONE_OF_EACH else {}
    is_signed = any(author_in(pieces[at].words.strip(_BESIDE)) for at in found)
    is_post = LinePlace.MINUTES in kinds and (LinePlace.DATE in kinds or is_signed)
    return found if is_post else {}


def _begins_a_section(pieces: Sequence[Piece]) -> bool:
    """Return whether the first piece is a heading, and another of its level follows."""
    levels = [one.level for one in pieces if one.level and one.form in _HEADINGS]
    return (
        bool(pieces)
        and pieces[0].form in _HEADINGS
        and levels[:1] == [pieces[0].level]
        and levels.count(levels[0]) > 1
    )


def with_facts(
    article: Article, pieces: Sequence[Piece], places: Mapping[int, LinePlace]
) -> Article:
    """Return the article with the writer and the reading time of such lines, if it has none."""
    named = {place: pieces[at].words.strip(_BESIDE) for at, place in places.items()}
    name, time = named.get(LinePlace.AUTHOR), named.get(LinePlace.MINUTES)
    minutes = phrases.reading_minutes(time) if time else None
    return replace(
        article,
        author=article.author or (name and (author_in(name) or name)),
        reading_minutes=minutes if article.reading_minutes is None else article.reading_minutes,
    )


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
    return LinePlace.AUTHOR if author_in(words) or is_whole_name(words) else None
