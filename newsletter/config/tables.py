"""Converts tables of a settings file to frozen values, collecting all mistakes.

A settings type is a frozen dataclass. Its fields say what a key may hold, and a
field without a default is a required key.
"""

import dataclasses
import math
import re
import typing
from collections.abc import Callable, Mapping
from datetime import timedelta, tzinfo
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from newsletter.audience.addresses import parse as parse_address
from newsletter.errors import ConfigError, NewsletterError
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.secret import Secret

T = TypeVar("T")

ENVIRONMENT: Final = "NEWSLETTER_"  # how the names of its variables begin

_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*(s|min|h|d|w)")


def fill(cls: type[T], table: Mapping[str, Any], where: str, problems: list[Message]) -> T | None:
    """Return a settings value from a table, or ``None`` if there were mistakes.

    Args:
        cls: The frozen dataclass that a package declares.
        table: Keys and values as TOML gives them.
        where: The table's name in the file, such as ``[tool.newsletter.pace]``.
        problems: One message is added for each mistake.
    """
    before = len(problems)
    hints = typing.get_type_hints(cls)
    fields = {field.name: field for field in dataclasses.fields(cls) if field.init}  # type: ignore[arg-type]  # T is always a dataclass
    problems.extend(_misspelt(table, fields, where))
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in table:
            try:
                values[name] = convert(table[name], hints[name])
            except (ValueError, TypeError, NewsletterError) as error:
                problems.append(
                    Message("setting-wrong", where=where, key=name, problem=problem_of(error))
                )
        elif field.default is field.default_factory is dataclasses.MISSING:
            problems.append(Message("setting-missing", where=where, key=name))
    if len(problems) > before:
        return None
    try:
        return cls(**values)
    except (ValueError, NewsletterError) as error:  # from a check in ``__post_init__``
        problems.append(Message("settings-wrong", where=where, problem=problem_of(error)))
        return None


def with_environment(
    kind: type[Any], table: Mapping[str, Any], around: Mapping[str, str], names: tuple[str, ...]
) -> dict[str, Any]:
    """Return a table overridden by the environment. Lists are comma-separated."""
    merged = dict(table)
    for field in dataclasses.fields(kind):
        name = ENVIRONMENT + "_".join((*names, field.name)).upper()
        if around.get(name):
            is_list = str(field.type).startswith(("tuple", "frozenset"))
            merged[field.name] = (
                [part.strip() for part in around[name].split(",")] if is_list else around[name]
            )
    return merged


def problem_of(error: Exception) -> Message:
    """Return what is wrong: the message of an error of ours, else the error's own text."""
    if isinstance(error, NewsletterError):
        return error.problem
    return Message.in_own_words(str(error))


def _misspelt(table: Mapping[str, Any], fields: Mapping[str, Any], where: str) -> list[Message]:
    found = []
    for key in table:
        if key not in fields:
            near = get_close_matches(key, fields, n=1)
            known = ", ".join(sorted(fields))
            unknown = Message("setting-unknown", where=where, key=key, known=known)
            found.append(
                Message("setting-misspelt", where=where, key=key, known=known, meant=near[0])
                if near
                else unknown
            )
    return found


def convert(value: Any, kind: Any) -> Any:
    """Return a TOML value as the type of a field.

    Raises:
        ConfigError: The value does not fit. The message says what would.
    """
    origin = typing.get_origin(kind)
    if origin in (typing.Union, UnionType):
        return _convert_union(value, typing.get_args(kind))
    if origin in (tuple, frozenset):
        return _convert_many(value, kind, origin)
    if origin in (dict, Mapping):
        return _convert_mapping(value, typing.get_args(kind)[1])
    if kind in _READERS:
        return _READERS[kind](value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(value, kind)
    if hasattr(kind, "parse"):
        return kind.parse(_text(value))
    if dataclasses.is_dataclass(kind):
        return _convert_table(value, typing.cast("type[Any]", kind))
    raise TypeError(f"no setting can hold a {kind}")


def _convert_union(value: Any, kinds: tuple[Any, ...]) -> Any:
    last: Exception = ConfigError("value-fits-nothing", value=repr(value))
    for kind in (kind for kind in kinds if kind is not NoneType):
        try:
            return convert(value, kind)
        except (ValueError, NewsletterError) as error:
            last = error
    raise last


def _convert_many(value: Any, kind: Any, origin: Callable[[Any], Any]) -> Any:
    if not isinstance(value, list):
        raise ConfigError("value-no-list", value=repr(value))
    wanted = typing.get_args(kind)[0]
    is_written_as_text = wanted in _READERS or hasattr(wanted, "parse")
    if dataclasses.is_dataclass(wanted) and not is_written_as_text:
        tables = typing.cast("type[Any]", wanted)
        return origin(
            _convert_table(entry, tables, f"#{place}") for place, entry in enumerate(value, 1)
        )
    return origin(convert(entry, wanted) for entry in value)


def _convert_mapping(value: Any, kind: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError("value-no-table")
    return {str(key): convert(entry, kind) for key, entry in value.items()}


def _convert_table(value: Any, kind: type[Any], where: str = "…") -> Any:
    if not isinstance(value, dict):
        raise ConfigError("value-no-table")
    problems: list[Message] = []
    filled = fill(kind, value, where, problems)
    if problems:
        raise ConfigError(*problems)
    return filled


def _member(value: Any, kind: type[Enum]) -> Enum:
    for member in kind:
        if isinstance(value, str) and value in {member.value, member.name.lower()}:
            return member
    known = ", ".join(str(member.value) for member in kind)
    raise ConfigError("value-no-choice", value=repr(value), known=known)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigError("value-no-text", value=repr(value))
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not (
        isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal())
    ):
        raise ConfigError("value-no-whole-number", value=repr(value))
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise ConfigError("value-no-number", value=repr(value))
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ConfigError("value-no-number", value=repr(value)) from None
    if not math.isfinite(number):  # TOML has inf and nan, which pass every limit or none
        raise ConfigError("value-no-number", value=repr(value))
    return number


def _truth(value: Any) -> bool:
    if value in (True, "true", "yes", "1"):
        return True
    if value in (False, "false", "no", "0"):
        return False
    raise ConfigError("value-no-truth", value=repr(value))


def _duration(value: Any) -> timedelta:
    found = _QUANTITY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ConfigError("value-no-duration", value=repr(value))
    try:
        return timedelta(**{_UNITS[found[2]]: float(found[1])})
    except OverflowError:
        raise ConfigError("value-too-long", value=repr(value)) from None


def _zone(value: Any) -> ZoneInfo:
    try:
        return ZoneInfo(_text(value))
    except (KeyError, ValueError, OSError):
        raise ConfigError("value-no-time-zone", value=repr(value)) from None


_READERS: dict[Any, Callable[[Any], Any]] = {
    str: _text,
    int: _whole,
    float: _number,
    bool: _truth,
    timedelta: _duration,
    ZoneInfo: _zone,
    tzinfo: _zone,
    Path: lambda value: Path(_text(value)),
    Secret: lambda value: Secret(_text(value)),
    EmailAddress: lambda value: parse_address(_text(value)),
}
