"""Where the code names a message's code, and with which values."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import newsletter
from newsletter.message import is_code

_LITERAL = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"')
PACKAGE = Path(newsletter.__file__).parent


class Use(NamedTuple):
    """One call such as ``Message("queue-empty", count=3)``."""

    place: str
    code: str
    names: frozenset[str] | None  # None: some are given with **


@cache
def literals() -> frozenset[str]:
    """Every text in the package's code that may be a code, but for the sentences themselves."""
    return frozenset(
        found[1]
        for path in sorted(PACKAGE.rglob("*.py"))
        if "sentences" not in path.parts
        for found in _LITERAL.finditer(path.read_text("utf-8"))
    )


@cache
def uses() -> tuple[Use, ...]:
    """Every call of ``Message`` and of an error of ours that gives a code."""
    return tuple(_uses())


def _uses() -> Iterator[Use]:
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text("utf-8")
        if not any(f"{name}(" in text for name in NAMES):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and (code := _code_in(node)):
                names = [keyword.arg for keyword in node.keywords]
                known = None if None in names else frozenset(name for name in names if name)
                place = f"{path.relative_to(PACKAGE.parent)}:{node.lineno}"
                yield Use(place, code, known)


def _code_in(call: ast.Call) -> str | None:
    """Return the first literal code among the arguments of a message's or an error's call."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in NAMES:
        return None
    given = (one.value for one in call.args if isinstance(one, ast.Constant))
    return next((one for one in given if isinstance(one, str) and is_code(one)), None)


FINDINGS = {"error", "hint", "note"}  # Finding.error("alt-missing", …)


def _names() -> set[str]:
    import newsletter.errors
    from newsletter.errors import NewsletterError

    errors = {
        name
        for name, value in vars(newsletter.errors).items()
        if isinstance(value, type) and issubclass(value, NewsletterError)
    }
    return {"Message", "ProviderPartly", *FINDINGS, *errors}


NAMES = _names()
