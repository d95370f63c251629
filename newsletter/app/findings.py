"""What the checks say of an issue, as a person reads it; of several, what they share told once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from newsletter.editorial import ranges

if TYPE_CHECKING:
    from newsletter.editorial.checks.finding import Finding

_SIGNS = {"error": "✗", "hint": "·", "note": " "}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks said of an issue, and whether what was asked could be done.

    ``issue`` is its number; 0 for a letter without one.
    """

    findings: tuple["Finding", ...]
    done: bool
    sentence: str
    issue: int = 0

    def lines(self) -> list[str]:
        """The findings as a person reads them, errors first."""
        return [_line(one) for one in self.findings]

    def error_lines(self) -> list[str]:
        """Those of them that stop an approval."""
        return [_line(one) for one in self.findings if _is_error(one)]

    def facts(self) -> dict[str, object]:
        """For machines."""
        findings = [{**asdict(one), "severity": one.severity.value} for one in self.findings]
        return {"ok": self.done, "findings": findings}


def hints_once(results: Iterable[Checked]) -> list[str]:
    """The hints of several issues, each once with the issues that it is about."""
    about: dict[str, list[tuple[int, Finding]]] = {}
    for checked in results:
        for one in checked.findings:
            if not _is_error(one):
                about.setdefault(one.message, []).append((checked.issue, one))
    return [_shared(theirs) for theirs in about.values()]


def _shared(theirs: "list[tuple[int, Finding]]") -> str:
    (number, first), *others = theirs
    if not others:
        return f"{_line(first)} (issue {number})"
    numbers = {number for number, _ in theirs}
    named = f"issue {number}" if len(numbers) == 1 else f"issues {ranges.written(numbers)}"
    return f"{_SIGNS[first.severity.value]} {first.message} ({named})"


def _line(one: "Finding") -> str:
    place = f"line {one.line}: " if one.line else ""
    return f"{_SIGNS[one.severity.value]} {place}{one.message}"


def _is_error(one: "Finding") -> bool:
    return one.severity.value == "error"
