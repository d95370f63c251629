"""Front matter as ``front_matter.entry`` writes it, read without YAML (25 ms to import).

Only lines that YAML reads in the same way are accepted; a property test compares
the two.
"""

import re
from collections.abc import Sequence

NULLS = frozenset({"~", "null", "Null", "NULL"})  # without quotes they are no text

_COMMENT_OR_BLANK = re.compile(r"#.*|")
# A plain scalar (YAML 1.1 §9.1.3) that begins with a letter or digit: a colon or a hash in it has
# no white space beside it. In single quotes two of them are one; in double ones no escape.
_ENTRY = re.compile(
    r"(?P<key>[a-z_]{1,40}):(?: +(?:"
    r"(?P<plain>[^\W_](?:[^:#]|:(?=[^ ])|(?<=[^ ])#)*)"
    r"|'(?P<single>(?:[^']|'')*)'"
    r"|\"(?P<double>[^\"\\]*)\""
    r"|\[(?P<list>[a-z0-9][a-z0-9-]*(?:, [a-z0-9][a-z0-9-]*)*)\]"
    r")?)? *"
)


def flat_entries(source: str) -> Sequence[tuple[int, tuple[str, str | tuple[str, ...]]]] | None:
    """Return each key and value with its line, counted from 0; ``None`` if it takes YAML."""
    found: list[tuple[int, tuple[str, str | tuple[str, ...]]]] = []
    for at, line in enumerate(source.split("\n")):
        if not line.isprintable():
            return None
        if _COMMENT_OR_BLANK.fullmatch(line):
            continue
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            return None
        found.append((at, (entry["key"], _value(entry))))
    return found


def _value(entry: re.Match[str]) -> str | tuple[str, ...]:
    if entry["list"] is not None:
        return tuple(_text(item) for item in entry["list"].split(", "))
    if entry["plain"] is not None:
        return _text(entry["plain"].rstrip(" "))
    return (entry["single"] or "").replace("''", "'") or entry["double"] or ""


def _text(plain: str) -> str:
    return "" if plain in NULLS else plain
