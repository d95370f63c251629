"""Changes of single values in a TOML document, whose other lines stay as they are.

Only strings, lists of strings and arrays of tables of strings are written. The result is parsed
and compared, so that a document is either changed as asked, or not at all.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

from newsletter.errors import ConfigError
from newsletter.text.toml_statements import TomlStatement, comments_in, statements
from newsletter.text.toml_tables import TomlTables, with_entries
from newsletter.text.toml_writing import dotted, line_end, without, written

TomlValue: TypeAlias = "str | Sequence[str] | TomlTables | None"
TomlPath: TypeAlias = tuple[str, ...]

_NONE = TomlTables(())


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
    try:
        for path, value in changes.items():
            made = _changed(made, path, value)
        is_as_wanted = _filled(tomllib.loads(made)) == _filled(wanted)
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


def _filled(table: dict[str, Any]) -> dict[str, Any]:
    """Return a parsed document without empty tables, which say nothing."""
    inner = {key: _filled(one) if isinstance(one, dict) else one for key, one in table.items()}
    return {key: one for key, one in inner.items() if one != {}}


def _put(table: dict[str, Any], path: TomlPath, value: TomlValue) -> None:
    """Set or remove a value in a parsed document."""
    *above, key = path
    for name in above:
        found = table.get(name)
        if found is None:
            if value is None or value == _NONE:
                return
            found = table[name] = {}
        if not isinstance(found, dict):
            raise ConfigError("settings-not-editable", keys=[".".join(path)])
        table = found
    if value is None or value == _NONE:
        table.pop(key, None)
    elif isinstance(value, TomlTables):
        table[key] = [dict(one) for one in value.entries]
    else:
        table[key] = value if isinstance(value, str) else list(deepcopy(value))


def _changed(text: str, path: TomlPath, value: TomlValue) -> str:
    lines = tuple(statements(text))
    found = next((one for one in lines if one.path == path), None)
    if isinstance(value, TomlTables):
        before = _at(text, path)
        plain = without(text, found) if found is not None and before == [] else text
        return with_entries(plain, path, before or [], value.entries)
    end = line_end(text)
    if found is not None:
        if value is None:
            return without(text, found)
        first, last = found.value
        comments = comments_in(text[first:last])
        above = "".join(f"{one}{end}" for one in comments) if isinstance(value, str) else ""
        made = above + text[found.start : first] + written(value, end, comments)
        return text[: found.start] + made + text[last:]
    return text if value is None else _added(text, lines, path, written(value, end, []), end)


def _at(text: str, path: TomlPath) -> object:
    """Return a value of a document, or ``None``."""
    found: object = tomllib.loads(text)
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _added(
    text: str, lines: Sequence[TomlStatement], path: TomlPath, written: str, end: str
) -> str:
    """Add a key to its table, which is added itself if it is not there."""
    *above, key = path
    table = tuple(above)
    place, names = _place(text, lines, table, key)
    if place is None:
        between = "" if not text.strip() else end if text.endswith("\n") else end * 2
        return f"{text}{between}[{dotted(table)}]{end}{dotted((key,))} = {written}{end}"
    before = text[:place]
    if before and not before.endswith("\n"):
        before += end
    return f"{before}{dotted((*names, key))} = {written}{end}{text[place:]}"


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
