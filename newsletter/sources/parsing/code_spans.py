"""Code in Markdown that is not fenced: indented lines, and spans within the text.

A span may go over several lines of a paragraph (CommonMark 0.31 §6.1).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

_Span: TypeAlias = tuple[int, int]  # where it begins and ends in its line
_SIGN = re.compile(r"`+|\0")  # the second may be anywhere in a file, and is kept as it is
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)*")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+\S")


def indented_code(lines: Sequence[str]) -> Iterator[int]:
    """Yield the indices of lines that are code because they are indented, outside lists."""
    is_code = in_list = False
    after_blank = True
    for at, line in enumerate(lines):
        if not line.strip():
            after_blank = True
            continue
        is_indented = line.startswith(("    ", "\t"))
        is_code = is_indented and not in_list and (after_blank or is_code)
        if is_code:
            yield at
        elif not is_indented:
            in_list = bool(_ITEM.match(line)) or (in_list and not after_blank)
        after_blank = False


def code_spans(lines: Sequence[str], code: Collection[int]) -> Mapping[int, Sequence[_Span]]:
    """Return the spans of code in each line, without the lines of ``code``."""
    found: dict[int, list[_Span]] = {}
    for paragraph in _paragraphs(lines, code):
        for at, span in _spans(lines, paragraph):
            found.setdefault(at, []).append(span)
    return found


def _paragraphs(lines: Sequence[str], code: Collection[int]) -> Iterator[list[int]]:
    """Yield the lines that one span of code may go over."""
    run: list[int] = []
    depth = 0
    for at, line in enumerate(lines):
        marks = line[: _begins(line)].count(">")
        text = line[_begins(line) :]
        is_text = at not in code and bool(text.strip())
        if run and (not is_text or marks != depth or _ITEM.match(text) or _HEADING.match(text)):
            yield run
            run = []
        if is_text:
            run.append(at)
            depth = marks
        if run and _HEADING.match(text):
            yield run
            run = []
    if run:
        yield run


def _spans(lines: Sequence[str], paragraph: Sequence[int]) -> Iterator[tuple[int, _Span]]:
    """Yield each line's part of the spans of code in a paragraph."""
    signs = [
        (at, sign) for at in paragraph for sign in _SIGN.finditer(lines[at], _begins(lines[at]))
    ]
    ends = _ends([sign[0] for _, sign in signs])
    number = 0
    while number < len(signs):
        first, opened = signs[number]
        last, closed = signs[ends[number]]
        if opened[0] == "\0" or closed is not opened:
            for at in range(first, last + 1):
                begin = opened.start() if at == first else _begins(lines[at])
                yield at, (begin, closed.end() if at == last else len(lines[at]))
        number = ends[number] + 1


def _ends(signs: Sequence[str]) -> list[int]:
    """Return for each sign the index of the next one like it, which closes it, or its own."""
    ends = list(range(len(signs)))
    later: dict[str, int] = {}
    for number in reversed(range(len(signs))):
        if signs[number] != "\0":
            ends[number] = later.get(signs[number], number)
            later[signs[number]] = number
    return ends


def _begins(line: str) -> int:
    """Return where the text of a line begins, after the marks of a quote."""
    found = _QUOTED.match(line)
    return found.end() if found else 0
