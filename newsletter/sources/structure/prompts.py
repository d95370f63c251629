"""Prompts hidden by markup: in a heading with a bulb, below such a label, under another sign."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from newsletter.model.article import LeftOut, LeftOutKind
from newsletter.model.blocks import RichText, plain, rich
from newsletter.sources.structure.body import part_cross_links
from newsletter.sources.structure.labels import label_of_prompt
from newsletter.sources.structure.lines import BULB, could_be_heading, is_prompt, without_bulb
from newsletter.sources.structure.pieces import BOLD_LINE, Piece, PieceKind
from newsletter.sources.structure.rich_text import BLANKS, cut
from newsletter.text.vocabulary import phrases

_BULB_BEHIND = f"{BULB}\ufe0f{BLANKS}"
_LONGEST_QUESTION = 300  # characters; a longer one is a paragraph
_LONG_PARAGRAPH = 12  # words


def with_prompts_found(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[LeftOut, ...]]:
    """Turn questions with a bulb, or below a label with one, into prompts.

    A heading with a bulb and its own text below it remains a heading: the bulb is
    decoration.

    Returns:
        The pieces, and the labels, such as "Reflectie", which belong to no piece.
    """
    pieces = _with_bulbs_of_headings(pieces)
    labels = [label for piece in pieces if (label := _label_with_bulb(piece))]
    pieces = _with_other_marks(pieces)
    again = _labels_that_come_back(pieces)
    found: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece, below, further = pieces[at], _at(pieces, at + 1), _at(pieces, at + 2)
        if at and _is_question_alone(piece, below):
            piece = replace(piece, form=PieceKind.PROMPT, text=_without_bulb(piece), level=0)
        elif below is not None and (
            (piece.words in again and _asks_in_a_line(below)) or _is_label(piece, below, further)
        ):
            lines = tuple(range(piece.first + 1, piece.last + 2))
            if _label(piece):
                labels.append(LeftOut(LeftOutKind.LABEL, _label(piece), lines))
            piece = _joined(piece, below)
            at += 1
        found.append(piece)
        at += 1
    return tuple(found), tuple(labels)


def _with_bulbs_of_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Turn the only phrase with a bulb into a heading where other pictures begin the headings."""
    pictured = [
        at
        for at, piece in enumerate(pieces)
        if piece.form is PieceKind.HEADING and _leading_sign(piece) and _leads_text(pieces, at)
    ]
    found = list(pieces)
    bulbs = [at for at, piece in enumerate(pieces) if is_prompt(piece.whole)]
    if len(pictured) < _FEWEST_SIGNS or len(bulbs) != 1:
        return found  # a bulb that comes back marks prompts
    (at,) = bulbs
    piece = pieces[at]
    is_phrase = piece.form is PieceKind.PROMPT and could_be_heading(piece.words)
    if is_phrase and not piece.sure and "?" not in piece.words and _leads_text(pieces, at):
        found[at] = replace(piece, form=PieceKind.HEADING, text=rich(piece.whole))
    return found


def _leads_text(pieces: Sequence[Piece], at: int) -> bool:
    below = _at(pieces, at + 1)
    is_text = below is not None and below.form is PieceKind.TEXT
    return is_text and below is not None and len(below.words.split()) >= _LONG_PARAGRAPH


def _with_other_marks(pieces: Sequence[Piece]) -> list[Piece]:
    """Turn questions with a bulb elsewhere than in front, or with a label, into prompts."""
    labels = Counter(label_of_prompt(piece.words) for piece in pieces if _asks_in_a_line(piece))
    found = list(pieces)
    for at, piece in enumerate(pieces):
        words = piece.words.rstrip(_BULB_BEHIND)
        label = label_of_prompt(piece.words) if _asks_in_a_line(piece) else ""
        if _label_with_bulb(piece):
            text = cut(piece.text, len(piece.words) - len(_behind_bulb(piece)))
            found[at] = replace(piece, form=PieceKind.PROMPT, text=text, level=0)
        elif label and labels[label] >= _FEWEST_SIGNS:
            found[at] = replace(piece, form=PieceKind.PROMPT, level=0)
        elif _is_bulb_behind(piece, words):
            text = cut(piece.text, 0, len(words))
            found[at] = replace(piece, form=PieceKind.PROMPT, text=text, level=0)
        elif _is_item_with_bulb(pieces, at):
            found[at] = replace(piece, form=PieceKind.PROMPT, text=_without_bulb(piece), level=0)
    return found


def _asks_in_a_line(piece: Piece) -> bool:
    return _is_line(piece) and piece.asks and len(piece.words) <= _LONGEST_QUESTION


def _is_line(piece: Piece) -> bool:
    """Return whether it is text, or a heading only by its form."""
    headed = piece.form is PieceKind.HEADING and piece.level in (0, BOLD_LINE)
    return not piece.sure and (piece.form is PieceKind.TEXT or headed)


def _label_with_bulb(piece: Piece) -> LeftOut | None:
    """Return the label before the bulb of a question: ``Vraag 💡 Wat voel je?``."""
    label = piece.words.partition(BULB)[0].strip(BLANKS)
    announces = _asks_in_a_line(piece) and bool(_behind_bulb(piece))
    if not announces or not phrases.is_whole("prompt_label", label):
        return None
    return LeftOut(LeftOutKind.LABEL, label, tuple(range(piece.first + 1, piece.last + 2)))


def _behind_bulb(piece: Piece) -> str:
    _, bulb, question = piece.words.partition(BULB)
    return without_bulb(bulb + question)


def _is_bulb_behind(piece: Piece, words: str) -> bool:
    has_bulb = BULB in piece.words[len(words) :]
    return _is_line(piece) and has_bulb and words.endswith("?") and len(words) <= _LONGEST_QUESTION


def _is_item_with_bulb(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether an item asks something after a bulb, as the only one that has a bulb."""
    piece, above, below = pieces[at], _at(pieces, at - 1) if at else None, _at(pieces, at + 1)
    items = [one for one in (above, below) if one is not None and one.form is PieceKind.ITEM]
    is_last = below not in items or below is None or below.gap > 0
    alone = is_last and not any(is_prompt(one.words) for one in items)
    is_item = piece.form is PieceKind.ITEM and not piece.sure
    return is_item and alone and piece.asks and is_prompt(piece.words)


def _at(pieces: Sequence[Piece], at: int) -> Piece | None:
    return pieces[at] if at < len(pieces) else None


def _is_question_alone(piece: Piece, below: Piece | None) -> bool:
    """Return whether a heading with a bulb asks something and begins no section."""
    if piece.sure or piece.form is not PieceKind.HEADING or not is_prompt(piece.words):
        return False
    ends = below is None or below.form is PieceKind.HEADING or _refers(below)
    return piece.asks and ends


def _is_label(piece: Piece, below: Piece, further: Piece | None) -> bool:
    """Return whether a piece only announces the question below it."""
    if piece.sure or below.sure:
        return False
    if _label(piece) and not phrases.is_whole("prompt_label", _label(piece)):
        return False
    is_question = below.form is PieceKind.TEXT or (
        below.form is PieceKind.HEADING and not below.is_sure_heading
    )
    if not is_question or not below.asks or len(below.words) > _LONGEST_QUESTION:
        return False
    if piece.form is PieceKind.HEADING:  # a section could begin with it
        if not is_prompt(piece.words) and not _is_bare_label(piece):
            return False
        return further is None or further.form is PieceKind.HEADING or _refers(further)
    return piece.form is PieceKind.PROMPT and below.gap <= 1


def _refers(piece: Piece) -> bool:
    """Return whether it only names another article: ``Lees ook: …``."""
    rest, links = part_cross_links(piece.text)
    return bool(links) and not plain(rest).strip()


def _labels_that_come_back(pieces: Sequence[Piece]) -> frozenset[str]:
    """Return the labels that are lines of their own above questions, two or more of each."""
    above = Counter(
        piece.words
        for piece, below in pairwise(pieces)
        if piece.form is PieceKind.HEADING and _is_bare_label(piece) and _asks_in_a_line(below)
    )
    return frozenset(words for words, count in above.items() if count >= _FEWEST_SIGNS)


def _is_bare_label(piece: Piece) -> bool:
    """Return whether a line is such a label by its words, and no markup makes it a heading."""
    return not piece.sure and piece.level in (0, BOLD_LINE) and bool(label_of_prompt(piece.words))


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
