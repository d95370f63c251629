"""The farewell: ``Groet,`` and a name."""

from collections.abc import Sequence

from newsletter.sources.shape import wording
from newsletter.sources.shape.pieces import Piece, PieceKind
from newsletter.sources.shape.rich_text import BLANKS

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
    end = wording.after("sign_off", piece.words)
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
        and not wording.begins("faq", text)
    )


def _text_is_over(pieces: Sequence[Piece], stop: int) -> bool:
    """Whether no long stretch of text follows but a FAQ, a call, a list of other pieces."""
    long = 0
    for piece in pieces[stop:]:
        if any(wording.begins(kind, piece.words) for kind in ("faq", "subscribe", "related")):
            return True
        long += piece.form is PieceKind.TEXT and len(piece.words.split()) >= _LONG_PARAGRAPH
        if long > _MOST_PARAGRAPHS_AFTER:
            return False
    return True
