"""Bullets pasted as plain text from Word and Google Docs, and bold lines from messengers.

Word's own bullets are letters of its symbol fonts, so that pasted items begin with
``·``, ``o`` and ``§`` by their depth, or with ``Ø``, ``ü`` and ``v``; Docs writes ``●``, ``○``
and ``■``. A tab or several blanks follow. Seen 2026-11.
"""

import re
from collections.abc import Iterator, Sequence

_BULLET = "• "
_DEEPER = "  "  # per level, as lists in plain text are indented
_SYMBOLS = "·•●○■□▪▫◦\uf0b7\uf0a7\uf0d8\uf0fc\uf076"  # from the private use area: Symbol, Wingdings
_BLANK = r"[ \t\xa0]"
_APART = re.compile(
    rf"(?P<indent>{_BLANK}*)"
    rf"(?P<mark>[{_SYMBOLS}](?={_BLANK})|[o§](?=\t|{_BLANK}{{2}})|[Øüv](?=\t)){_BLANK}+(?=\S)"
)
# Only directly below another bullet. Elsewhere it is a word, or refers to a paragraph.
_BELOW = re.compile(rf"(?P<indent>{_BLANK}*)(?P<mark>[o§]){_BLANK}+(?=\S)")
# WhatsApp, Signal and Slack copy a bold line as *words*, and a slanted one as _words_. Within
# a sentence the same marks may be the writer's own.
_EMPHASIS = re.compile(
    r"(\s*(?:💡\ufe0f?\s*)?)([*_]{1,3})(?=\S)([^*_]+)(?<=\S)\2"
    r"(?:(?=\s*(?:[:–—]|$))|(?<=:[*_])(?=\s)|(?<=:[*_]{2})(?=\s)|(?<=:[*_]{3})(?=\s))"
)
_NAMED_BULB, _BULB = ":bulb:", "\N{ELECTRIC LIGHT BULB}"
_REFERENCE = re.compile(r"\s*§[ \xa0]*\d")


def with_plain_bullets(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, with pasted bullets as ordinary ones, indented by depth."""
    marks: list[str] = []  # of the list so far, outermost first
    below = False
    for line in lines:
        found = _mark(line, below=below)
        below = found is not None
        if found is None:
            marks = [] if line.strip() else marks
            yield line
            continue
        mark = found["mark"]
        marks = [*marks[: marks.index(mark)], mark] if mark in marks else [*marks, mark]
        indent = found["indent"] or _DEEPER * (len(marks) - 1)
        yield f"{indent}{_BULLET}{line[found.end() :]}"


def without_emphasis(line: str) -> str:
    """Return a line without the marks around it, or around the label that begins it.

    A bulb may precede them.
    """
    return _EMPHASIS.sub(r"\1\3", line, count=1) if _EMPHASIS.match(line) else line


def with_signs(line: str) -> str:
    """Return a line with bulbs for their short names, as Slack and GitHub write them."""
    return line.replace(_NAMED_BULB, _BULB) if _NAMED_BULB in line else line


def _mark(line: str, *, below: bool) -> re.Match[str] | None:
    if _REFERENCE.match(line):
        return None
    return _APART.match(line) or (_BELOW.match(line) if below else None)
