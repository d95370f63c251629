"""The sandbox's knobs: faults as JSON, on the command line and in ``/sandbox/knobs``."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from newsletter.errors import ConfigError
from newsletter.testing.faults import Fault, Faults


def read(text: str) -> Faults:
    """Read a line of JSON, such as ``newsletter sandbox --knobs`` accepts.

    Raises:
        ConfigError: It is not a JSON object, or has unknown names.
    """
    try:
        table = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"sandbox knobs: not JSON: {error}") from error
    if not isinstance(table, dict):
        raise ConfigError("sandbox knobs: give a JSON object")
    return turned(Faults(), table)


def turned(faults: Faults, table: Mapping[str, Any]) -> Faults:
    """Return the faults with the values of the table in place of their own.

    Raises:
        ConfigError: A name is unknown, or a value is of the wrong kind.
    """
    values = {field.name: getattr(faults, field.name) for field in fields(faults)}
    unknown = sorted(set(table) - set(values))
    if unknown:
        raise ConfigError(f"the sandbox has no knob {unknown[0]!r}, only {sorted(values)}")
    for name, value in table.items():
        values[name] = _READERS[name](name, value)
    return Faults(**values)


def as_table(faults: Faults) -> dict[str, Any]:
    """Return the faults in the form that ``turned`` reads."""
    return asdict(faults)


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a number from 0 up")
    return float(value)


def _signed_number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a number")
    return float(value)


def _number_or_none(name: str, value: object) -> float | None:
    return None if value is None else _number(name, value)


def _truth(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"sandbox knob {name}: {value!r} is neither true nor false")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a text")
    return value


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a list of addresses")
    return tuple(value)


def _faults(name: str, value: object) -> tuple[Fault, ...]:
    if not isinstance(value, list | tuple):
        raise ConfigError(f"sandbox knob {name}: {value!r} is not a list of faults")
    return tuple(_fault(one) for one in value)


def _fault(value: object) -> Fault:
    known = [field.name for field in fields(Fault)]
    if not isinstance(value, Mapping) or "answer" not in value:
        raise ConfigError(f"sandbox fault: {value!r} is not an object with an answer")
    unknown = sorted(set(value) - set(known))
    if unknown:
        raise ConfigError(f"sandbox fault: has no {unknown[0]!r}, only {known}")
    try:
        return Fault(**{**value, "at": tuple(value.get("at", ()))})
    except TypeError as error:
        raise ConfigError(f"sandbox fault: {value!r}: {error}") from error


_READERS = {
    "seed": lambda name, value: int(_number(name, value)),
    "index_lag_seconds": _number,
    "index_keeps_seconds": _number_or_none,
    "clock_ahead_seconds": _signed_number,
    "idempotent_for_seconds": _number_or_none,
    "answer_after_seconds": _number,
    "calls_per_second": _number_or_none,
    "tells_retry_after": _truth,
    "refuse_share": _number,
    "refuse": _texts,
    "bounce_share": _number,
    "bounce_says": _text,
    "complain_share": _number,
    "report_after_seconds": _number,
    "faults": _faults,
}
