"""The statements of a TOML document, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BLANKS: Final = re.compile(r"[ \t]*")
_WORD: Final = re.compile(r"[^#\r\n]*")
_REST_OF_LINE: Final = re.compile(r"[^\n]*\n?")
_ESCAPED: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TomlStatement:
    """A line or several: a header of a table, a key with its value, or neither.

    Attributes:
        start: Where its first line begins.
        end: Behind its last line, with its line end.
        table: The table that it is in; for a header, the table that it opens. ``None`` in
            an array of tables, whose entries have no path.
        header: The name in the header above it, also of an array; empty if there is none.
        key: The key, which may be dotted; empty for other lines.
        value: Where the value begins and ends; ``(0, 0)`` for other lines.
        is_header: Whether it opens a table.
    """

    start: int
    end: int
    table: tuple[str, ...] | None
    header: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    value: tuple[int, int] = (0, 0)
    is_header: bool = False

    @property
    def path(self) -> tuple[str, ...] | None:
        """The key with the tables above it; ``None`` if it has no such path, or is no key."""
        return (*self.table, *self.key) if self.key and self.table is not None else None


def statements(text: str) -> Iterator[TomlStatement]:
    """Yield the statements of a valid document, in order. Together they are the whole text.

    For an invalid document they are undefined.
    """
    at = 0
    named: tuple[str, ...] = ()
    inside: tuple[str, ...] | None = named
    arrays: list[tuple[str, ...]] = []
    while at < len(text):
        begin = _after(_BLANKS, text, at)
        sign = text[begin : begin + 1]
        if sign == "[":
            is_array = text.startswith("[[", begin)
            named, _ = _key(text, begin + 1 + is_array)
            if is_array:
                arrays.append(named)
            inside = None if any(named[: len(one)] == one for one in arrays) else named
            end = _after(_REST_OF_LINE, text, begin)
            yield TomlStatement(start=at, end=end, table=inside, header=named, is_header=True)
        elif sign in {"", "#", "\n", "\r"}:
            end = _after(_REST_OF_LINE, text, begin)
            yield TomlStatement(start=at, end=end, table=inside, header=named)
        else:
            key, behind = _key(text, begin)
            first = _after(_BLANKS, text, behind + 1)  # behind the equals sign
            last = _end_of_value(text, first)
            end = _after(_REST_OF_LINE, text, last)
            value = (first, last)
            yield TomlStatement(start=at, end=end, table=inside, header=named, key=key, value=value)
        at = end


def comments_in(value: str) -> list[str]:
    """Return the comments in a value that takes several lines."""
    found, at = [], 0
    while at < len(value):
        if value[at] == "#":
            end = value.find("\n", at)
            end = len(value) if end < 0 else end
            found.append(value[at:end].rstrip())
            at = end
        else:
            at = _end_of_string(value, at) if value[at] in "\"'" else at + 1
    return found


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return at if found is None else found.end()


def _key(text: str, at: int) -> tuple[tuple[str, ...], int]:
    """Return a key that may be dotted and quoted, and where the sign behind it is."""
    parts: list[str] = []
    while at < len(text):
        at = _after(_BLANKS, text, at)
        end = (
            _end_of_string(text, at) if text[at : at + 1] in {'"', "'"} else _after(_BARE, text, at)
        )
        parts.append(_plain(text[at:end]))
        at = _after(_BLANKS, text, end)
        if text[at : at + 1] != ".":
            break
        at += 1
    return tuple(parts), at


def _plain(written: str) -> str:
    """Return a part of a key without its quotation marks and escapes."""
    if written[:1] == '"':
        return _ESCAPED.sub(lambda found: _unescaped(found[0]), written[1:-1])
    return written[1:-1] if written[:1] == "'" else written


def _unescaped(written: str) -> str:
    sign, digits = written[1], written[2:]
    if sign in "uU":
        return chr(int(digits, 16))
    return {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}.get(sign, sign)


def _end_of_value(text: str, at: int) -> int:
    """Return where a value ends: a string, an array or a table with what is in it, or a word."""
    if text[at : at + 1] in {'"', "'"}:
        return _end_of_string(text, at)
    if text[at : at + 1] not in {"[", "{"}:
        end = _after(_WORD, text, at)
        return at + len(text[at:end].rstrip())
    depth = 0
    while at < len(text):
        sign = text[at]
        if sign in "\"'":
            at = _end_of_string(text, at)
            continue
        if sign == "#":
            at = _after(_REST_OF_LINE, text, at)
            continue
        depth += (sign in "[{") - (sign in "]}")
        at += 1
        if depth == 0:
            break
    return at


def _end_of_string(text: str, at: int) -> int:
    """Return where a string ends, of one line or of several."""
    sign = text[at]
    is_literal, triple = sign == "'", sign * 3
    if not text.startswith(triple, at):
        return _closed(text, at + 1, sign, is_literal=is_literal)
    end = _closed(text, at + 3, triple, is_literal=is_literal)
    while text[end : end + 1] == sign and end < len(text):  # up to two marks belong to the text
        end += 1
    return end


def _closed(text: str, at: int, marks: str, *, is_literal: bool) -> int:
    """Return the place behind the marks that close a string."""
    while at < len(text) and not text.startswith(marks, at):
        at += 2 if text[at] == "\\" and not is_literal else 1
    return min(at + len(marks), len(text))
