"""The opening of an article: the intro and the opening questions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from newsletter.model.article import LinePlace
from newsletter.model.blocks import Question
from newsletter.model.corrections import CorrectedPlace
from newsletter.sources.structure.pieces import ARROWS, Piece, PieceKind
from newsletter.sources.structure.rich_text import tidy
from newsletter.text.vocabulary import phrases

_FURTHEST_TITLE = 8  # pieces below the head; a later one is a section's heading
_LONGEST_TITLE = 14  # words
_LONGEST_INTRO = 3  # paragraphs, if no questions follow it
_LONGEST_INTRO_WORDS = 150
_MOST_QUESTIONS = 6
_HINT = re.compile(
    rf"\s*(?:{'|'.join(map(re.escape, ARROWS))})\ufe0f?\s*"
    r"|(?<=\?)\s+[–—]\s+"
    r"|(?<=\?)\s*\((?=[^()]+\)[^\w()]*$)"
)
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
_NEXT_QUESTION = re.compile(r"(?<=\?)\s+(?=[^\W\d_a-zà-ÿ])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The intro and the questions, with the role of each piece by its index."""

    intro: str | None = None
    questions_title: str | None = None
    questions: tuple[Question, ...] = ()
    places: Mapping[int, LinePlace] = field(default_factory=dict)


def find_opening(pieces: Sequence[Piece], start: int) -> dict[int, LinePlace]:
    """Return the places of the intro and the questions that follow the head."""
    title_at = _questions_title(pieces, start)
    top = _untitled_questions(pieces, start) if title_at is None else title_at
    if top is None:
        return _intro(pieces, start, _until_heading(pieces, start), closed=False)
    first = top if title_at is None else top + 1 + _lead_in(pieces, top + 1)
    named = None if title_at is None else phrases.number_named(pieces[title_at].words)
    end = first + _count_questions(pieces, first, named)
    return {
        **_intro(pieces, start, top, closed=True),
        **dict.fromkeys(range(top, first), LinePlace.QUESTIONS_TITLE),
        **dict.fromkeys(range(first, end), LinePlace.QUESTION),
    }


def read_opening(pieces: Sequence[Piece], places: Mapping[int, LinePlace]) -> Opening:
    """Read the intro and the questions from the pieces that have these places."""
    order = sorted(places)
    titles = [at for at in order if places[at] is LinePlace.QUESTIONS_TITLE]
    titles.sort(key=lambda at: pieces[at].sure is None)  # a person's correction takes precedence
    return Opening(
        intro=_intro_text(pieces, [at for at in order if places[at] is LinePlace.INTRO]),
        questions_title=pieces[titles[0]].words if titles else None,
        questions=_questions([pieces[at] for at in order if places[at] is LinePlace.QUESTION]),
        places=places,
    )


def _questions_title(pieces: Sequence[Piece], start: int) -> int | None:
    for at in range(start, min(start + _FURTHEST_TITLE, len(pieces))):
        piece = pieces[at]
        if piece.sure:
            return None
        is_title = piece.form in (PieceKind.HEADING, PieceKind.TEXT) and (
            len(piece.words.split()) <= _LONGEST_TITLE and phrases.begins("questions", piece.words)
        )
        if is_title:
            follow = at + 1 + _lead_in(pieces, at + 1)
            return at if _count_questions(pieces, follow) else None
        if piece.is_sure_heading and not _is_label(pieces, at):
            return None
    return None


def _lead_in(pieces: Sequence[Piece], at: int) -> int:
    """Return 1 if a sentence ending in a colon separates the title and the questions, else 0."""
    return int(
        at < len(pieces) and pieces[at].form is PieceKind.TEXT and pieces[at].words[-1:] == ":"
    )


def _untitled_questions(pieces: Sequence[Piece], start: int) -> int | None:
    """Return the first of two or more questions, before any heading.

    They have hints, or are a list between the intro and the first heading.
    """
    for at in range(start, min(start + _FURTHEST_TITLE, len(pieces))):
        if pieces[at].form is PieceKind.HEADING:
            return None
        if pieces[at].form in (PieceKind.PROMPT, PieceKind.ITEM) and not pieces[at].is_hint:
            count = _count_questions(pieces, at)
            asked = _questions(pieces[at : at + count])
            hinted = sum(question.hint is not None for question in asked) > 1
            return at if hinted or _is_list_of_questions(pieces, start, at, count) else None
    return None


def _is_list_of_questions(pieces: Sequence[Piece], start: int, at: int, count: int) -> bool:
    """Return whether a whole list asks, with the intro above it and a heading below it."""
    end = at + count
    is_list = count > 1 and all(one.form is PieceKind.ITEM and one.asks for one in pieces[at:end])
    return is_list and at > start and end < len(pieces) and pieces[end].form is PieceKind.HEADING


def _count_questions(pieces: Sequence[Piece], start: int, named: int | None = None) -> int:
    """Count the consecutive pieces that are questions of one form, or hints to them.

    A line that asks after as many questions as are ``named``, with text below it, is a heading.
    """
    questions = 0
    for at in range(start, len(pieces)):
        piece = pieces[at]
        if piece.is_hint and questions:
            continue
        alike = _are_alike(piece, pieces[start]) and questions < _MOST_QUESTIONS
        if not alike or not _is_question(piece) or _lacks_hint(pieces, at, questions):
            return at - start
        if questions == named and _leads_text(pieces, at):
            return at - start
        questions += 1
    return len(pieces) - start


def _lacks_hint(pieces: Sequence[Piece], at: int, questions: int) -> bool:
    """Return whether a line asks without a hint below questions with a hint on their last line.

    It is the heading of the first section.
    """
    hinted = questions > 1 and (pieces[at - 1].is_hint or _has_hint(pieces[at - 1]))
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    has_hint = _has_hint(pieces[at]) or (after is not None and after.is_hint)
    return hinted and not has_hint and pieces[at].form is PieceKind.HEADING


def _leads_text(pieces: Sequence[Piece], at: int) -> bool:
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    has_text = after is not None and after.form is PieceKind.TEXT and not _is_question(after)
    return has_text and pieces[at].form is PieceKind.HEADING and not _has_hint(pieces[at])


def _are_alike(piece: Piece, first: Piece) -> bool:
    """Return whether they have one form. A line with a hint is no heading, however it ends."""
    lines = {piece.form, first.form} == {PieceKind.TEXT, PieceKind.HEADING}
    return piece.form is first.form or (lines and not piece.is_sure_heading and _has_hint(piece))


def _has_hint(piece: Piece) -> bool:
    return _HINT.search(piece.words) is not None


def _is_question(piece: Piece) -> bool:
    if piece.sure:
        return False
    if piece.form is PieceKind.ITEM:
        return not piece.is_hint and ("?" in piece.words or _has_hint(piece))
    return piece.asks or ("?" in piece.words and _has_hint(piece))


def _questions(pieces: Sequence[Piece]) -> tuple[Question, ...]:
    """Return the questions, each with the hint after its arrow or on the lines below."""
    asked: list[Question] = []
    for piece in pieces:
        if piece.is_hint and asked:
            words = _HINT.sub("", piece.words, count=1)
            hint = " ".join(part for part in (asked[-1].hint, tidy(words)) if part)
            asked[-1] = Question(asked[-1].text, hint)
        else:
            asked.append(_question(piece.words))
    if len(asked) == 1 and asked[0].hint is None and asked[0].text.endswith("?"):
        asked = [Question(tidy(text), None) for text in _NEXT_QUESTION.split(asked[0].text)]
    if len(asked) > 1 and all(_NUMBER.match(question.text) for question in asked):
        return tuple(replace(one, text=_NUMBER.sub("", one.text, count=1)) for one in asked)
    return tuple(asked)


def _question(words: str) -> Question:
    text, *hints = _HINT.split(words, maxsplit=1)
    hint = tidy(hints[0]) if hints else ""
    if hint and words[: -len(hint)].endswith("("):
        hint = hint.rpartition(")")[0]
    return Question(tidy(text), hint or None)


def _until_heading(pieces: Sequence[Piece], start: int) -> int:
    headings = (at for at in range(start, len(pieces)) if pieces[at].form is PieceKind.HEADING)
    return next(headings, len(pieces))


def _intro(pieces: Sequence[Piece], start: int, stop: int, *, closed: bool) -> dict[int, LinePlace]:
    """Return the indices of the intro: up to the questions, else a few before a heading.

    A longer text before the first heading, or one without headings, forms its own section,
    and there is no intro.
    """
    label = start < len(pieces) and _is_label(pieces, start)
    if label and not closed:
        stop = _until_heading(pieces, start + 1)
    text = start + label
    while text < stop and _may_introduce(pieces[text]):
        text += 1
    if not closed and start < text < stop and pieces[text - 1].words.endswith(":"):
        text -= 1  # it leads in to the list or the quote below it
    words = sum(len(pieces[at].words.split()) for at in range(start, text))
    short = text - start <= _LONGEST_INTRO + label and words <= _LONGEST_INTRO_WORDS
    if not closed and not (short and stop < len(pieces)):
        return {}
    return dict.fromkeys(range(start, text), LinePlace.INTRO)


def _may_introduce(piece: Piece) -> bool:
    return piece.form in (PieceKind.TEXT, PieceKind.HEADING) and not piece.sure


def _is_label(pieces: Sequence[Piece], at: int) -> bool:
    if at >= len(pieces) or pieces[at].sure is CorrectedPlace.HEADING:
        return False
    return phrases.is_whole("summary", pieces[at].words)


def _intro_text(pieces: Sequence[Piece], places: Sequence[int]) -> str | None:
    """Return the intro's words without a label such as ``Samenvatting``."""
    paragraphs = [pieces[at].words for at in places if not _is_label(pieces, at)]
    if not paragraphs:
        return None
    first, *others = paragraphs
    label_end = phrases.after("summary", first)
    rest = first[label_end or 0 :].lstrip(": \N{NO-BREAK SPACE}—–-")
    return "\n\n".join([rest if rest[:1].isupper() else first, *others])
