"""Front matter as people type it, which YAML would misread or reject."""

import re
from collections.abc import Container
from typing import TYPE_CHECKING, Final, NamedTuple

from newsletter.message import Message

if TYPE_CHECKING:
    import yaml

NULLS: Final = frozenset({"~", "null", "Null", "NULL"})  # read as empty, unless quoted

_ENTRY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(.*)")
_BLOCK = re.compile(r"[|>][0-9+-]{0,2}(?:[ \t]+#.*)?")  # a text on the lines below
_SINGLE = re.compile(r"'(?:[^']|'')*'(?:[ \t]+#.*)?")
_DOUBLE = re.compile(r"(\"(?:[^\"\\]|\\.)*\")(?:[ \t]+#.*)?")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(.))", re.DOTALL)
_ESCAPED = frozenset('0abt\tnvfre "/\\N_LP')  # YAML 1.1 §5.6
_REMARK = re.compile(r"(?:^|[ \t]+)#(?:[ \t].*)?$")  # but "#1" and "#rust" are words


def as_typed(source: str, keys: Container[str] | None = None) -> str:
    """Return front matter with the values of text keys quoted, line by line.

    A value extends to the end of its line, whatever signs it contains: colons, brackets,
    asterisks, quotation marks around its first words. A value that is quoted as a whole, or
    takes several lines, is left unchanged. ``# `` begins a comment.

    Args:
        source: The lines between the fences.
        keys: The keys whose value is text, or ``None`` for all.
    """
    lines = source.split("\n")
    for at, line in enumerate(lines):
        entry = _ENTRY.fullmatch(line)
        goes_on = at + 1 < len(lines) and re.match(r"[ \t]+\S", lines[at + 1])
        if entry is None or goes_on or (keys is not None and entry[1] not in keys):
            continue
        value = entry[2].strip(" \t")
        lines[at] = f"{entry[1]}: {_quoted(value)}"
    return "\n".join(lines)


def _quoted(value: str) -> str:
    if _SINGLE.fullmatch(value) or _BLOCK.fullmatch(value):
        return value
    if double := _DOUBLE.fullmatch(value):
        return _ESCAPE.sub(_escape, double[1])
    words = _REMARK.sub("", value)
    if not words or words in NULLS:
        return value
    doubled = words.replace("'", "''")
    return f"'{doubled}'"


def _escape(pair: re.Match[str]) -> str:
    """Return an escape unchanged. Double a backslash that begins none."""
    return pair[0] if pair[1] is None or pair[1] in _ESCAPED else f"\\{pair[0]}"


class Problem(NamedTuple):
    """Why front matter cannot be read, and the line, counted from 0."""

    message: Message
    line: int


def problem(source: str, error: "yaml.YAMLError") -> Problem:
    """Return the cause of a YAML parser's error in plain terms."""
    import yaml

    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem(Message("front-matter-odd-character"), 0)
    begun = any(what in (error.context or "") for what in ("quoted", "flow", "simple key"))
    mark = error.context_mark if begun and error.context_mark else error.problem_mark
    lines = source.split("\n")
    number = min(mark.line, len(lines) - 1)
    return Problem(_about(lines[number], error), number)


def _about(line: str, error: "yaml.MarkedYAMLError") -> Message:
    value = line.partition(":")[2].strip() or line.strip()
    if "quoted" in (error.context or "") and value[:1] in {'"', "'"}:
        return Message("front-matter-quote-open")
    if "flow" in (error.context or ""):
        return Message("front-matter-list-open")
    if line.startswith("\t"):
        return Message("front-matter-tab")
    if ":" not in line and not line.lstrip().startswith("- "):
        return Message("front-matter-no-colon")
    if line.startswith(" "):
        return Message("front-matter-indented")
    return Message("front-matter-unreadable")
