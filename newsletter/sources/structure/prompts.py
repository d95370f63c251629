"""Prompts hidden by markup: in a heading with a bulb, or below such a label."""

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
