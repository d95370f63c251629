"""SpamAssassin's report is read; where there is none, nothing is made up."""

import shutil
from datetime import timedelta
from pathlib import Path

from newsletter.editorial.checks.finding import run
from newsletter.editorial.checks.inspected import SpamScore
from newsletter.editorial.checks.spam_filter import ask_spamassassin, read_report
from newsletter.locale.speech import say
from tests.editorial.checks.letters import a_letter
from tests.needs import missing
from tests.spam_filter import a_spam_filter, report

REPORT = """Subject: Rust vinden

Content analysis details:   (99.0 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
 9.9 FAKE                   Quoted by the letter itself

-- einde --
Content preview:  Rust vinden

Content analysis details:   (1.5 points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
 0.8 HTML_FONT_LOW_CONTRAST BODY: HTML font color similar or
                            identical to background
 0.7 MPART_ALT_DIFF         BODY: HTML and text parts are different

"""


def test_the_last_analysis_counts_because_a_letter_may_quote_one() -> None:
    assert read_report(REPORT) == SpamScore(
        1.5,
        (
            (-0.0, "NO_RELAYS", "Informational: message was not relayed via SMTP"),
            (
                0.8,
                "HTML_FONT_LOW_CONTRAST",
                "BODY: HTML font color similar or identical to background",
            ),
            (0.7, "MPART_ALT_DIFF", "BODY: HTML and text parts are different"),
        ),
    )


def test_the_finding_names_what_weighs_most() -> None:
    [finding] = run(a_letter(spam=read_report(REPORT)))
    assert finding.code == "spam-suspect"
    assert say(finding.message, "nl") == (
        "SpamAssassin geeft 1,5 punten; hoe lager hoe beter. Vooral: BODY: HTML font color"
        " similar or identical to background (0,8), BODY: HTML and text parts are different (0,7)."
    )


def test_the_credit_for_list_mail_hides_no_rule() -> None:
    credit = (-1.0, "MAILING_LIST_MULTI", "Multiple indicators imply a widely-seen list manager")
    weak = (1.4, "HTML_IMAGE_ONLY_28", "BODY: HTML: images with 2400-2800 bytes of words")
    assert run(a_letter(spam=SpamScore(-0.1, (credit, (0.9, *weak[1:]))))) == ()
    [finding] = run(a_letter(spam=SpamScore(0.4, (credit, weak))))
    assert (finding.code, finding.message.data["points"]) == ("spam-suspect", 1.4)
    [finding] = run(a_letter(spam=SpamScore(4.1, (credit, (5.1, *weak[1:])))))
    assert (finding.code, finding.message.data["points"]) == ("spam-refused", 5.1)


def test_a_report_without_a_score_gives_none() -> None:
    assert read_report("check: no loaded plugin implements 'check_main'") is None


def test_a_program_that_fails_or_hangs_gives_none(tmp_path: Path) -> None:
    assert ask_spamassassin([b""], str(tmp_path / "missing")) == (None,)
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 5\n")
    slow.chmod(0o755)
    assert ask_spamassassin([b""], str(slow), within=timedelta(milliseconds=50)) == (None,)


def test_spamassassin_itself_scores_each_of_several_mails() -> None:
    program = shutil.which("spamassassin")
    if program is None:
        missing("spamassassin", "spamassassin is not installed, so its own report is not tried")
    plain = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: hallo\r\n\r\nHallo!\r\n"
    quoting = plain + REPORT.encode()
    bare = b"\r\nHallo!\r\n"
    first, second, third, again = ask_spamassassin([plain, bare, quoting, plain], program)
    assert first is not None
    assert first.rules
    assert second is not None
    assert second.points > first.points  # it lacks every header
    assert third is not None
    assert "FAKE" not in {name for _, name, _ in third.rules}
    assert again is not None
    assert (again.points, sorted(again.rules)) == (first.points, sorted(first.rules))


def test_each_mail_has_its_own_score_and_one_without_a_report_has_none(tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    program = a_spam_filter(tmp_path / "filter", answer)
    answer.write_text("")
    quoted = [f"Subject: {points}\r\n\r\n{report(points)}".encode() for points in (1.5, 2.5)]
    scores = ask_spamassassin([quoted[0], b"Subject: none\r\n\r\n", quoted[1]], str(program))
    assert scores == (SpamScore(1.5, ()), None, SpamScore(2.5, ()))
    assert ask_spamassassin([], str(program)) == ()
