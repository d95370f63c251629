"""Keys and values as they are written into a TOML document."""

import re
from collections.abc import Sequence
from typing import Final

from newsletter.text.toml_statements import TomlStatement, comments_in

_LONGEST_LINE: Final = 100  # characters of a list on one line
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
# What would not be seen, or would change the order in which a line is read.
_HIDDEN: Final = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def line_end(text: str) -> str:
    """Return the line end that a document uses."""
    return "\r\n" if "\r\n" in text else "\n"


def dotted(names: Sequence[str]) -> str:
    """Return a key of several parts, with quotation marks where they are needed."""
    return ".".join(name if _BARE.fullmatch(name) else quoted(name) for name in names)


def written(value: "str | Sequence[str]", end: str, comments: Sequence[str]) -> str:
    """Return a value as TOML. Comments take a line each, above the entries of a list."""
    if isinstance(value, str):
        return quoted(value)
    entries = [quoted(entry) for entry in value]
    line = f"[{', '.join(entries)}]"
    if len(line) <= _LONGEST_LINE and not comments:
        return line
    inner = [*comments, *(f"{entry}," for entry in entries)]
    return f"[{end}" + "".join(f"  {one}{end}" for one in inner) + "]"


def without(text: str, found: TomlStatement) -> str:
    """Remove a key or a header. A comment behind it, or in its value, stays on its own line."""
    end = "\r\n" if text[: found.end].endswith("\r\n") else "\n"
    kept = "".join(f"{one}{end}" for one in comments_of(text, found))
    return text[: found.start] + kept + text[found.end :]


def comments_of(text: str, found: TomlStatement) -> list[str]:
    """Return the comments of a statement, in its value and behind it."""
    first, last = found.value if found.key else (found.start, found.start)
    return [*comments_in(text[first:last]), *comments_in(text[last : found.end])]


def quoted(text: str) -> str:
    """Return a text between quotation marks."""
    return '"' + _HIDDEN.sub(lambda found: _escaped(found[0]), text) + '"'


def _escaped(sign: str) -> str:
    return _SHORT.get(sign) or f"\\u{ord(sign):04X}"
