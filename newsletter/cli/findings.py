"""Findings of the checks, as the terminal and ``--json`` show them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from newsletter.cli.machine_words import fact_of, rule_of
from newsletter.cli.terminal import fail_if, print_json, say, sentence
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.findings import Checked, Finding, SharedHint

_SIGNS: Final = {"error": "✗", "hint": "·", "note": " "}


def facts(checked: "Checked") -> dict[str, object]:
    """Return the result of the checks for programs, in the publication's language."""
    return {"ok": checked.done, "findings": [_facts(one) for one in checked.findings]}


def _facts(one: "Finding") -> dict[str, object]:
    return {
        "severity": one.severity.value,
        "code": rule_of(one.message),
        "message": _whole(one),
        "block": sentence(one.block) if one.block else "",
        "line": one.line,
    }


def say_one(checked: "Checked", indent: str = "") -> None:
    """Print the findings about one issue, errors first. Exit with code 1 if it was refused."""
    for one in checked.findings:
        say(f"{indent}{line_of(one)}")
    say(checked.sentence)
    fail_if(not checked.done)


def say_several(results: "Iterable[Checked]", *, as_json: bool = False) -> bool:
    """Print each issue with its errors, and at the end every hint once.

    Exit with code 1 if one was refused.

    Returns:
        Whether there was any issue.
    """
    from newsletter.app.findings import hints_once

    seen = []
    for checked in results:
        seen.append(checked)
        if not as_json:
            for one in checked.errors():
                say(f"  {line_of(one)}")
            say(checked.sentence)
    if as_json:
        print_json(
            [{"issue": one.issue, "sentence": fact_of(one.sentence), **facts(one)} for one in seen]
        )
    else:
        for hint in hints_once(seen):
            say(_shared(hint))
    fail_if(not all(one.done for one in seen))
    return bool(seen)


def _shared(hint: "SharedHint") -> str:
    one = hint.finding
    text = _with_line(one) if hint.is_once else _whole(one)
    code = "finding-of-issue" if hint.is_of_one else "finding-of-issues"
    named = Message(code, finding=text, issues=hint.issues)
    return f"{_SIGNS[one.severity.value]} {sentence(named)}"


def line_of(one: "Finding") -> str:
    """Return a finding as printed: its severity's sign, its line and its sentence."""
    return f"{_SIGNS[one.severity.value]} {_with_line(one)}"


def _with_line(one: "Finding") -> str:
    if not one.line:
        return _whole(one)
    return sentence(Message("finding-at-line", line=one.line, finding=_whole(one)))


def _whole(one: "Finding") -> str:
    """Return a finding's sentence, capitalised if it begins with the name of a part."""
    text = sentence(one.message)
    return text[:1].upper() + text[1:]
