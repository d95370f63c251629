"""Finds every check in this folder and lets each look at an issue."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import ModuleType
from typing import TypeAlias

from newsletter.editorial import checks
from newsletter.editorial.checks.finding import Finding, Severity
from newsletter.editorial.checks.inspected import Inspected

Check: TypeAlias = Callable[[Inspected], tuple[Finding, ...]]

_SIGNATURE = {"inputs": Inspected, "return": tuple[Finding, ...]}
_ORDER = tuple(Severity)


@lru_cache(maxsize=1)
def every_check() -> tuple[Check, ...]:
    """The checks of the folder's modules, by module and then as they stand in it."""
    modules = sorted(module.name for module in pkgutil.iter_modules(checks.__path__))
    return tuple(
        check
        for name in modules
        for check in _checks_of(importlib.import_module(f"{checks.__name__}.{name}"))
    )


def _checks_of(module: ModuleType) -> Iterator[Check]:
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__
        if own and name.startswith("check_") and value.__annotations__ == _SIGNATURE:
            yield value


def run(inputs: Inspected) -> tuple[Finding, ...]:
    """All that the checks find, once each: errors first, then by the line of the issue file."""
    found = dict.fromkeys(finding for check in every_check() for finding in check(inputs))
    return tuple(
        sorted(found, key=lambda one: (_ORDER.index(one.severity), one.line is None, one.line or 0))
    )


def stops_approval(findings: tuple[Finding, ...]) -> bool:
    """Whether something must be mended before the issue can be approved."""
    return any(finding.severity is Severity.ERROR for finding in findings)
