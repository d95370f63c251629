"""The findings of an issue, and those that several issues share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from newsletter.editorial import heads
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.editorial.checks.finding import Finding as Finding  # noqa: PLC0414  # exported: cli may not import that package

# Errors whose cause is in the settings or the template, never in an issue.
_OF_NO_ISSUE: Final = frozenset(
    {
        "header-missing",
        "one-click-not-https",
        "contact-line-missing",
        "contact-line-missing-text",
        "contact-line-hidden",
        "unsubscribe-missing",
        "unsubscribe-missing-text",
        "unsubscribe-hidden",
    }
)
# The field of a letter that a finding is about, by the part that it names, or else by its code.
_FIELDS: Final = {
    "part-subject": "subject",
    "part-preheader": "preheader",
    "part-title": "title",
    "subject-missing": "subject",
    "subject-long": "subject",
    "subject-capitals": "subject",
    "subject-exclamations": "subject",
    "subject-answers": "subject",
    "preheader-missing": "preheader",
    "preheader-short": "preheader",
    "preheader-long": "preheader",
    "preheader-repeats": "preheader",
}
# Errors that a public address of the pages resolves.
_OF_THE_ADDRESS: Final = frozenset({"one-click-not-https", "link-private", "link-not-https"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The findings of an issue, and whether the requested action was done.

    Attributes:
        issue: Its number; 0 if it has none.
        lacks_spam: Whether SpamAssassin has still to look at it.
    """

    findings: tuple["Finding", ...]
    done: bool
    sentence: Message
    issue: int = 0
    lacks_spam: bool = False

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


def field_of(one: "Finding") -> str:
    """Return the field of a letter that a finding is about; empty if it is about its text."""
    part = one.block or one.message.data.get("where")
    return _FIELDS.get(part.code if isinstance(part, Message) else one.code, "")


def hints_once(results: Iterable[Checked]) -> list[SharedHint]:
    """Return the hints of several issues, deduplicated, each with its issues."""
    about: dict[Message, list[tuple[int, Finding]]] = {}
    for checked in results:
        for one in checked.findings:
            if not _is_error(one):
                about.setdefault(one.message, []).append((checked.issue, one))
    return [_shared(theirs) for theirs in about.values()]


def common_and_own(
    results: Iterable[Checked], base_url: str
) -> "tuple[tuple[Finding, ...], tuple[Checked, ...]]":
    """Divide the errors of several issues.

    Args:
        results: The issues that could not be approved.
        base_url: The address of the pages. Links to them are about no issue.

    Returns:
        The errors that are about no issue, deduplicated; and the issues with other errors,
        with these alone, or with a reason why they could not be checked.
    """
    common: dict[tuple[object, ...], Finding] = {}
    own = []
    for checked in results:
        theirs = []
        for one in checked.errors():
            if _is_of_no_issue(one, base_url):
                about = one.message.data if one.block is None else {"block": one.block}
                common.setdefault((one.code, *about.items()), one)
            else:
                theirs.append(one)
        if theirs or not checked.errors():
            own.append(replace(checked, findings=tuple(theirs)))
    return tuple(common.values()), tuple(own)


def ends_with_address(one: "Finding") -> bool:
    """Return whether a public address of the pages resolves an error that is about no issue."""
    return one.code in _OF_THE_ADDRESS


def _is_of_no_issue(one: "Finding", base_url: str) -> bool:
    url = str(one.message.data.get("url", ""))
    return one.code in _OF_NO_ISSUE or f"{url}/".startswith(f"{base_url}/")


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
