"""Removal of Markdown footnotes: the mark ``[^1]`` and its note ``[^1]: …``.

The syntax is that of PHP Markdown Extra, Pandoc and GitHub. A mark without a note is
kept, as is a note without a mark.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsletter.model.article import LeftOut, LeftOutKind

# unlike a power or a reference, "2^[3]", it has words
_INLINE = re.compile(
    r"\^\[(?=[^\]\n]{0,300}[^\W\d_]{2})((?:[^\[\]\n]|\[[^\[\]\n]{0,300}\]){1,1000})\](?!\()"
)
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)")
# the beginning of a note has no name here, because it is not a mark
_MARK = re.compile(r"^ {0,3}\[\^[^\]\s]+\]:|\[\^([^\]\s]+)\]")
_FURTHER = re.compile(r"(?: {2,}|\t)\s*\S")  # a further paragraph of the same note
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$")
# ends a paragraph without a blank line (CommonMark 0.31 §4.8)
_NEW_BLOCK = re.compile(
    r" {0,3}(?:#{1,6}[ \t]|>|[-*+][ \t]|1[.)][ \t]|```|~~~|(?:-[ \t]*){3,}$|(?:\*[ \t]*){3,}$)"
)


def without_notes(lines: Sequence[str], start: int) -> tuple[list[str], tuple[LeftOut, ...]]:
    """Return the lines without footnotes, and what was left out of them.

    The number of lines does not change. ``start`` is the index of the first line in the
    whole text.
    """
    kept = list(lines)
    if not any("[^" in line or "^[" in line for line in kept):
        return kept, ()
    code = in_code(kept)
    within = list(_without_inline_notes(kept, code, start))
    notes = dict(_notes(kept, code))
    marks = {
        name: at
        for at, line in enumerate(kept)
        if at not in code
        for name in _MARK.findall(line)
        if name in notes
    }
    taken = {at for name in marks for at in notes[name]}
    left_out = [_left_out(kept, name, [marks[name], *notes[name]], start) for name in marks]
    for at in sorted(taken):
        kept[at] = ""
    for at in {at for at, line in enumerate(kept) if at not in code and "[^" in line}:
        kept[at] = _MARK.sub(lambda mark: "" if mark[1] in marks else mark[0], kept[at])
    return kept, (*within, *left_out, *_headings_of_notes(lines, kept, taken, start))


def _without_inline_notes(kept: list[str], code: frozenset[int], start: int) -> Iterator[LeftOut]:
    """Remove the notes written at their place, ``^[…]`` of Pandoc, and yield a record of each."""
    for at, line in enumerate(kept):
        if "^[" in line and at not in code:
            for note in _INLINE.findall(line):
                yield LeftOut(LeftOutKind.FOOTNOTE, note, (start + at + 1,))
            kept[at] = _INLINE.sub("", line)


def in_code(lines: Sequence[str]) -> frozenset[int]:
    """Return the indices of the lines of fenced code."""
    found: set[int] = set()
    is_open = False
    for at, line in enumerate(lines):
        if fence := _FENCE.match(line):
            is_open = not is_open
        if is_open or fence:
            found.add(at)
    return frozenset(found)


def _notes(lines: Sequence[str], code: frozenset[int]) -> Iterator[tuple[str, list[int]]]:
    """Yield each note's name, with the lines that it takes."""
    at = 0
    while at < len(lines):
        found = None if at in code else _NOTE.match(lines[at])
        end = at + 1
        if found:
            while end < len(lines) and _goes_on(lines, end):
                end += 1
            yield found[1], [one for one in range(at, end) if lines[one].strip()]
        at = end


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Return whether a line below a note continues it: directly, or indented."""
    if not lines[at].strip():
        if not lines[at - 1].strip():
            return True  # as the blank line before it does
        following = next((line for line in lines[at:] if line.strip()), "")
        return _FURTHER.match(following) is not None
    is_next = bool(lines[at - 1].strip()) and not _NEW_BLOCK.match(lines[at])
    return not _NOTE.match(lines[at]) and (is_next or _FURTHER.match(lines[at]) is not None)


def _left_out(lines: Sequence[str], name: str, at: Sequence[int], start: int) -> LeftOut:
    mark, *note = at
    first, *rest = (lines[one].strip() for one in note)
    words = " ".join((f"[^{name}]", first.partition("]:")[2].strip(), *rest))
    return LeftOut(LeftOutKind.FOOTNOTE, words, tuple(start + one + 1 for one in (mark, *note)))


def _headings_of_notes(
    lines: Sequence[str], kept: list[str], taken: set[int], start: int
) -> Iterator[LeftOut]:
    """Remove headings with only notes below, and yield a record of each.

    A heading with a mark of its own belongs to the text.
    """
    headings = [at for at, line in enumerate(kept) if _HEADING.match(line)]
    for at, end in pairwise([*headings, len(kept)]):
        had = any(one in taken for one in range(at, end))
        if had and kept[at] == lines[at] and not any(line.strip() for line in kept[at + 1 : end]):
            found = _HEADING.match(lines[at])
            kept[at] = ""
            yield LeftOut(LeftOutKind.FOOTNOTE, found[1] if found else "", (start + at + 1,))
