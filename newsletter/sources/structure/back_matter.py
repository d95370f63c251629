"""Frequently asked questions: where a question ends and its answer begins."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import assert_never

from newsletter.model.article import FaqEntry
from newsletter.model.blocks import CrossLink, RichText
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.rich_text import BLANKS, tidy
from newsletter.text.vocabulary import phrases

_LONGEST_QUESTION = 45  # words
_END = re.compile(r"\?[»”\"’)]?\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_SENTENCE_END = re.compile(r"[^\W\d_]{4}[.!]\s")


def is_question(piece: Piece) -> bool:
    """Whether the whole piece asks, in one sentence."""
    return piece.form is PieceKind.FOLDED or (
        piece.asks
        and len(piece.words.split()) <= _LONGEST_QUESTION
        and _SENTENCE_END.search(piece.words) is None
    )


def splits_at(words: str) -> int | None:
    """Where the answer begins, when the question stands before it on the same line."""
    found = _END.search(words, 0, 600)
    if found is None:
        return None
    question = words[: found.end()]
    sentence = _SENTENCE_END.search(question)
    short = len(question.split()) <= _LONGEST_QUESTION
    return found.end() if short and sentence is None else None


def faq_entries(pieces: Sequence[Piece], *, site: bool) -> tuple[FaqEntry, ...]:
    """The entries of one list; what stands before its first question is no entry."""
    entries: list[tuple[str, list[str]]] = []
    for piece in pieces:
        answered = not entries or bool(entries[-1][1])
        start = splits_at(piece.words) if answered else None
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


def _is_entry(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether it is a question, by its words or as a heading under the list's title."""
    below = piece is not pieces[0] and not phrases.begins("faq", piece.words)
    return is_question(piece) or (piece.is_sure_heading and below)


def _answer(piece: Piece) -> str:
    """The answer's words; paragraphs are kept apart by a blank line, list items by none."""
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
    """Without the number, ``V:`` or ``Antwoord:`` that it begins with."""
    bare = _NUMBER.sub("", text.strip(), count=1) if _NUMBER.match(text.strip()) else text.strip()
    label, colon, rest = bare.partition(":")
    return tidy_lines(rest) if colon and phrases.is_whole("entry", label) else tidy_lines(bare)


def tidy_lines(text: str) -> str:
    """Each line tidied, the line ends kept."""
    return "\n".join(tidy(line) for line in text.strip().split("\n"))


_LONGEST_TITLE = 25  # words; longer is what a teaser says


def related_pieces(pieces: Sequence[Piece]) -> tuple[CrossLink, ...]:
    """The titles listed, with their addresses where they have one."""
    return tuple(
        link
        for piece in pieces
        if not phrases.is_whole("related", piece.words)
        for link in _links(piece.text) or _named(piece)
    )


def _links(text: RichText) -> tuple[CrossLink, ...]:
    """Every link in the text by its own words."""
    runs = groupby(text, key=lambda span: span.url)
    told = ((url, "".join(span.text for span in spans).strip(BLANKS + "→»")) for url, spans in runs)
    return tuple(CrossLink(words, url) for url, words in told if url is not None and words)


def _named(piece: Piece) -> tuple[CrossLink, ...]:
    """A title without an address: an item, a heading, or a short line that is no sentence."""
    short = len(piece.words.split()) <= _LONGEST_TITLE
    is_title = piece.form in (PieceKind.ITEM, PieceKind.HEADING, PieceKind.BUTTON) or (
        piece.form is PieceKind.TEXT and piece.words[-1:] not in ".:;"
    )
    return (CrossLink(piece.words),) if short and is_title else ()


_LONGEST = 8  # words
_LONGEST_NAME = 6
_LONG_PARAGRAPH = 25
_MOST_PARAGRAPHS_AFTER = 3


def find_farewell(pieces: Sequence[Piece]) -> range:
    """The pieces of the farewell; an empty range where there is none.

    The last that could be one is taken, unless the text goes on behind it:
    then it was a letter within the text.
    """
    for at in reversed(range(len(pieces))):
        length = _length(pieces, at)
        if length:
            stop = at + length
            start = at - 1 if at and _length(pieces, at - 1) else at  # "Alles Liebe", "Deine Mila"
            return range(start, stop) if _text_is_over(pieces, stop) else range(0)
    return range(0)


def told_farewell(pieces: Sequence[Piece]) -> str | None:
    """``Groet, Gerrit``, on one line."""
    parts = (part for piece in pieces for part in piece.words.split("\n"))
    told = [part.strip(BLANKS + ",") for part in parts]
    return ", ".join(part for part in told if part) or None


def _length(pieces: Sequence[Piece], at: int) -> int:
    """How many pieces the farewell that begins here takes; 0 if none does."""
    piece = pieces[at]
    end = phrases.after("sign_off", piece.words)
    if end is None or piece.form not in (PieceKind.TEXT, PieceKind.HEADING):
        return 0
    if len(piece.words.split()) > _LONGEST:
        return 0
    rest = piece.words[end:]
    if not rest.strip(BLANKS + ",!.—–-"):
        return 1 + _names(pieces, at + 1) if rest.strip() or _names(pieces, at + 1) else 0
    named = rest.startswith(",") or "\n" in rest or len(rest.split()) == 1
    return 1 if named and _is_name(rest.strip(BLANKS + ",")) else 0


def _names(pieces: Sequence[Piece], at: int) -> int:
    """The lines with a name, and what the writer is, under the greeting."""
    names = 0
    while at + names < len(pieces) and names < 2:
        piece = pieces[at + names]
        if piece.form not in (PieceKind.TEXT, PieceKind.HEADING) or not _is_name(piece.words):
            break
        if names and piece.gap:
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
    """Whether no long stretch of text follows but a FAQ, a call, a list of other pieces."""
    long = 0
    for piece in pieces[stop:]:
        if any(phrases.begins(kind, piece.words) for kind in ("faq", "subscribe", "related")):
            return True
        long += piece.form is PieceKind.TEXT and len(piece.words.split()) >= _LONG_PARAGRAPH
        if long > _MOST_PARAGRAPHS_AFTER:
            return False
    return True
