"""The page of all settings, written from the types that hold them, so that neither can forget the other."""

import dataclasses
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from typing import Any, cast, get_args, get_origin, get_type_hints

from newsletter.config import TABLES, PublicationSettings, WebhookSettings
from newsletter.model.secret import Secret
from newsletter.providers import names, settings_type

HEAD = """# Settings

Every table and key of `newsletter.toml`; in a `pyproject.toml` they stand under `[tool.newsletter]`. From the environment
or `.env` a key is `NEWSLETTER_` + table + key: `NEWSLETTER_SCHEDULE_SLOTS="sun 08:00"`. Times carry their unit: `"6 h"`,
`"30 s"`, `"2 d"`. This page is written from the code; `make accept` rewrites it.
"""
PROVIDER = """
## [provider]

| key | default | meaning |
|---|---|---|
| `name` | `"outbox"` | Which of the providers below mail goes through. |
"""
_UNITS = ((604_800, "w"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def page() -> str:
    parts = [HEAD, section("The publication (no table)", PublicationSettings)]
    for name, kind in TABLES.items():
        parts += [section(f"[{name}]", kind), *inner(name, kind)]
    parts += [section("[webhooks.NAME]", WebhookSettings), PROVIDER]
    parts += [section(f"[provider.{name}]", settings_type(name)) for name in names()]
    return "".join(parts)


def inner(table: str, kind: type[Any]) -> Iterator[str]:
    """The tables of which a table holds a list, such as ``[[privacy.recipients]]``."""
    for key, hint in get_type_hints(kind).items():
        for entry in get_args(hint) if get_origin(hint) is tuple else ():
            if dataclasses.is_dataclass(entry) and not hasattr(entry, "parse"):
                yield section(f"[[{table}.{key}]]", cast("type[Any]", entry))


def section(title: str, kind: type[Any]) -> str:
    told = meanings(kind)
    rows = [
        f"| `{field.name}` | {default(field)} | {told.get(field.name, '')} |"
        for field in dataclasses.fields(kind)
        if field.init
    ]
    sentence = (inspect.getdoc(kind) or "").splitlines()[0].replace("``", "`")
    table = "\n".join(["| key | default | meaning |", "|---|---|---|", *rows])
    return f"\n## {title}\n\n{sentence}\n\n{table}\n" if rows else f"\n## {title}\n\n{sentence}\n"


def meanings(kind: type[Any]) -> Mapping[str, str]:
    """What the docstring says of each attribute."""
    found: dict[str, str] = {}
    key = ""
    for line in (inspect.getdoc(kind) or "").partition("Attributes:")[2].splitlines():
        if named := re.match(r"^    (\w+): (.*)", line):
            key = named[1]
            found[key] = named[2]
        elif key and line.strip():
            found[key] += f" {line.strip()}"
    return {name: text.replace("``", "`").replace("|", "\\|") for name, text in found.items()}


def default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        value = field.default
    elif field.default_factory is not dataclasses.MISSING:
        value = field.default_factory()
    else:
        return "must be set"
    match value:
        case None | "" | () | Secret():
            return "–"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"`{value}`"
        case timedelta():
            return f"`{duration(value)}`"
        case Enum():
            return f'`"{value.value}"`'
        case Mapping():
            return f"{len(value)} entries" if value else "–"
        case tuple() | frozenset():
            return (
                f"`{json.dumps([str(entry) for entry in value], ensure_ascii=False)}`"
                if value
                else "–"
            )
        case _:
            return f"`{json.dumps(str(value), ensure_ascii=False)}`"


def duration(value: timedelta) -> str:
    seconds = value.total_seconds()
    size, unit = next(
        ((size, unit) for size, unit in _UNITS if seconds >= size and seconds % size == 0), (1, "s")
    )
    return f'"{seconds / size:g} {unit}"'
