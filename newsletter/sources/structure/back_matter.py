"""The parts below an article's text: FAQ, related articles and farewell."""

import re
from collections.abc import Sequence
from itertools import groupby, takewhile
from typing import assert_never

from newsletter.model.article import FaqEntry
from newsletter.model.blocks import CrossLink, RichText
from newsletter.model.corrections import CorrectedPlace
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.rich_text import BLANKS, first_link, tidy
from newsletter.text.vocabulary import phrases

_LONGEST_QUESTION = 45  # words
_LONGEST_CALL = 40
_FEWEST_ENTRIES = 2  # of one form
_END = re.compile(r"\?[»”\"’)]?\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!])\s+")
_SENTENCE_END = re.compile(r"[^\W\d_]{4}[.!]\s")


def is_question(piece: Piece) -> bool:
    """Return whether the whole piece is one question."""
    return piece.form is PieceKind.FOLDED or (
        piece.asks
        and len(piece.words.split()) <= _LONGEST_QUESTION
        and _SENTENCE_END.search(piece.words) is None
    )


def splits_at(words: str) -> int | None:
    """Return where the answer begins, if it follows the question on the same line."""
    found = _END.search(words, 0, 600)
    if found is None:
        return None
    question = words[: found.end()]
    sentence = _SENTENCE_END.search(question)
    short = len(question.split()) <= _LONGEST_QUESTION
    return found.end() if short and sentence is None else None


def faq_entries(pieces: Sequence[Piece], *, site: bool) -> tuple[FaqEntry, ...]:
    """Return the entries of one FAQ. Text before its first question is ignored."""
    entries: list[tuple[str, list[str]]] = []
    for piece in pieces:
        answered = not entries or bool(entries[-1][1])
        start = splits_at(piece.words) if answered and not piece.sure else None
        if _is_entry(piece, pieces):
            entries.append((piece.words, []))
        elif start is not None:
            entries.append((piece.words[:start], [piece.words[start:]]))
        elif entries:
            entries[-1][1].append(_answer(piece))
    return tuple(
        FaqEntry(_without_label(question), _without_label("\n".join(answer)), site)
        for question, answer in entries
    )


def closing_calls(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return where calls to contact the writer close a FAQ, from which they differ in form.

    A call asks and answers on one line, below questions that are alone on theirs, or asks
    in plain text below questions in headings.
    """
    found: set[int] = set()
    questions = headed = 0  # of the FAQ so far
    call: int | None = None
    begins = next((at for at, piece in enumerate(pieces) if _begins_faq(piece)), len(pieces))
    for at, piece in enumerate(pieces[begins:], begins):
        if piece.form is not PieceKind.FOLDED and _begins_faq(piece):
            questions, headed, call = 0, 0, None
        elif _calls(pieces, at, questions, headed):
            call = at
            found.add(at)
        elif is_question(piece) or splits_at(piece.words) is not None:
            found.discard(-1 if call is None else call)  # the FAQ continues below it
            questions += is_question(piece)
            headed += piece.is_sure_heading or piece.form is PieceKind.FOLDED
    return frozenset(found)


def _begins_faq(piece: Piece) -> bool:
    if piece.form in (PieceKind.HEADING, PieceKind.TEXT):
        return phrases.begins("faq", piece.words) and not piece.asks
    return piece.form is PieceKind.FOLDED


def _calls(pieces: Sequence[Piece], at: int, questions: int, headed: int) -> bool:
    piece = pieces[at]
    above = pieces[at - 1] if at else piece
    if piece.sure or piece.form is not PieceKind.TEXT or is_question(above):
        return False
    start = splits_at(piece.words)
    if start is not None and questions >= _FEWEST_ENTRIES:
        return _leads_to_writer(piece, piece.words[start:])
    below = pieces[at + 1] if at + 1 < len(pieces) else None
    apart = is_question(piece) and headed >= _FEWEST_ENTRIES and below is not None
    return apart and below is not None and _leads_to_writer(below, below.words)


def _leads_to_writer(piece: Piece, words: str) -> bool:
    """Return whether its first sentence calls; an answer may come before a call."""
    if len(words.split()) > _LONGEST_CALL:
        return False
    first, *more = _BETWEEN_SENTENCES.split(words, maxsplit=1)
    return phrases.holds("calling", first) or (not more and first_link(piece.text) is not None)


def answers_alone(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces corrected to be answers before a FAQ's first question."""
    before = takewhile(lambda piece: not _begins_entry(piece, pieces), pieces)
    return tuple(piece for piece in before if piece.sure)


def _begins_entry(piece: Piece, pieces: Sequence[Piece]) -> bool:
    splits = not piece.sure and splits_at(piece.words) is not None
    return splits or _is_entry(piece, pieces)


def _is_entry(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Return whether it is a question, by its words or as a heading under the FAQ's title."""
    if piece.sure:
        return piece.sure is CorrectedPlace.FAQ_QUESTION
    below = piece is not pieces[0] and not phrases.begins("faq", piece.words)
    return is_question(piece) or (piece.is_sure_heading and below)


def _answer(piece: Piece) -> str:
    """Return the answer's words, with a blank line between paragraphs but not list items."""
    before = "\n" if piece.gap and piece.form is not PieceKind.ITEM else ""
    match piece.form:
        case PieceKind.ITEM:
            return f"{before}{piece.mark} {piece.words}"
        case PieceKind.QUOTE:
            return before + piece.whole
        case (
            PieceKind.TEXT
            | PieceKind.HEADING
            | PieceKind.SUBHEADING
            | PieceKind.PROMPT
            | PieceKind.BUTTON
            | PieceKind.FOLDED
        ):
            return before + piece.words
        case _:
            assert_never(piece.form)


def _without_label(text: str) -> str:
    """Remove a number or a label such as ``V:`` or ``Antwoord:`` from the start."""
    bare = _NUMBER.sub("", text.strip(), count=1) if _NUMBER.match(text.strip()) else text.strip()
    label, colon, rest = bare.partition(":")
    return tidy_lines(rest) if colon and phrases.is_whole("entry", label) else tidy_lines(bare)


def tidy_lines(text: str) -> str:
    """Return the text with each line tidied and the line ends kept."""
    return "\n".join(tidy(line) for line in text.strip().split("\n"))


_LONGEST_TITLE = 25  # words; longer text is a teaser


def related_pieces(pieces: Sequence[Piece]) -> tuple[CrossLink, ...]:
    """Return the listed titles, with their addresses if they have one."""
    return tuple(
        link
        for piece in pieces
        if not phrases.is_whole("related", piece.words)
        and not phrases.is_whole("see_also", piece.words)
        for link in _links(piece.text) or _named(piece)
    )


def _links(text: RichText) -> tuple[CrossLink, ...]:
    """Return every link in the text with its words."""
    runs = groupby(text, key=lambda span: span.url)
    links = ((url, "".join(each.text for each in run).strip(BLANKS + "→»")) for url, run in runs)
    return tuple(CrossLink(words, url) for url, words in links if url is not None and words)


def _named(piece: Piece) -> tuple[CrossLink, ...]:
    """Return a title without an address: an item, a heading, or a short non-sentence."""
    short = len(piece.words.split()) <= _LONGEST_TITLE
    if piece.sure:
        return (CrossLink(piece.words),)
    is_title = piece.form in (PieceKind.ITEM, PieceKind.HEADING, PieceKind.BUTTON) or (
        piece.form is PieceKind.TEXT and piece.words[-1:] not in ".:;"
    )
    return (CrossLink(piece.words),) if short and is_title else ()


_LONGEST = 8  # words
_LONGEST_NAME = 6
_LONG_PARAGRAPH = 25
_MOST_PARAGRAPHS_AFTER = 3


def find_farewell(pieces: Sequence[Piece]) -> range:
    """Return the indices of the farewell's pieces, or an empty range.

    The last candidate is taken, unless the text continues after it. In that case it belongs
    to a letter quoted in the text.
    """
    for at in reversed(range(len(pieces))):
        length = _length(pieces, at)
        if length:
            stop = at + length
            start = at - 1 if at and _length(pieces, at - 1) else at  # "Alles Liebe", "Deine Mila"
            return range(start, stop) if _text_is_over(pieces, stop) else range(0)
    return range(0)


def farewell_text(pieces: Sequence[Piece]) -> str | None:
    """Return the farewell with its original line ends."""
    parts = (part for piece in pieces for part in piece.words.split("\n"))
    lines = [part.strip(BLANKS) for part in parts if part.strip(BLANKS + ",")]
    return "\n".join(lines).strip(",") or None


def _length(pieces: Sequence[Piece], at: int) -> int:
    """Return how many pieces the farewell starting here takes; 0 if none starts here."""
    piece = pieces[at]
    end = phrases.after("sign_off", piece.words)
    if end is None or piece.sure or piece.form not in (PieceKind.TEXT, PieceKind.HEADING):
        return 0
    if len(piece.words.split()) > _LONGEST:
        return 0
    rest = piece.words[end:]
    if not rest.strip(BLANKS + ",!.—–-"):
        return 1 + _names(pieces, at + 1) if rest.strip() or _names(pieces, at + 1) else 0
    named = rest.startswith(",") or "\n" in rest or len(rest.split()) == 1
    return 1 if named and _is_name(rest.strip(BLANKS + ",")) else 0


def _names(pieces: Sequence[Piece], at: int) -> int:
    """Return how many lines below the greeting are the writer's name and role."""
    names = 0
    while at + names < len(pieces) and names < 2:
        piece = pieces[at + names]
        if piece.form not in (PieceKind.TEXT, PieceKind.HEADING) or not _is_name(piece.words):
            break
        if piece.sure or (names and piece.gap):
            break
        names += 1
    return names


def _is_name(text: str) -> bool:
    return (
        0 < len(text.split()) <= _LONGEST_NAME
        and text[:1].isupper()
        and text[-1:] not in ".?!:;…"
        and not phrases.begins("faq", text)
    )


def _text_is_over(pieces: Sequence[Piece], stop: int) -> bool:
    """Return whether the text ends here.

    It does if nothing long follows before a FAQ, a call to subscribe or related articles.
    """
    long = 0
    for piece in pieces[stop:]:
        if any(phrases.begins(kind, piece.words) for kind in ("faq", "subscribe", "related")):
            return True
        long += piece.form is PieceKind.TEXT and len(piece.words.split()) >= _LONG_PARAGRAPH
        if long > _MOST_PARAGRAPHS_AFTER:
            return False
    return True
