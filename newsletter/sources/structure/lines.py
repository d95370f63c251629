"""A text as lines that, joined, give it again character for character."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from newsletter.model.blocks import rich
from newsletter.sources.structure.pieces import ARROWS, Piece, PieceKind
from newsletter.sources.structure.quotes import attribution, closes_only, opens_only, pull_quote
from newsletter.sources.structure.rich_text import BLANKS, tidy
from newsletter.text.vocabulary import phrases

# only these end a line: form feeds, U+2028 and their like stay inside, unlike str.splitlines
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def split_lines(text: str) -> tuple[str, ...]:
    """The lines, each with its own end: LF, CR LF or CR."""
    return tuple(_LINE.findall(text))


def is_blank(line: str) -> bool:
    """Whether nothing can be seen on the line."""
    return not line.strip(BLANKS)


BULB = "\N{ELECTRIC LIGHT BULB}"
_SELECTOR = "\N{VARIATION SELECTOR-16}"
_LONGEST_HEADING = 150  # characters
_LONGEST_TITLE = 200
_LONGEST_BUTTON = 100
_MOST_HEADING_WORDS = 20
_MOST_DASHED_WORDS = 26  # where the part behind a dash explains the part before it
_CLOSING_ARROWS = (*ARROWS, ">>", "»", "›", "⟩")
_CLOSING_MARKS = "\"”’»'"
_BULLET = re.compile(
    r"(?:[•●▪▫◦‣·⁃✓✔✅☑►▸➤★]\ufe0f?(?=\s*\w)"  # needs no space
    r"|[-–—*+](?=\s)"
    r"|(?:→|➜|➔|➡|⇒|⟶|->)\ufe0f?(?=\s*[\w\"“‘'])"
    r"|\d{1,2}[.)](?=\s)"
    r"|[a-h]\)(?=\s))"
)
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4}[.…]\s+[^\W\d_a-zà-ÿ]")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")


def bullet(text: str) -> str:
    """The bullet, number or arrow that the text begins with, else nothing."""
    found = _BULLET.match(text)
    return found.group() if found and text[found.end() :].strip(BLANKS) else ""


def is_prompt(text: str) -> bool:
    """Whether it begins with a bulb."""
    return text.startswith(BULB)


def without_bulb(text: str) -> str:
    """The words behind the bulb."""
    return text.lstrip(BULB + _SELECTOR + BLANKS)


def without_arrow(text: str) -> str | None:
    """The words before an arrow at the end, if there is one and it is no closing quote mark."""
    bare = text.rstrip(BLANKS + _SELECTOR)
    for arrow in _CLOSING_ARROWS:
        if bare.endswith(arrow) and not (arrow in "»›" and ("«" in bare or "‹" in bare)):
            words = tidy(bare[: -len(arrow)])
            return words if re.search(r"\w", words) else None
    return None


def is_button(text: str) -> bool:
    """Whether it is short, ends in an arrow, and is not a question waiting for its hint."""
    words = without_arrow(text)
    return words is not None and len(words) <= _LONGEST_BUTTON and "?" not in words


def could_be_heading(text: str) -> bool:
    """Whether the line is short, one phrase, and does not end as a sentence or a lead-in does."""
    most_words = _MOST_DASHED_WORDS if " — " in text or " – " in text else _MOST_HEADING_WORDS
    if len(text) > _LONGEST_HEADING or len(text.split()) > most_words:
        return False
    if text.rstrip(_CLOSING_MARKS)[-1:] in ".,;:…" or without_arrow(text) is not None:
        return False
    if not _begins_large(text) or _TWO_SENTENCES.search(text) or _ADDRESS.search(text):
        return False
    label, colon, _ = text.partition(":")
    if colon and phrases.is_whole("example", label):
        return False
    return not phrases.is_whole("see_also", label)


def could_be_title(text: str) -> bool:
    """Whether the line could head an article: as a heading, but a full stop or colon may end it."""
    return (
        len(text) <= _LONGEST_TITLE
        and bool(re.search(r"\w", text))
        and not _TWO_SENTENCES.search(text)
        and not _ADDRESS.search(text)
        and not text.endswith((":", ",", ";"))
    )


def without_words(text: str) -> bool:
    """Whether there is not one letter or digit: a rule, a row of stars, a lone emoji."""
    return re.search(r"[^\W_]", text) is None


def _begins_large(text: str) -> bool:
    """Whether the first letter is a capital, a digit, or follows as in ``'s Avonds``."""
    first = re.search(r"[^\W_]", text)
    if first is None:
        return False
    letter = first.group()
    if not letter.islower():
        return True
    return text[first.start() - 1 : first.start()] in ("'", "’", "‘") and bool(
        re.match(r"[a-z]{1,3}[\s\N{NO-BREAK SPACE}][^\W\d_a-zà-ÿ]", text[first.start() :])
    )


_SHORTEST_WRAPPED = 40  # characters: where an editor's window would break a line
_LONGEST_WRAPPED = 120
_MOST_QUOTE_LINES = 4
_SPACED = 0.4  # of the pieces have a blank line before them
_SENTENCE_ENDS = '.!?:;…"”’»→'


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank, without its end, and the blank lines before it."""

    index: int
    text: str
    gap: int

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(BLANKS))


def pieces_of(lines: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of a plain text; lines without words are in none."""
    groups = _together(tuple(_visible(lines)))
    pieces = [_piece(group) for group in groups if not without_words(_text(group))]
    return tuple(_numbered_headings(_with_authors(pieces)))


def is_spaced(pieces: Sequence[Piece]) -> bool:
    """Whether blank lines part the paragraphs, rather than only line ends."""
    return sum(piece.gap > 0 for piece in pieces) > _SPACED * len(pieces)


def _visible(lines: Sequence[str]) -> Iterator[_Line]:
    gap = 0
    for index, line in enumerate(lines):
        if is_blank(line):
            gap += 1
        else:
            yield _Line(index, line.rstrip(BLANKS), gap)
            gap = 0


def _together(lines: Sequence[_Line]) -> Iterator[tuple[_Line, ...]]:
    """Lines that are one piece: a bulb and its words, a quote over lines, a wrapped paragraph."""
    at = 0
    while at < len(lines):
        length = _bulb_apart(lines, at) or _quote_lines(lines, at)
        if length:
            yield tuple(lines[at : at + length])
        else:
            length = _run(lines, at)
            yield from _unwrapped(lines[at : at + length])
        at += length


def _bulb_apart(lines: Sequence[_Line], at: int) -> int:
    alone = lines[at].text.strip(BLANKS) == BULB
    return 2 if alone and at + 1 < len(lines) and lines[at + 1].gap <= 1 else 0


def _quote_lines(lines: Sequence[_Line], at: int) -> int:
    opening = lines[at].text.strip(BLANKS)
    if not opens_only(opening):
        return 0
    for end in range(at + 1, min(at + _MOST_QUOTE_LINES, len(lines))):
        if lines[end].gap:
            return 0
        if closes_only(lines[end].text, opening):
            return end - at + 1
    return 0


def _run(lines: Sequence[_Line], at: int) -> int:
    """How many lines might be one paragraph that an editor's window has broken."""
    end = at + 1
    while end < len(lines) and _may_go_on(lines[end - 1], lines[end]):
        end += 1
    return end - at


def _unwrapped(run: Sequence[_Line]) -> Iterator[tuple[_Line, ...]]:
    """The run as one paragraph when most of its lines break in mid-sentence, else line by line."""
    breaks = [(before.text, after.text.lstrip(BLANKS)) for before, after in pairwise(run)]
    mid_sentence = sum(breaks_mid_sentence(before, after) for before, after in breaks)
    if breaks and mid_sentence * 2 >= len(breaks):
        yield tuple(run)
    else:
        yield from ((line,) for line in run)


def breaks_mid_sentence(before: str, after: str) -> bool:
    """Whether the line after goes on with the sentence of the line before."""
    return before[-1] not in _SENTENCE_ENDS and after[0].islower()


def _may_go_on(before: _Line, after: _Line) -> bool:
    text = after.text.lstrip(BLANKS)
    if after.gap or bullet(text) or is_prompt(text) or opens_only(text):
        return False
    if bullet(before.text.lstrip(BLANKS)) and after.indent > before.indent:
        return True
    return _SHORTEST_WRAPPED <= len(before.text) <= _LONGEST_WRAPPED


def _text(group: Sequence[_Line]) -> str:
    return " ".join(tidy(line.text) for line in group)


def _piece(group: Sequence[_Line]) -> Piece:
    whole = _text(group)
    form, words, by = _by_form(whole)
    return Piece(
        form=form,
        text=rich(words),
        whole=whole,
        first=group[0].index,
        last=group[-1].index,
        level=group[0].indent // 2 if form is PieceKind.ITEM else 0,
        mark=bullet(whole) if form is PieceKind.ITEM else "",
        by=by,
        gap=group[0].gap,
    )


def _by_form(whole: str) -> tuple[PieceKind, str, str | None]:
    if is_prompt(whole):
        return PieceKind.PROMPT, without_bulb(whole), None
    if quoted := pull_quote(whole):
        return PieceKind.QUOTE, quoted.text, quoted.by
    if mark := bullet(whole):
        return PieceKind.ITEM, tidy(whole[len(mark) :]), None
    if is_button(whole):
        return PieceKind.BUTTON, without_arrow(whole) or whole, None
    return PieceKind.HEADING if could_be_heading(whole) else PieceKind.TEXT, whole, None


def _with_authors(pieces: Sequence[Piece]) -> list[Piece]:
    """A line ``— Name`` under a quote goes with the quote."""
    kept: list[Piece] = []
    for piece in pieces:
        before = kept[-1] if kept else None
        name = attribution(piece.whole) if piece.form is PieceKind.ITEM and piece.gap == 0 else None
        if name and before is not None and before.form is PieceKind.QUOTE and before.by is None:
            kept[-1] = replace(
                before, by=name, last=piece.last, whole=f"{before.whole} {piece.whole}"
            )
        else:
            kept.append(piece)
    return kept


def _numbered_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """A short numbered line on its own, with a paragraph under it, is a heading, no list."""
    for at, piece in enumerate(pieces):
        before = pieces[at - 1] if at else None
        after = pieces[at + 1] if at + 1 < len(pieces) else None
        apart = not (before and before.is_numbered) and not (after and after.is_numbered)
        leads = before is not None and before.words.endswith(":")
        if piece.is_numbered and apart and not leads and could_be_heading(piece.whole):
            yield replace(piece, form=PieceKind.HEADING, text=rich(piece.whole), mark="", level=0)
        else:
            yield piece
