"""Changes of single values in a TOML document, whose other lines stay as they are.

Only strings and lists of strings are written. The result is parsed and compared, so that a
document is either changed as asked, or not at all.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, TypeAlias

from newsletter.errors import ConfigError
from newsletter.text.toml_statements import TomlStatement, comments_in, statements

TomlValue: TypeAlias = "str | Sequence[str] | None"
TomlPath: TypeAlias = tuple[str, ...]

_LONGEST_LINE: Final = 100  # characters of a list on one line
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
# What would not be seen, or would change the order in which a line is read.
_HIDDEN: Final = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def edited(text: str, changes: Mapping[TomlPath, TomlValue]) -> str:
    """Return a document with other values. Comments, order and other keys stay.

    Args:
        text: The document, with its own line ends.
        changes: New values by key, with the tables above it. ``None`` removes a key.

    Raises:
        ConfigError: The document is not TOML, or has a key in a form that is not changed here,
            such as in a table on one line.
    """
    wanted = _parsed(text)
    for path, value in changes.items():
        _put(wanted, path, value)
    made = text
    for path, value in changes.items():
        made = _changed(made, path, value)
    try:
        is_as_wanted = tomllib.loads(made) == wanted
    except tomllib.TOMLDecodeError:
        is_as_wanted = False
    if not is_as_wanted:
        raise ConfigError("settings-not-editable", keys=[".".join(path) for path in changes])
    return made


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("settings-not-toml", file="", reason=str(error)) from error


def _put(table: dict[str, Any], path: TomlPath, value: TomlValue) -> None:
    """Set or remove a value in a parsed document."""
    *above, key = path
    for name in above:
        found = table.get(name)
        if found is None:
            if value is None:
                return
            found = table[name] = {}
        if not isinstance(found, dict):
            raise ConfigError("settings-not-editable", keys=[".".join(path)])
        table = found
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value if isinstance(value, str) else list(deepcopy(value))


def _changed(text: str, path: TomlPath, value: TomlValue) -> str:
    lines = tuple(statements(text))
    found = next((one for one in lines if one.path == path), None)
    end = "\r\n" if "\r\n" in text else "\n"
    if found is not None:
        if value is None:
            return _without(text, found)
        first, last = found.value
        written = _written(value, end, comments_in(text[first:last]))
        return text[:first] + written + text[last:]
    return text if value is None else _added(text, lines, path, _written(value, end, []), end)


def _without(text: str, found: TomlStatement) -> str:
    """Remove a key. A comment behind its value, or in it, stays on a line of its own."""
    first, last = found.value
    kept = [*comments_in(text[first:last]), *comments_in(text[last : found.end])]
    end = "\r\n" if text[: found.end].endswith("\r\n") else "\n"
    return text[: found.start] + "".join(f"{one}{end}" for one in kept) + text[found.end :]


def _added(
    text: str, lines: Sequence[TomlStatement], path: TomlPath, written: str, end: str
) -> str:
    """Add a key to its table, which is added itself if it is not there."""
    *above, key = path
    table = tuple(above)
    place, names = _place(text, lines, table, key)
    if place is None:
        between = "" if not text.strip() else end if text.endswith("\n") else end * 2
        return f"{text}{between}[{_dotted(table)}]{end}{_dotted((key,))} = {written}{end}"
    before = text[:place]
    if before and not before.endswith("\n"):
        before += end
    return f"{before}{_dotted((*names, key))} = {written}{end}{text[place:]}"


def _place(
    text: str, lines: Sequence[TomlStatement], table: TomlPath, key: str
) -> tuple[int | None, TomlPath]:
    """Return where a key is added, and what its name begins with there.

    It is behind a comment that shows the key, or behind the last key of its table.
    """
    own = [one for one in lines if one.table == table]
    if not table or any(one.is_header for one in own):
        shown = re.compile(rf"[ \t]*#[ \t]*{re.escape(key)}[ \t]*=")
        examples = [one for one in own if not one.key and shown.match(text, one.start)]
        behind = examples or [one for one in own if one.key or one.is_header]
        return (behind[-1].end if behind else 0), ()
    # a table that has no header of its own, because its keys are dotted
    dotted = [one for one in lines if one.path is not None and _is_in(one, table)]
    if not dotted:
        return None, ()
    last = dotted[-1]
    return last.end, table[len(last.table or ()) :]


def _is_in(one: TomlStatement, table: TomlPath) -> bool:
    path = one.path or ()
    return len(one.table or ()) < len(table) < len(path) and path[: len(table)] == table


def _dotted(names: TomlPath) -> str:
    return ".".join(name if _BARE.fullmatch(name) else _quoted(name) for name in names)


def _written(value: "str | Sequence[str]", end: str, comments: Sequence[str]) -> str:
    """Return a value as TOML. Comments take a line each, above the entries of a list."""
    if isinstance(value, str):
        return _quoted(value)
    entries = [_quoted(entry) for entry in value]
    line = f"[{', '.join(entries)}]"
    if len(line) <= _LONGEST_LINE and not comments:
        return line
    inner = [*comments, *(f"{entry}," for entry in entries)]
    return f"[{end}" + "".join(f"  {one}{end}" for one in inner) + "]"


def _quoted(text: str) -> str:
    return '"' + _HIDDEN.sub(lambda found: _escaped(found[0]), text) + '"'


def _escaped(sign: str) -> str:
    return _SHORT.get(sign) or f"\\u{ord(sign):04X}"
