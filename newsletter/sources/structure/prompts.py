"""Prompts hidden by markup: in a heading with a bulb, below such a label, under another sign."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.model.blocks import RichText
from newsletter.sources.structure.lines import is_prompt, without_bulb
from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.sources.structure.rich_text import cut
from newsletter.text.vocabulary import phrases

_LONGEST_QUESTION = 300  # characters; a longer one is a paragraph


def with_prompts_found(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[LeftOut, ...]]:
    """Turn questions with a bulb, or below a label with one, into prompts.

    A heading with a bulb and its own text below it remains a heading: the bulb is
    decoration.

    Returns:
        The pieces, and the labels, such as "Reflectie", which belong to no piece.
    """
    found: list[Piece] = []
    labels: list[LeftOut] = []
    at = 0
    while at < len(pieces):
        piece, below, further = pieces[at], _at(pieces, at + 1), _at(pieces, at + 2)
        if at and _is_question_alone(piece, below):
            piece = replace(piece, form=PieceKind.PROMPT, text=_without_bulb(piece), level=0)
        elif below is not None and _is_label(piece, below, further):
            lines = tuple(range(piece.first + 1, piece.last + 2))
            labels.append(LeftOut(LeftOutKind.LABEL, _label(piece), lines))
            piece = _joined(piece, below)
            at += 1
        found.append(piece)
        at += 1
    return tuple(found), tuple(labels)


def _at(pieces: Sequence[Piece], at: int) -> Piece | None:
    return pieces[at] if at < len(pieces) else None


def _is_question_alone(piece: Piece, below: Piece | None) -> bool:
    """Return whether a heading with a bulb asks something and begins no section."""
    if piece.sure or piece.form is not PieceKind.HEADING or not is_prompt(piece.words):
        return False
    return piece.asks and (below is None or below.form is PieceKind.HEADING)


def _is_label(piece: Piece, below: Piece, further: Piece | None) -> bool:
    """Return whether a piece only announces the question below it."""
    if piece.sure or below.sure or not phrases.is_whole("prompt_label", _label(piece)):
        return False
    is_question = below.form is PieceKind.TEXT or (
        below.form is PieceKind.HEADING and not below.is_sure_heading
    )
    if not is_question or not below.asks or len(below.words) > _LONGEST_QUESTION:
        return False
    if piece.form is PieceKind.HEADING:  # a section could begin with it
        return is_prompt(piece.words) and (further is None or further.form is PieceKind.HEADING)
    return piece.form is PieceKind.PROMPT and below.gap <= 1


def _joined(label: Piece, question: Piece) -> Piece:
    return replace(
        question,
        form=PieceKind.PROMPT,
        whole=f"{label.whole or label.words} {question.whole or question.words}",
        gap=label.gap,
        level=0,
    )


def _label(piece: Piece) -> str:
    return without_bulb(piece.words)


def _without_bulb(piece: Piece) -> RichText:
    return cut(piece.text, len(piece.words) - len(without_bulb(piece.words)))


_LETTER = re.compile(r"[^\W_]")
_POINTERS = "👉👇☝🔗📖📚➡⬇▶►📞☎📱📧📩✉📅🗓🛒🎧📍"  # lead to something else
_FEWEST_SIGNS = 2


def with_own_sign(pieces: Sequence[Piece]) -> list[Piece]:
    """Turn the questions that close sections under a sign of the writer's own into prompts.

    The sign, such as a thinking face, opens nothing else in the text, and closes two
    sections or more. A text with a bulb has no other sign.
    """
    found = list(pieces)
    if any(piece.form is PieceKind.PROMPT for piece in found):
        return found
    signs = {at: sign for at, piece in enumerate(found) if (sign := _leading_sign(piece))}
    for sign in sorted(set(signs.values())):
        marked = [at for at, one in signs.items() if one == sign]
        if len(marked) >= _FEWEST_SIGNS and all(_closes_by_asking(found, at) for at in marked):
            for at in marked:
                text = cut(found[at].text, _end_of_sign(found[at].words))
                found[at] = replace(found[at], form=PieceKind.PROMPT, text=text, level=0)
    return found


def _leading_sign(piece: Piece) -> str:
    """Return the picture that a line begins with, without its variant or its colour."""
    if piece.sure or piece.form not in (PieceKind.TEXT, PieceKind.HEADING) or piece.is_sure_heading:
        return ""
    first = piece.words[:1]
    is_picture = unicodedata.category(first) == "So" if first else False
    return first if is_picture and first not in _POINTERS else ""


def _end_of_sign(words: str) -> int:
    found = _LETTER.search(words)
    end = found.start() if found else len(words)
    return end - 1 if words[end - 1 : end] in ("'", "’", "‘", '"', "“", "„", "«") else end


def _closes_by_asking(pieces: Sequence[Piece], at: int) -> bool:
    piece, below = pieces[at], _at(pieces, at + 1)
    is_last = below is None or below.form is PieceKind.HEADING
    return is_last and piece.asks and len(piece.words) <= _LONGEST_QUESTION
