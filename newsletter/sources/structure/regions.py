"""Zones of an article: its text, and the parts around and after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate, takewhile
from typing import assert_never

from newsletter.model.corrections import CorrectedPlace
from newsletter.sources.structure.back_matter import (
    closing_calls,
    find_farewell,
    is_question,
    related_pieces,
)
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.rich_text import first_link, only_link
from newsletter.text.vocabulary import Kind, phrases

_OPENERS: tuple[Kind, ...] = ("faq", "related", "subscribe", "sign_off", "about")
_LONGEST_TITLE = 14  # words
_LONGEST_CALL = 80
_LONGEST_HEADED_CALL = 40
_LONG_PARAGRAPH = 25
_NOTE_ON_WRITER = 5  # pieces from the end; within these, "about" is not a section of the text


class Zone(Enum):
    """A stretch of the article with one purpose."""

    BODY = "body"
    RELATED = "related"
    FAQ = "faq"
    SUBSCRIBE = "subscribe"
    SIGN_OFF = "sign-off"
    OUTSIDE = "outside"  # a note on the writer, text after the farewell


@dataclass(frozen=True, slots=True)
class _Where:
    """The reader's state.

    Attributes:
        ended: A FAQ or a list of related articles was found. From then on, only a
            heading leads back into the text.
        signed: The farewell was found. Nothing leads back into the text.
        faq_level: The level of the FAQ's title, or 0 if that is no heading by markup.
        faq_deeper: A question of the FAQ is a heading of a lower level.
        called: A call to contact the writer closed the FAQ. What would have ended the
            FAQ leads back into the text.
    """

    zone: Zone = Zone.BODY
    ended: bool = False
    signed: bool = False
    faq_level: int = 0
    faq_deeper: bool = False
    called: bool = False


def find_zones(pieces: Sequence[Piece]) -> tuple[Zone, ...]:
    """Return the zone of each piece below the opening."""
    farewell = find_farewell(pieces)
    related = _related_titles(pieces)
    calls = closing_calls(pieces)
    zones: list[Zone] = []
    where = _Where()
    for at in range(len(pieces)):
        if pieces[at].sure is CorrectedPlace.HEADING:
            where = _Where()
        elif at in farewell:
            where = replace(where, zone=Zone.SIGN_OFF, signed=True)
        elif at in calls and where.zone is Zone.FAQ:
            where = replace(where, zone=Zone.OUTSIDE, called=True)
        elif at in related:
            where = replace(where, zone=Zone.RELATED, ended=True)
        else:
            where = _opened(pieces, at, where) or _carried_on(pieces, at, where)
        zones.append(where.zone)
    return tuple(zones)


def _opened(pieces: Sequence[Piece], at: int, where: _Where) -> _Where | None:
    """Return the state after a piece that opens a zone, or ``None`` for others."""
    piece = pieces[at]
    if piece.form is PieceKind.FOLDED and piece.asks:
        return replace(where, zone=Zone.FAQ)
    if _calls_to_subscribe(pieces, at, where):
        return replace(where, zone=Zone.SUBSCRIBE)
    if not _could_be_zone_title(piece):
        return None
    if phrases.begins("faq", piece.words):
        return _Where(Zone.FAQ, ended=True, signed=where.signed, faq_level=piece.level)
    late = where.ended or where.signed or len(pieces) - at <= _NOTE_ON_WRITER
    if phrases.begins("about", piece.words) and late:
        return replace(where, zone=Zone.OUTSIDE, called=False)
    return None


def _related_titles(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return where lists of related articles begin.

    Less than half as many words must follow, up to the next zone, as come before, and a
    title must be among the first. Otherwise the words ("Ontdek meer") are the heading of a section.
    """
    counts = [len(piece.words.split()) for piece in pieces]
    before = list(accumulate(counts, initial=0))
    found: set[int] = set()
    following = 0
    for at in reversed(range(len(pieces))):
        piece = pieces[at]
        title = _could_be_zone_title(piece)
        if not title:
            following += counts[at]
            continue
        related = phrases.is_whole("related", piece.words) and _names_titles(pieces, at)
        named = related or _heads_links(pieces, at)
        if named and following * 2 <= before[at]:
            found.add(at)
        opens = any(phrases.begins(kind, piece.words) for kind in _OPENERS)
        following = 0 if opens else following + counts[at]
    return frozenset(found)


def _names_titles(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether the first or second line below is a title, or there is none."""
    below = pieces[at + 1 : at + 3]
    titles = [one for one in below if not phrases.begins("sign_off", one.words)]
    return not below or bool(related_pieces(titles))


def _heads_links(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a heading such as ``Lees ook`` has only links or a list below it."""
    if pieces[at].form is not PieceKind.HEADING or not phrases.is_whole(
        "see_also", pieces[at].words
    ):
        return False
    below = takewhile(lambda one: one.form is not PieceKind.HEADING, pieces[at + 1 :])
    listed = [one.form is PieceKind.ITEM or only_link(one.text) is not None for one in below]
    return bool(listed) and all(listed)


def _could_be_zone_title(piece: Piece) -> bool:
    return (
        piece.form in (PieceKind.HEADING, PieceKind.TEXT)
        and not piece.sure
        and len(piece.words.split()) <= _LONGEST_TITLE
        and (not piece.words.endswith(".") or piece.words.endswith(".."))
    )


def _calls_to_subscribe(pieces: Sequence[Piece], at: int, where: _Where) -> bool:
    """Return whether it is a call to subscribe, or the heading of one."""
    piece = pieces[at]
    if len(piece.words.split()) > _LONGEST_CALL or is_question(piece):
        return False
    if phrases.begins("subscribe", piece.words):
        return True
    late = where.ended or where.signed
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    if piece.form is PieceKind.HEADING and after is not None and after.form is PieceKind.TEXT:
        short = len(after.words.split()) <= _LONGEST_HEADED_CALL
        return phrases.begins("subscribe", after.words) or (
            late and short and phrases.holds("mailing", after.words)
        )
    after_text = late and where.zone not in (Zone.FAQ, Zone.BODY)
    return after_text and phrases.holds("mailing", piece.words)


def _carried_on(pieces: Sequence[Piece], at: int, where: _Where) -> _Where:
    """Return the state after a piece that opens no zone: continued, or ended."""
    if not _ends(pieces, at, where):
        piece = pieces[at]
        deeper = piece.is_sure_heading and piece.level > where.faq_level and is_question(piece)
        return replace(where, faq_deeper=True) if deeper else where
    back = not where.signed and (
        pieces[at].form in (PieceKind.HEADING, PieceKind.BUTTON) or not where.ended
    )
    return replace(where, zone=Zone.BODY if back else Zone.OUTSIDE, called=False)


def _ends(pieces: Sequence[Piece], at: int, where: _Where) -> bool:
    piece = pieces[at]
    match where.zone:
        case Zone.BODY:
            return False
        case Zone.FAQ:
            return _ends_faq(pieces, at, where)
        case Zone.RELATED:
            return _ends_related(pieces, at)
        case Zone.SUBSCRIBE:
            return piece.gap > 0 or piece.form is PieceKind.HEADING
        case Zone.SIGN_OFF:
            return True
        case Zone.OUTSIDE:
            headed = piece.form is PieceKind.HEADING and where.called
            return piece.form is PieceKind.BUTTON or (headed and _ends_faq(pieces, at, where))
        case _:
            assert_never(where.zone)


def _ends_faq(pieces: Sequence[Piece], at: int, where: _Where) -> bool:
    """Return whether a heading that is not a question ends the FAQ.

    Headings of a lower level than the FAQ's title, and answers, do not end it.
    """
    piece = pieces[at]
    if piece.form is PieceKind.FOLDED:
        return False  # the next entry, whether a question or a subject
    if piece.form is PieceKind.BUTTON or (pieces[at - 1].folded and not piece.folded):
        return True
    if piece.form is not PieceKind.HEADING:
        return False
    if piece.is_sure_heading and where.faq_level:
        return piece.level < where.faq_level or (
            piece.level == where.faq_level and (where.faq_deeper or not is_question(piece))
        )
    return not is_question(piece) and not is_question(pieces[at - 1])


def _ends_related(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a heading ends the list, or a call to contact the writer below its items."""
    piece = pieces[at]
    if piece.form is PieceKind.BUTTON and pieces[at - 1].form is PieceKind.ITEM:
        return phrases.holds("calling", piece.words)
    if piece.form is not PieceKind.HEADING:
        return False
    if phrases.begins("conclusion", piece.words):
        return True
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    leads = after is not None and len(after.words.split()) >= _LONG_PARAGRAPH
    return leads and first_link(piece.text) is None and (piece.is_sure_heading or piece.gap > 1)
