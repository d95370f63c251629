"""Lines of plain text, their classification by form, and the pieces that they make."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from newsletter.model.blocks import rich
from newsletter.sources.structure.labels import label_of_prompt
from newsletter.sources.structure.pasted import with_plain_bullets, with_signs, without_emphasis
from newsletter.sources.structure.pieces import ARROWS, Piece, PieceKind
from newsletter.sources.structure.quotes import closes_only, opens_only, pull_quote
from newsletter.sources.structure.rich_text import BLANKS, tidy
from newsletter.sources.structure.speakers import with_speakers
from newsletter.text.vocabulary import phrases

# unlike str.splitlines, form feeds, U+2028 and similar characters do not end a line
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def split_lines(text: str) -> tuple[str, ...]:
    """Split a text into lines, each with its line end; joined, they are the text."""
    return tuple(_LINE.findall(text))


def is_blank(line: str) -> bool:
    """Return whether nothing on the line is visible."""
    return not line.strip(BLANKS)


BULB = "\N{ELECTRIC LIGHT BULB}"
_SELECTOR = "\N{VARIATION SELECTOR-16}"
_BEHIND_BULB = f"{BULB}{_SELECTOR}\N{VARIATION SELECTOR-15}:{BLANKS}"
_LONGEST_HEADING = 150  # characters
_LONGEST_TITLE = 200
_LONGEST_BUTTON = 100
_MOST_HEADING_WORDS = 20
_MOST_STOPPED_WORDS = 7  # of a line that ends in a full stop, with its number
_MOST_DASHED_WORDS = 26  # if the part after a dash explains the part before it
_CLOSING_ARROWS = (*ARROWS, ">>", "»", "›", "⟩")
_CLOSING_MARKS = "\"”’»'"
_BULLET = re.compile(
    r"(?:[•●▪▫◦‣·⁃✓✔✅☑►▸➤★]\ufe0f?(?=\w|\s+[^\s•●▪▫◦‣·⁃★])"  # needs no space; "• • •" is a rule
    r"|[-–—*+](?=\s)"
    r"|(?:→|➜|➔|➡|⇒|⟶|->)\ufe0f?(?=\s*[\w\"“‘'])"
    r"|\d{1,2}[.)](?=\s)"
    r"|[a-h]\)(?=\s))"
)
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4}[.…]\s+[^\W\d_a-zà-ÿ]")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")


def bullet(text: str) -> str:
    """Return the bullet, number or arrow at the start of the text, or an empty string."""
    found = _BULLET.match(text)
    return found.group() if found and text[found.end() :].strip(BLANKS) else ""


def is_prompt(text: str) -> bool:
    """Return whether the text begins with a bulb."""
    return text.startswith(BULB)


def without_bulb(text: str) -> str:
    """Return the words after the bulb."""
    return text.lstrip(_BEHIND_BULB)


def without_arrow(text: str) -> str | None:
    """Return the words before a closing arrow, or ``None`` if there is none.

    An angle quotation mark that closes a quote is not an arrow.
    """
    bare = text.rstrip(BLANKS + _SELECTOR)
    for arrow in _CLOSING_ARROWS:
        if bare.endswith(arrow) and not (arrow in "»›" and ("«" in bare or "‹" in bare)):
            words = tidy(bare[: -len(arrow)])
            return words if re.search(r"\w", words) else None
    return None


def is_button(text: str) -> bool:
    """Return whether it is short, ends in an arrow and is not a question."""
    words = without_arrow(text)
    return words is not None and len(words) <= _LONGEST_BUTTON and "?" not in words


def could_be_heading(text: str) -> bool:
    """Return whether the line is a short phrase, and not a sentence or a lead-in."""
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
    if text.endswith("?") and (label_of_prompt(text) or BULB in text[1:]):
        return False
    return not phrases.is_whole("see_also", label)


def has_two_sentences(text: str) -> bool:
    """Return whether a sentence ends within the text and another begins."""
    return _TWO_SENTENCES.search(text) is not None


def could_be_title(text: str) -> bool:
    """Return whether the line could be an article's title, which may end in a full stop."""
    return (
        len(text) <= _LONGEST_TITLE
        and bool(re.search(r"\w", text))
        and not _TWO_SENTENCES.search(text)
        and not _ADDRESS.search(text)
        and not text.endswith((":", ",", ";"))
    )


def without_words(text: str) -> bool:
    """Return whether it has no letter or digit: a rule, stars, an emoji."""
    return re.search(r"[^\W_]", text) is None


def _begins_large(text: str) -> bool:
    """Return whether it begins with a capital or digit, also as in ``'s Avonds``."""
    first = re.search(r"[^\W_]", text)
    if first is None or re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]", text):  # or an aside
        return False
    letter = first.group()
    if not letter.islower():
        return True
    return text[first.start() - 1 : first.start()] in ("'", "’", "‘") and bool(
        re.match(r"[a-z]{1,3}[\s\N{NO-BREAK SPACE}][^\W\d_a-zà-ÿ]", text[first.start() :])
    )


_SHORTEST_WRAPPED = 40  # characters, where a text editor would wrap a line
_LONGEST_WRAPPED = 120
_MOST_QUOTE_LINES = 4
_WIDEST_GAP = 2  # blank lines between a bulb and its words
_SPACED = 0.4  # share of the pieces with a blank line before them
_SENTENCE_ENDS = '.!?:;…"”’»→'


@dataclass(frozen=True, slots=True)
class _Line:
    """A non-blank line without its end, and the number of blank lines before it."""

    index: int
    text: str
    gap: int

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip(BLANKS))


def pieces_of(lines: Sequence[str], *, alone: Container[int] = ()) -> tuple[Piece, ...]:
    """Return the pieces of a plain text. Lines without words are dropped.

    Args:
        lines: The text.
        alone: Indexes of lines that are never joined to another, such as a format's headings.
    """
    groups = _together(tuple(_visible(tuple(with_plain_bullets(lines)), alone)))
    pieces = [_piece(group) for group in groups if not without_words(_text(group))]
    return tuple(_numbered_headings(with_speakers(pieces)))


def is_spaced(pieces: Sequence[Piece]) -> bool:
    """Return whether paragraphs are separated by blank lines."""
    return sum(piece.gap > 0 for piece in pieces) > _SPACED * len(pieces)


def _visible(lines: Sequence[str], alone: Container[int]) -> Iterator[_Line]:
    gap = 0
    for index, line in enumerate(lines):
        if is_blank(line):
            gap += 1
        else:
            if index in alone or index - 1 in alone:
                gap = max(gap, 1)
            yield _Line(index, without_emphasis(with_signs(line.rstrip(BLANKS))), gap)
            gap = 0


def _together(lines: Sequence[_Line]) -> Iterator[tuple[_Line, ...]]:
    """Group lines into pieces: a bulb and its words, a quote, a wrapped paragraph."""
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
    return 2 if alone and at + 1 < len(lines) and lines[at + 1].gap <= _WIDEST_GAP else 0


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
    """Return how many lines could be one hard-wrapped paragraph."""
    end = at + 1
    while end < len(lines) and _may_go_on(lines[end - 1], lines[end]):
        end += 1
    return end - at


def _unwrapped(run: Sequence[_Line]) -> Iterator[tuple[_Line, ...]]:
    """Yield the run as one paragraph if most lines break mid-sentence, else line by line."""
    breaks = [(before.text, after.text.lstrip(BLANKS)) for before, after in pairwise(run)]
    mid_sentence = sum(breaks_mid_sentence(before, after) for before, after in breaks)
    if breaks and mid_sentence * 2 >= len(breaks):
        yield tuple(run)
    else:
        yield from ((line,) for line in run)


def breaks_mid_sentence(before: str, after: str) -> bool:
    """Return whether the second line continues the sentence of the first, or its dash."""
    dashed = before.endswith(("—", "–", " -"))
    return dashed or (before[-1] not in _SENTENCE_ENDS and (after[0].islower() or after[0] == "("))


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


def _numbered_headings(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Turn lone short numbered lines into headings.

    If there are several, they may end in a full stop.
    """
    lone = {at for at, piece in enumerate(pieces) if piece.is_numbered and is_lone(pieces, at)}
    for at, piece in enumerate(pieces):
        if at in lone and (
            could_be_heading(piece.whole) or (len(lone) > 1 and _is_stopped_heading(piece.whole))
        ):
            yield replace(piece, form=PieceKind.HEADING, text=rich(piece.whole), mark="", level=0)
        else:
            yield piece


def is_lone(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether no numbered piece or lead-in is next to it."""
    before = pieces[at - 1] if at else None
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    goes_on = before is not None and before.is_numbered and not _begins_again(pieces, at)
    apart = not goes_on and not (after and after.is_numbered)
    return apart and not (before is not None and before.words.endswith(":"))


def _begins_again(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether numbers begin again below a list, and are continued after other text."""
    piece, before = pieces[at], pieces[at - 1]
    if piece.gap == 0 or piece.level != before.level or piece.mark[:-1] != "1":
        return False
    numbers = (pieces[below].mark for below in range(at + 1, len(pieces)))
    following = next((mark for mark in numbers if mark[:1].isdecimal()), "")
    return before.mark[:-1] != "1" and following[:-1] == "2"


def _is_stopped_heading(text: str) -> bool:
    bare = text.removesuffix(".")
    return len(bare.split()) <= _MOST_STOPPED_WORDS and could_be_heading(bare)
