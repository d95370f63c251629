"""Rich text as one paragraph of Markdown, with as few backslashes as possible.

The result reads back as the same spans (``markdown_in``), whatever the characters; a
property test verifies this. The rules are those of CommonMark 0.31.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from newsletter.editorial.bare_addresses import breakable
from newsletter.model.blocks import RichText, Span, plain, rich
from newsletter.text.folding import clean

_ENTITY = re.compile(r"&(?:#(?:x[0-9a-f]{1,6}|[0-9]{1,7})|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_SPECIAL = frozenset("*_[]\\&`<~={%")
_OF_NOTE = re.compile(r"%(?=%)|\{(?=[/#%:])")  # with what an editor's note begins
_AUTOLINK = re.compile(r"https?://[^\s<>\x00-\x1f]+", re.IGNORECASE)  # §6.5
_LONGEST_DOMAIN = 520  # characters, of those that ``bare_addresses`` finds
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
# starts a heading, a quote or a list at the start of a line (§4.2, §5), is a rule or belongs
# to a table, or is a form that ``unrendered`` would take for another tool's Markdown
_BLOCK_START = re.compile(
    r"^(?:(#{1,6}(?=[ \t]|$)|#(?=#)|>|[-+*](?=[ \t]|$)|([-*_])(?=(?:[ \t]*\2){2,}[ \t]*\\?$)"
    r"|=(?==*[ \t]*\\?$)|\|(?=.*\|[ \t]*\\?$)|[-:|](?=[-:| \t]*\\?$)"
    r"|\[(?=[ xX]\][ \t]|(?:\\.|[^\[\]\\\n])+\]:[ \t]))"
    r"|([0-9]{1,9})(?=[.)](?:[ \t]|$)))",
    re.MULTILINE,
)
_LINK_LIKE = re.compile(r"\]\(|\]\[|[\])][ \t]*[(\[](?:https?:|www\.|mailto:)")

_Manner = Literal["url", "strong", "emphasis"]
_MANNERS: tuple[_Manner, ...] = ("url", "strong", "emphasis")
_MARKS = {"strong": "**", "emphasis": "_"}


def write(text: RichText, *, one_line: bool = False, starts_line: bool = True) -> str:
    """Return spans as Markdown; a line end is a hard break, or an entity on ``one_line``.

    ``starts_line`` is false after another mark on the line, where the text cannot be
    mistaken for a list or a heading.
    """
    written = plain(text) if _is_ordinary(text) else _written(list(_pieces(text)), one_line)
    before = "" if starts_line else "x"
    return _BLOCK_START.sub(_unblocked, before + written).removeprefix(before)


def _is_ordinary(text: RichText) -> bool:
    """Return whether no character could be a mark, which is the common case."""
    words = plain(text)
    return (
        all(span == Span(span.text) for span in text)
        and words.isprintable()
        and words == words.strip()
        and _SPECIAL.isdisjoint(words)
        and "://" not in words
        and not breakable(words)
    )


def write_plain(text: str, *, one_line: bool = False, starts_line: bool = True) -> str:
    """Return unformatted words as Markdown."""
    return write(rich(text), one_line=one_line, starts_line=starts_line)


def link(text: str, url: str | None) -> str:
    """Return a link on one line; without an address the parentheses are empty."""
    label = _pieces((Span(text),), frozenset({"url"}))
    return _written(list(_marked("url", url or "", label)), one_line=True)


def _written(pieces: list["_Piece"], one_line: bool) -> str:
    _settle_white_space(pieces, one_line)
    while _settle_marks(pieces):
        pass
    return "".join(_escaped(pieces, at) for at in range(len(pieces)))


def _unblocked(start: re.Match[str]) -> str:
    return f"\\{start[1]}" if start[1] else f"{start[3]}\\"


def target(url: str) -> str:
    """Return an address as written between a link's parentheses (§6.3)."""
    url = _OF_NOTE.sub(r"\\\g<0>", clean(url).replace("\\", "\\\\"))
    url = _ENTITY.sub(lambda found: "\\" + found[0], url)
    if url and (re.search(r"[\s<>]", url) or url.startswith("<")):
        spelt = re.sub(r"[<>\[]", r"\\\g<0>", url)
        inside = re.sub(r"[\t\n]", lambda found: _entity(found[0]), spelt)
        return f"<{inside}>"
    return re.sub(r"\[" if _is_balanced(url) else r"[()\[]", r"\\\g<0>", url)


def _is_balanced(url: str) -> bool:
    depth = 0
    for char in url:
        depth += (char == "(") - (char == ")")
        if not 0 <= depth < 10:
            return False
    return depth == 0


class _Kind(Enum):
    CHAR = "a character of the text"
    OPEN = "the mark that opens strong or emphasis"
    CLOSE = "the mark that closes it"
    LABEL = "the bracket before a link's words"
    TARGET = "the bracket after them, and the address"


@dataclass(slots=True)
class _Piece:
    """One character or mark to write."""

    kind: _Kind
    raw: str
    in_label: bool = False
    as_entity: bool = False

    @property
    def is_white(self) -> bool:
        """Whether it is white space that could be trimmed."""
        return self.kind is _Kind.CHAR and not self.as_entity and self.raw.isspace()

    @property
    def is_gap(self) -> bool:
        """Whether it is white space for flanking (§6.2), which excludes line separators."""
        return self.is_white and (self.raw in "\t\n" or unicodedata.category(self.raw) == "Zs")

    @property
    def is_word(self) -> bool:
        """Whether it is neither white space nor punctuation for flanking (§6.2)."""
        if self.kind is not _Kind.CHAR or self.as_entity or self.is_gap:
            return False
        return self.raw not in _PUNCTUATION and unicodedata.category(self.raw)[0] not in "PS"


def _pieces(spans: Sequence[Span], done: frozenset[_Manner] = frozenset()) -> Iterator[_Piece]:
    """Return spans as characters and marks; the longest-running format is outermost."""
    at = 0
    while at < len(spans):
        runs = {
            manner: _run(spans, at, manner)
            for manner in _MANNERS
            if manner not in done and getattr(spans[at], manner)
        }
        if not runs:
            for char in clean(spans[at].text):
                yield _Piece(_Kind.CHAR, char, in_label="url" in done)
            at += 1
            continue
        manner = max(runs, key=lambda each: runs[each])
        run, url = spans[at : at + runs[manner]], spans[at].url or ""
        if manner == "url" and plain(tuple(run)) == url and _AUTOLINK.fullmatch(url):
            yield _Piece(_Kind.TARGET, f"<{url}>")
        else:
            yield from _marked(manner, url, _pieces(run, done | {manner}))
        at += runs[manner]


def _run(spans: Sequence[Span], at: int, manner: _Manner) -> int:
    value = getattr(spans[at], manner)
    end = at
    while end < len(spans) and getattr(spans[end], manner) == value:
        end += 1
    return end - at


def _marked(manner: _Manner, url: str, inner: Iterator[_Piece]) -> Iterator[_Piece]:
    if manner == "url":
        yield _Piece(_Kind.LABEL, "[")
        label = list(inner)
        if all(piece.is_white for piece in label):  # otherwise the link would have no words
            label = [replace(piece, as_entity=True) for piece in label]
        yield from label
        yield _Piece(_Kind.TARGET, f"]({target(url)})")
    else:
        yield _Piece(_Kind.OPEN, _MARKS[manner])
        yield from inner
        yield _Piece(_Kind.CLOSE, _MARKS[manner])


def _settle_white_space(pieces: list[_Piece], one_line: bool) -> None:
    """Replace white space that Markdown would drop, and empty line ends, by entities."""
    last = len(pieces) - 1
    for at, piece in enumerate(pieces):
        if not piece.is_white:
            continue
        before = pieces[at - 1].raw if at else ""
        piece.as_entity = (
            at in {0, last}
            or (piece.raw in " \t\n" and before == "\n" and not pieces[at - 1].as_entity)
            or (piece.raw == "\n" and one_line)
        )


def _settle_marks(pieces: list[_Piece]) -> bool:
    """Replace characters that disable a mark; return whether anything changed.

    A mark opens before what is not white space, and, before punctuation, only
    after white space or punctuation; ``_`` opens only there. Closing mirrors it.
    """
    changed = False
    for at, piece in enumerate(pieces):
        if piece.kind not in {_Kind.OPEN, _Kind.CLOSE}:
            continue
        step = 1 if piece.kind is _Kind.OPEN else -1
        inner = pieces[at + step]
        outer = pieces[at - step] if 0 <= at - step < len(pieces) else None
        if inner.is_white:
            inner.as_entity = changed = True
        if outer is not None and outer.is_word and (piece.raw == "_" or not inner.is_word):
            outer.as_entity = changed = True
    return changed


def _escaped(pieces: Sequence[_Piece], at: int) -> str:
    """Return one piece as written, with a backslash where its neighbours require one."""
    piece = pieces[at]
    if piece.kind is not _Kind.CHAR:
        return piece.raw
    if piece.as_entity:
        return _entity(piece.raw)
    if piece.raw == "\n":
        return "\\\n"
    return f"\\{piece.raw}" if _needs_escape(pieces, at) else piece.raw


def _needs_escape(pieces: Sequence[_Piece], at: int) -> bool:
    piece = pieces[at]
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    match piece.raw:
        case "\\":
            return (
                after is None or not (after.is_word or after.raw in {" ", "\t"}) or after.as_entity
            )
        case "*" | "_":
            return _could_mark(pieces, at)
        case "[":
            return piece.in_label or (after is not None and after.raw == "^")
        case "]":
            return piece.in_label or _LINK_LIKE.match(_following(pieces, at - 1, 34)) is not None
        case "!":
            return after is not None and after.kind is _Kind.LABEL
        case "&":
            return _ENTITY.match("&" + _following(pieces, at, 33)) is not None
        case _:
            return _is_other_markdown(pieces, at)


def _scheme(pieces: Sequence[_Piece], at: int) -> str:
    """Return the text around a colon, starting at ``http``."""
    before = "".join(each.raw[:1] for each in pieces[max(0, at - 5) : at])
    return before[before.lower().rfind("http") :] + ":" + _following(pieces, at, 3)


def _is_other_markdown(pieces: Sequence[_Piece], at: int) -> bool:
    """Return whether a character begins a form of ``unrendered``, or a bare address."""
    piece = pieces[at]
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    match piece.raw:
        case "`":
            return True
        case "<":
            return after is not None and (after.is_word or after.raw in set("/!?"))
        case "~" | "=" | "%":
            return _is_next_to(pieces, at, piece.raw)
        case ":":
            return not piece.in_label and _AUTOLINK.match(_scheme(pieces, at)) is not None
        case "." | "@":
            return not piece.in_label and _is_in_address(pieces, at)
        case "^" | "{":  # of a footnote, or of an editor's note
            return _following(pieces, at, 2).startswith(("[", ">>", "/*", "#", "%", "::"))
        case ")":
            return _LINK_LIKE.match(_following(pieces, at - 1, 34)) is not None
        case _:
            return False


def _is_in_address(pieces: Sequence[_Piece], at: int) -> bool:
    """Return whether a ``.`` or ``@`` makes a bare address of what is around it."""
    before = "".join(each.raw[:1] for each in pieces[max(0, at - 3) : at])
    after = _following(pieces, at, 1)
    if pieces[at].raw == "@" and after.isalnum():
        after = _following(pieces, at, _LONGEST_DOMAIN)
    return len(before) in breakable(before + pieces[at].raw + after)


def _following(pieces: Sequence[_Piece], at: int, count: int) -> str:
    return "".join(each.raw[:1] for each in pieces[at + 1 : at + 1 + count])


def _is_next_to(pieces: Sequence[_Piece], at: int, char: str) -> bool:
    """Return whether the previous or the next piece is the given character."""
    around = (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2])
    return any(one.kind is _Kind.CHAR and one.raw == char for one in around)


def _could_mark(pieces: Sequence[_Piece], at: int) -> bool:
    """Return whether a ``*`` or ``_`` of the text could be read as a mark (§6.2)."""
    char = pieces[at].raw
    if char == "*" and _is_next_to(pieces, at, "*"):
        return True
    before = pieces[at - 1] if at else None
    after = pieces[at + 1] if at + 1 < len(pieces) else None
    if (before is None or before.is_gap) and (after is None or after.is_gap):
        return False
    if char == "_" and before and after and before.is_word and after.is_word:
        return False
    if after is not None and after.is_word and (before is None or not before.is_word):
        return True  # ``unrendered`` would treat it as unclosed emphasis
    # a single mark has no pair
    return sum(piece.raw.startswith(char) and not piece.as_entity for piece in pieces) > 1


def _entity(char: str) -> str:
    return f"&#{ord(char)};"
