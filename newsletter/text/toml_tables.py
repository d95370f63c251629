"""Changes of an array of tables in a TOML document: entries are added, changed and removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from newsletter.errors import ConfigError
from newsletter.text.toml_statements import TomlStatement, statements
from newsletter.text.toml_writing import comments_of, dotted, line_end, quoted, without


@dataclass(frozen=True, slots=True)
class TomlTables:
    """The entries of an array of tables, each with its values by key. An empty array is removed."""

    entries: tuple[Mapping[str, str], ...]


def with_entries(
    text: str, path: tuple[str, ...], before: object, wanted: Sequence[Mapping[str, str]]
) -> str:
    """Return a document with other entries in an array of tables.

    Entries that are as they were stay as they are written; those between them are changed in
    their places. Every comment stays, also that of a removed entry.

    Args:
        text: The document.
        path: The name of the array.
        before: Its entries as parsed.
        wanted: Its new entries.

    Raises:
        ConfigError: The document has it in another form, or tables in its entries.
    """
    there = _entries(text, path)
    has_more = any(_is_below(one.header, path) for one in statements(text))
    if not isinstance(before, list) or len(there) != len(before) or has_more:
        raise ConfigError("settings-not-editable", keys=[".".join(path)])
    blocks = SequenceMatcher(a=list(map(_print, before)), b=list(map(_print, wanted)))
    for kind, first, last, new, end in reversed(blocks.get_opcodes()):  # places before stay
        if kind == "equal":
            continue
        common = min(last - first, end - new)
        for place in range(first + common, last)[::-1]:
            text = _removed(text, _entries(text, path)[place])
        for entry in reversed(wanted[new + common : end]):
            text = _inserted(text, path, first + common, entry)
        for place in range(common):
            text = _changed(text, path, first + place, wanted[new + place])
    return text


def _is_below(header: tuple[str, ...], path: tuple[str, ...]) -> bool:
    return len(header) > len(path) and header[: len(path)] == path


def _print(entry: object) -> str:
    return repr(sorted(entry.items())) if isinstance(entry, Mapping) else repr(entry)


def _entries(text: str, path: tuple[str, ...]) -> list[list[TomlStatement]]:
    """Return the statements of each entry, from its header to the next one."""
    found: list[list[TomlStatement]] = []
    for one in statements(text):
        if one.header == path and one.table is None:
            if one.is_header:
                found.append([])
            found[-1].append(one)
    return found


def _removed(text: str, entry: Sequence[TomlStatement]) -> str:
    """Remove an entry, but not what is said in it; the blank line above it is enough."""
    end = line_end(text)
    kept = "".join(f"{said}{end}" for one in entry for said in comments_of(text, one))
    return text[: entry[0].start] + kept + text[entry[-1].end :]


def _inserted(text: str, path: tuple[str, ...], place: int, entry: Mapping[str, str]) -> str:
    """Add an entry behind the one before its place, or at the end of the document."""
    end, there = line_end(text), _entries(text, path)
    first = there[0][0].start if there else len(text)
    at = _last_of(there[place - 1]).end if place else first
    before, behind = text[:at], text[at:]
    if before and not before.endswith("\n"):
        before += end
    lines = [f"[[{dotted(path)}]]", *(f"{dotted((key,))} = {quoted(entry[key])}" for key in entry)]
    gap = end if before.strip() and not before.endswith(end * 2) else ""
    follows = end if place == 0 and there else ""
    return f"{before}{gap}{end.join(lines)}{end}{follows}{behind}"


def _changed(text: str, path: tuple[str, ...], place: int, wanted: Mapping[str, str]) -> str:
    """Set the values of an entry, and remove the keys that it no longer has."""
    for one in reversed(_entries(text, path)[place]):
        if one.key and one.key[0] not in wanted:
            text = without(text, one)
    for key, value in wanted.items():
        entry = _entries(text, path)[place]
        found = next((one for one in entry if one.key == (key,)), None)
        if found is None:
            at = _last_of(entry).end
            before = text[:at] if text[:at].endswith("\n") else text[:at] + line_end(text)
            line = f"{dotted((key,))} = {quoted(value)}{line_end(text)}"
            text = before + line + text[at:]
        else:
            first, last = found.value
            text = text[:first] + quoted(value) + text[last:]
    return text


def _last_of(entry: Sequence[TomlStatement]) -> TomlStatement:
    """Return the last key of an entry, or its header."""
    return [one for one in entry if one.key or one.is_header][-1]
