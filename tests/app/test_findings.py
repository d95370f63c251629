"""What the checks say of several issues: every hint once."""

from newsletter.app.findings import Checked, SharedHint, common_and_own, hints_once
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


BASE = "http://127.0.0.1:8000"


def private(words: str, url: str) -> Finding:
    return Finding.error("link-private", block=Message("part-link", words=words), url=url)


def test_links_to_the_pages_and_the_contact_lines_are_about_no_issue() -> None:
    contact = Finding.error("contact-line-missing", words="Utrecht")
    both = [
        checked(
            number,
            private("Lees mee", f"{BASE}/archive/{number}"),
            private("Rust", BASE),
            contact,
            Finding.error("one-click-not-https"),
        )
        for number in (1, 2)
    ]
    common, own = common_and_own(both, BASE)
    assert [one.code for one in common] == [
        "link-private",
        "link-private",
        "contact-line-missing",
        "one-click-not-https",
    ]
    assert own == ()


def test_what_is_about_an_issue_stays_with_it_though_each_has_it() -> None:
    other = private("Kaart", f"{BASE}0/kaart")
    common, own = common_and_own(
        [checked(1, ERROR, private("Rust", BASE)), checked(2, ERROR, other)], BASE
    )
    assert common == (private("Rust", BASE),)
    assert [(one.issue, one.errors()) for one in own] == [(1, (ERROR,)), (2, (ERROR, other))]


def test_an_issue_that_could_not_be_checked_stays_with_its_reason() -> None:
    broken = checked(1)
    assert common_and_own([broken], BASE) == ((), (broken,))
