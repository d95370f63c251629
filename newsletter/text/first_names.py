"""Replacement of ``{first_name}`` in an editor's text, with or without a name.

``{first_name|friend}`` has a fallback. With an empty fallback, or none, the sentence is
joined up if the name is unknown: "{first_name|}, do you have a minute?" becomes "Do you
have a minute?", and "Thank you, {first_name|}." becomes "Thank you."
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple, TypeAlias

from newsletter.model.blocks import RichText, plain
from newsletter.model.issue import Issue
from newsletter.text.rewording import Rewording

TOKEN: Final = "{first_name}"  # noqa: S105  # where the name goes
LONGEST: Final = 40  # characters; anything longer is not a first name

_PLACEHOLDER = re.compile(r"(?<!\{)\{[ \t]*first_name[ \t]*(?:\|(?P<fallback>[^{}|\n]*))?\}(?!\})")
_COMMA_BEFORE = re.compile(r",[ \t\u00a0]+$")
_BEGINS_SENTENCE = re.compile(r"(?:^|[.!?…:][\"”’»)]*[ \t\u00a0]+|\n)[\"“„‘«(\s]*$")
_START = re.compile(
    r"[,.!:;]?[ \t\u00a0]*(?P<marks>[\"“„‘«(]*(?:['’][a-z][ \t\u00a0]+)?)(?P<first>ij|\w?)",
    re.IGNORECASE,
)


class NameGap(NamedTuple):
    """Text that depends on the name. ``named`` has it at most once."""

    named: str
    nameless: str

    def filled(self, name: str) -> str:
        """Return the text for a reader with this name, or without one."""
        return self.named.replace(TOKEN, name) if name else self.nameless


Piece: TypeAlias = str | NameGap


class _Atom(NamedTuple):
    """Part of a text that is different without a name."""

    start: int
    end: int
    named: str
    nameless: str


def pieces(text: str) -> tuple[Piece, ...]:
    """Return a text's pieces: those for all readers, and those with a name."""
    if "first_name" not in text:
        return (text,) if text else ()
    return _cut(text, 0, list(_atoms(text)))


def rich_pieces(text: RichText) -> tuple[tuple[Piece, ...], ...]:
    """Return the pieces of each span. A sentence may continue in the next span."""
    whole = plain(text)
    if "first_name" not in whole:
        return tuple((span.text,) if span.text else () for span in text)
    atoms, found, start = list(_atoms(whole)), [], 0
    for span in text:
        found.append(_cut(span.text, start, atoms))
        start += len(span.text)
    return tuple(found)


def filled(text: str, name: str = "") -> str:
    """Return a text as a reader with this name, or without one, sees it."""
    return "".join(_said(one, name) for one in pieces(text))


def filled_issue(issue: Issue, name: str = "") -> Issue:
    """Return an issue as a reader with this name, or without one, sees it."""
    change = Rewording(partial(filled, name=name), partial(_filled_rich, name=name))
    return change.issue(issue)


def _filled_rich(text: RichText, name: str) -> RichText:
    spans = (
        replace(span, text="".join(_said(one, name) for one in inside))
        for span, inside in zip(text, rich_pieces(text), strict=True)
    )
    return tuple(span for span in spans if span.text)


def _said(piece: Piece, name: str) -> str:
    return piece if isinstance(piece, str) else piece.filled(name)


def may_break(text: str) -> bool:
    """Return whether a sentence with a name may be incomplete without it.

    That is the case for a name without any fallback, not even an empty one, unless it addresses
    the reader: at the start of a sentence, or next to a comma or an exclamation mark.
    """
    return any(
        found["fallback"] is None
        and text[found.end() : found.end() + 1] not in {",", "!"}
        and not _COMMA_BEFORE.search(text[: found.start()])
        and not _BEGINS_SENTENCE.search(text[: found.start()])
        for found in _PLACEHOLDER.finditer(text)
    )


def _atoms(text: str) -> Iterator[_Atom]:
    done = 0
    for found in _PLACEHOLDER.finditer(text):
        start, end = found.span()
        fallback = (found["fallback"] or "").strip()
        before = text[done:start]
        if fallback:
            yield _Atom(start, end, TOKEN, fallback)
        elif comma := _COMMA_BEFORE.search(before):
            yield _Atom(done + comma.start(), start, comma[0], "")
            yield _Atom(start, end, TOKEN, "")
        elif _BEGINS_SENTENCE.search(text[:start]):
            yield _Atom(start, end, TOKEN, "")
            end = yield from _capitalised(text, end)
        else:
            if before[-1:].isspace():
                yield _Atom(start - 1, start, before[-1], "")
            yield _Atom(start, end, TOKEN, "")
        done = end


def _capitalised(text: str, at: int) -> Generator[_Atom, None, int]:
    """Yield a sentence's start that begins with a name. Return its end."""
    start = _START.match(text, at)
    if start is None or start.end() == at:
        return at
    if start.start("marks") > at:
        yield _Atom(at, start.start("marks"), text[at : start.start("marks")], "")
    first = start["first"]
    if first and first != first.upper():
        yield _Atom(start.start("first"), start.end(), first, first.upper())
    return start.end()


def _cut(text: str, offset: int, atoms: Sequence[_Atom]) -> tuple[Piece, ...]:
    """Return the pieces of a part of a text that begins at an offset."""
    found: list[Piece] = []
    at = offset
    end = offset + len(text)
    for atom in atoms:
        start, stop = max(atom.start, offset), min(atom.end, end)
        if start >= stop:
            continue
        if start > at:
            found.append(text[at - offset : start - offset])
        gap = _part(atom, start, text[start - offset : stop - offset])
        if found and isinstance(found[-1], NameGap) and start == at:
            last = found.pop()
            gap = NameGap(last[0] + gap.named, last[1] + gap.nameless)
        found.append(gap)
        at = stop
    if at < end:
        found.append(text[at - offset :])
    return tuple(found)


def _part(atom: _Atom, start: int, inside: str) -> NameGap:
    """Return the portion in one span. The first span has the whole name."""
    is_first = start == atom.start
    if atom.named == TOKEN:
        return NameGap(TOKEN, atom.nameless) if is_first else NameGap("", "")
    return NameGap(inside, atom.nameless if is_first else "")
