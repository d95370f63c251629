"""What the checks say of several issues: every hint once."""

from newsletter.app.findings import Checked, SharedHint, hints_once
from newsletter.editorial.checks.finding import Finding
from newsletter.message import Message

ERROR = Finding.error("subject-missing")


def checked(issue: int, *findings: Finding) -> Checked:
    return Checked(findings=findings, done=True, sentence=Message("issue-can-go"), issue=issue)


def vague(line: int) -> Finding:
    return Finding.hint("link-vague", line=line, block=Message("part-link", words="hier"))


def test_a_hint_that_issues_share_is_given_once_with_their_numbers() -> None:
    (hint,) = hints_once([checked(1, vague(9), ERROR), checked(2, vague(12)), checked(4, vague(9))])
    assert hint == SharedHint(finding=vague(9), issues="1-2 4", is_of_one=False, is_once=False)


def test_a_hint_of_one_issue_keeps_its_line_only_where_it_is_the_only_one() -> None:
    (once,) = hints_once([checked(1, vague(9))])
    (twice,) = hints_once([checked(1, vague(9), vague(12))])
    assert (once.is_of_one, once.is_once) == (True, True)
    assert (twice.is_of_one, twice.is_once) == (True, False)


def test_errors_are_those_that_stop_an_approval() -> None:
    assert checked(1, vague(9), ERROR).errors() == (ERROR,)
