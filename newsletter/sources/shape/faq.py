"""Frequently asked questions: where a question ends and its answer begins."""

import re
from collections.abc import Sequence
from typing import assert_never

from newsletter.model.article import FaqEntry
from newsletter.sources.shape import wording
from newsletter.sources.shape.pieces import Piece, PieceKind
from newsletter.sources.shape.rich_text import tidy

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
    below = piece is not pieces[0] and not wording.begins("faq", piece.words)
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
    return tidy_lines(rest) if colon and wording.is_whole("entry", label) else tidy_lines(bare)


def tidy_lines(text: str) -> str:
    """Each line tidied, the line ends kept."""
    return "\n".join(tidy(line) for line in text.strip().split("\n"))
