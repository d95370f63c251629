"""The findings of an issue, and the hints that several issues share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.editorial import heads
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.editorial.checks.finding import Finding as Finding  # noqa: PLC0414  # exported: cli may not import the room


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings of an issue, and whether the requested action was done.

    Attributes:
        issue: Its number; 0 if it has none.
    """

    findings: tuple["Finding", ...]
    done: bool
    sentence: Message
    issue: int = 0

    def errors(self) -> "tuple[Finding, ...]":
        """Return the findings that stop an approval."""
        return tuple(one for one in self.findings if _is_error(one))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedHint:
    """A hint with the issues that it is about.

    Attributes:
        finding: The first of the equal findings.
        issues: Their numbers in the form that an editor types: ``1-3 5``.
        is_of_one: Whether there is only one such issue.
        is_once: Whether there is only one such finding, so that its line number applies.
    """

    finding: "Finding"
    issues: str
    is_of_one: bool
    is_once: bool


def hints_once(results: Iterable[Checked]) -> list[SharedHint]:
    """Return the hints of several issues, deduplicated, each with its issues."""
    about: dict[Message, list[tuple[int, Finding]]] = {}
    for checked in results:
        for one in checked.findings:
            if not _is_error(one):
                about.setdefault(one.message, []).append((checked.issue, one))
    return [_shared(theirs) for theirs in about.values()]


def _shared(theirs: "list[tuple[int, Finding]]") -> SharedHint:
    issues = {number for number, _ in theirs}
    return SharedHint(
        finding=theirs[0][1],
        issues=heads.written(issues),
        is_of_one=len(issues) == 1,
        is_once=len(theirs) == 1,
    )


def _is_error(one: "Finding") -> bool:
    return one.severity.value == "error"
