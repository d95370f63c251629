"""The head of an article: titles, category, reading time and author."""

import re
from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from newsletter.model.article import LinePlace
from newsletter.sources.structure.bylines import author_in, is_bare_byline, is_date, is_name
from newsletter.sources.structure.lines import could_be_heading, could_be_title
from newsletter.sources.structure.numbers import numbered_series
from newsletter.sources.structure.pieces import BOLD_LINE, Hints, Piece, PieceKind
from newsletter.text.folding import are_alike, fold_title, is_half_of, share_a_word
from newsletter.text.vocabulary import phrases

_MOST_LINES = 12
_MOST_CATEGORY_WORDS = 4
_LONGEST_WITH_STOP = 12  # words
_SEPARATOR = re.compile(r"\s+[·•|]\s+")  # "Door Anna · 5 min"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleHead:
    """The metadata above the text, and the role of each piece by its index.

    ``end`` is the index of the first piece below the head.
    """

    title: str | None = None
    short_title: str | None = None
    category: str | None = None
    minutes: int | None = None
    author: str | None = None
    places: Mapping[int, LinePlace] = field(default_factory=dict)
    end: int = 0


def find_head(pieces: Sequence[Piece], hints: Hints) -> ArticleHead:
    """Read the lines above the text. One that equals ``hints.title`` is the title."""
    lines = _candidates(pieces)
    at = _title_at(pieces, lines, hints)
    title = hints.title if at is None else lines[at]
    named = _bare_bylines(pieces, lines, at, title)
    end = _end(lines, at, title, named)
    places = _places(lines[:end], at, title, named)
    return ArticleHead(
        title=title,
        short_title=_first(lines, places, LinePlace.SHORT_TITLE),
        category=_first(lines, places, LinePlace.CATEGORY),
        minutes=next((m for line in lines[:end] if (m := _minutes(line)) is not None), None),
        author=_author_of(lines[:end], places),
        places=places,
        end=end,
    )


def _candidates(pieces: Sequence[Piece]) -> list[str]:
    """Return the texts of the first pieces, up to one that cannot be part of the head.

    If the source marks a title, everything above it is kept, with an empty string for a
    text that cannot be part of the head.
    """
    window = pieces[:_MOST_LINES]
    marked = next((at for at, piece in enumerate(window) if _is_marked_title(piece)), -1)
    timed = max(
        (at for at, one in enumerate(window) if _minutes(one.whole) is not None), default=-1
    )
    listed = _listed_facts(pieces)
    bold_title = 0 if _begins_with_bold_title(pieces) else None
    lines: list[str] = []
    for at, piece in enumerate(window):
        line = " ".join(piece.whole.split("\n"))
        fits = _could_head(piece, line, first=at == 0) or _is_short_above(piece, line, at, timed)
        fits = fits or at in listed
        fits = fits and (at < marked or at == bold_title or not _opens_the_text(piece))
        if not fits and at > marked:
            break
        lines.append(line if fits or at == marked else "")
    minutes = [at for at, line in enumerate(lines) if _minutes(line) is not None]
    ended = (at for at, line in enumerate(lines) if at > max(marked, 0) and line.endswith("."))
    return lines[: max([next(ended, len(lines)), *(at + 1 for at in minutes)])]


def _is_marked_title(piece: Piece) -> bool:
    return piece.is_sure_heading and piece.level == 1


def _begins_with_bold_title(pieces: Sequence[Piece]) -> bool:
    """Return whether a bold line on top, like those of all headings below it, is the title."""
    headings = [piece for piece in pieces if piece.is_sure_heading]
    alike = len(headings) > 1 and all(piece.level == BOLD_LINE for piece in headings)
    return alike and pieces[0] is headings[0]


def _could_head(piece: Piece, line: str, *, first: bool) -> bool:
    """Return whether a piece could be part of the head. Long sentences cannot."""
    by_form = piece.form in (PieceKind.HEADING, PieceKind.TEXT) or (
        piece.form is PieceKind.QUOTE and first
    )
    sentence = line.endswith(".") and len(line.split()) > _LONGEST_WITH_STOP
    return by_form and could_be_title(line) and not sentence


def _listed_facts(pieces: Sequence[Piece]) -> set[int]:
    """Return the indexes of the items of lists that hold a date and a reading time, once each."""
    found: set[int] = set()
    near = enumerate(pieces[: _MOST_LINES + len(("date", "minutes"))])
    for form, run in groupby(near, key=lambda one: one[1].form):
        items = dict(run)
        are_dates = sorted(is_date(one.words) for one in items.values())
        timed = [one for one in items.values() if _minutes(one.words) is not None]
        if form is PieceKind.ITEM and are_dates == [False, True] and len(timed) == 1:
            found |= items.keys()
    return found


def _is_short_above(piece: Piece, line: str, at: int, timed: int) -> bool:
    """Return whether a short line of two sentences is part of the head.

    It is if it is above a reading time. Without a reading time, only the first line can be,
    if it does not end in a full stop.
    """
    above = at < timed or (at == 0 and not line.endswith("."))
    short = len(line.split()) <= _LONGEST_WITH_STOP and not line.endswith((":", ",", ";"))
    return above and short and piece.form in (PieceKind.HEADING, PieceKind.TEXT)


def _opens_the_text(piece: Piece) -> bool:
    return (
        (piece.is_sure_heading and piece.level > 1)
        or phrases.begins("questions", piece.whole)
        or phrases.is_whole("summary", piece.whole)
    )


def _title_at(pieces: Sequence[Piece], lines: Sequence[str], hints: Hints) -> int | None:
    """Return the index of the title's line, if there is one."""
    if hints.title is not None:
        return next((at for at, line in enumerate(lines) if are_alike(line, hints.title)), None)
    if any(piece.is_sure_heading for piece in pieces):
        return _marked_title(pieces, lines, hints)
    if not lines:
        return None
    minutes = [at for at, line in enumerate(lines) if _minutes(line) is not None]
    if minutes:
        return _near_minutes(lines, minutes)
    at = _without_minutes(lines)
    return None if is_date(lines[at]) or at in numbered_series(pieces) else at


def _marked_title(pieces: Sequence[Piece], lines: Sequence[str], hints: Hints) -> int | None:
    """Return the first level-1 heading, else a short first line if the page has no title."""
    marked = [at for at in range(len(lines)) if _is_marked_title(pieces[at])]
    named = next(
        (at for at, line in enumerate(lines) if are_alike(line, hints.page_title or "")), None
    )
    if named is not None and named < (marked[0] if marked else len(lines)):
        return named  # in a word processor the title is a paragraph, and headings have level 1
    if marked:
        return marked[0]
    return 0 if lines and hints.page_title is None and could_be_heading(lines[0]) else None


def _near_minutes(lines: Sequence[str], minutes: Sequence[int]) -> int | None:
    """Return the title between two reading times, else below or above the only one."""
    first, last = minutes[0], minutes[-1]
    between = [at for at in range(first + 1, last) if at not in minutes]
    if between:
        return max(between, key=lambda at: len(lines[at]))
    above = [at for at in range(first) if author_in(lines[at]) is None]
    below = last + 1
    names = below < len(lines) and author_in(lines[below]) is not None
    if (
        below < len(lines)
        and not names
        and all(_is_short_for(lines[at], lines[below]) for at in above)
    ):
        return below
    if len(above) > len(("title", "category")):
        return max(above, key=lambda at: len(lines[at]))
    return above[0] if above else None


def _is_short_for(line: str, title: str) -> bool:
    return len(line) < len(title) or share_a_word(line, title)


def _without_minutes(lines: Sequence[str]) -> int:
    """Return the first line, unless a date, an author or a repeated category precedes the title."""
    for at, line in enumerate(lines[:4]):
        again = next((i for i in range(at + 1, len(lines)) if are_alike(line, lines[i])), None)
        is_category = again is not None and (at or again == 2)
        if again is not None and is_category and again + 1 < len(lines):
            return again + 1
    return next((at for at, line in enumerate(lines) if not (author_in(line) or is_date(line))), 0)


def _bare_bylines(
    pieces: Sequence[Piece], lines: Sequence[str], at: int | None, title: str | None
) -> set[int]:
    """Return the indexes of the lines under the title that are an author's name alone."""
    below = range(len(lines)) if at is None else range(at + 1, len(lines))
    return {index for index in below if is_bare_byline(pieces, index, title)}


def _end(
    lines: Sequence[str], at: int | None, title: str | None, named: Container[int] = ()
) -> int:
    """Return the index after the title, last reading time and repetitions."""
    minutes = [i for i, line in enumerate(lines) if _minutes(line) is not None]
    end = max([-1 if at is None else at, *minutes]) + 1
    while end < len(lines) and (end in named or _still_head(lines[end], title)):
        end += 1
    return end


def _still_head(line: str, title: str | None) -> bool:
    if title is not None and (are_alike(line, title) or is_half_of(line, title)):
        return True
    return author_in(line) is not None or is_date(line)


def _places(
    lines: Sequence[str], at: int | None, title: str | None, named: Collection[int] = ()
) -> dict[int, LinePlace]:
    """Return the role of each line of the head, by its form, else by its order."""
    sure = {i: place for i, line in enumerate(lines) if (place := _sure(lines, i, at, title))}
    sure |= {i: LinePlace.AUTHOR for i in named if i < len(lines)}
    rest = [i for i, line in enumerate(lines) if line and i not in sure]
    return dict(sorted((sure | _by_order(lines, rest, at, title, sure)).items()))


def _sure(lines: Sequence[str], i: int, at: int | None, title: str | None) -> LinePlace | None:
    line = lines[i]
    if _minutes(line) is not None:
        return LinePlace.MINUTES
    if title is not None and are_alike(line, title):
        return LinePlace.TITLE
    if author_in(line) is not None:
        return LinePlace.AUTHOR
    if is_date(line):
        return LinePlace.DATE
    if _count(lines, line) > 1:
        return LinePlace.CATEGORY
    if at is not None and i > at and title is not None and is_half_of(line, title):
        return LinePlace.TITLE
    return None


def _by_order(
    lines: Sequence[str],
    rest: Sequence[int],
    at: int | None,
    title: str | None,
    sure: Mapping[int, LinePlace],
) -> dict[int, LinePlace]:
    """Assign short title, category and author in order.

    A name between categories is the author.
    """
    categories = [i for i, place in sure.items() if place is LinePlace.CATEGORY]
    if categories:
        inside = {i for i in rest if categories[0] < i < categories[-1] and is_name(lines[i])}
        roles = [LinePlace.SHORT_TITLE]
        named = dict.fromkeys(inside, LinePlace.AUTHOR)
    else:
        roles = [LinePlace.SHORT_TITLE, LinePlace.CATEGORY, LinePlace.AUTHOR]
        named = {}
    others = [i for i in rest if i not in named]
    above = [i for i in others if at is None or i < at]
    if len(above) < len(others) or _is_category(lines, above, title, roles):
        roles = roles[1:]  # the title is above them, or the only line is a category
    return named | dict(zip(others, [*roles, *[LinePlace.UNPLACED] * len(others)], strict=False))


def _is_category(
    lines: Sequence[str], above: Sequence[int], title: str | None, roles: Sequence[LinePlace]
) -> bool:
    """Return whether the only line above the title is a category, not a short title."""
    if len(above) != 1 or LinePlace.CATEGORY not in roles:
        return False
    line = lines[above[0]]
    return len(line.split()) <= _MOST_CATEGORY_WORDS and not share_a_word(line, title or "")


def _first(lines: Sequence[str], places: Mapping[int, LinePlace], wanted: LinePlace) -> str | None:
    return next((lines[at] for at, place in places.items() if place is wanted), None)


def _count(lines: Sequence[str], line: str) -> int:
    return Counter(fold_title(other) for other in lines)[fold_title(line)]


def _minutes(line: str) -> int | None:
    """Return the reading time, alone on its line or next to a date or a name."""
    found = (phrases.reading_minutes(part) for part in _SEPARATOR.split(line))
    return next((minutes for minutes in found if minutes is not None), None)


def _author_of(lines: Sequence[str], places: Mapping[int, LinePlace]) -> str | None:
    """Return the author that a line names, else a line that is in an author's place."""
    named = [name for line in lines if (name := author_in(line))]
    by_place = (lines[at] for at, place in places.items() if place is LinePlace.AUTHOR)
    return next(iter((*named, *by_place)), None)
