"""The report of a letter: every number is the ledger's."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.dispatch_report import LetterFigures
from newsletter.errors import DeskError
from newsletter.model.delivery import ReportKind
from newsletter.model.dispatch import DeliveryState
from newsletter.model.preferences import Answer, AnswerCounts
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_dispatches import bounced, half_way

READERS = [f"lezer{number}" for number in range(1, 11)]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication of which two letters of one article went out, a week apart."""
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    clock.pass_by(days=7)
    app.dispatches.start("2")
    return app


def answered(app: Newsletter, issue: int, *answers: Answer) -> None:
    feedback = app.readers.feedback
    for reader, answer in enumerate(answers, start=1):
        feedback.vote(feedback.token(issue, reader), answer)


def shown(one: LetterFigures) -> tuple[int, ...]:
    return (one.issue, one.handed, one.arrived, one.bounced, one.complained, one.left)


def test_the_figures_are_those_of_the_ledger(app: Newsletter) -> None:
    bounced(app, 2, 1, 2, kind=ReportKind.BOUNCED)
    bounced(app, 2, 3, kind=ReportKind.COMPLAINED)
    bounced(app, 2, 4, 5, kind=ReportKind.DELIVERED)
    report, row = app.desk.reports.show(2), app.dispatches.show(2)
    assert report.row.counts == {"accepted": 7, "bounced": 2, "complained": 1}
    assert row.counts == {"accepted": 5, "delivered": 2, "bounced": 2, "complained": 1}
    sums = report.sums
    assert sums.handed + sums.to_go + sums.spared == row.audience == 10
    assert shown(report.figures) == (2, 10, 8, 2, 1, 1)  # who complained was unsubscribed
    assert report.to_look_at == {DeliveryState.BOUNCED: 2, DeliveryState.COMPLAINED: 1}
    assert report.handed_over is not None
    assert report.handed_over.total == sums.handed


def test_it_is_compared_with_the_letters_before_it(app: Newsletter) -> None:
    bounced(app, 1, 7, kind=ReportKind.BOUNCED)
    report = app.desk.reports.show(2)
    assert [shown(one) for one in report.before] == [(1, 10, 9, 1, 0, 0)]
    assert report.together == report.before[0]
    assert app.desk.reports.show(1).before == ()
    assert app.desk.reports.show(1).together is None


def test_of_six_letters_before_it_the_last_five_are_taken_together(
    app: Newsletter, clock: SetClock
) -> None:
    for number in range(4, 9):
        text = app.issues.path("3").read_text("utf-8").replace("number: 3", f"number: {number}")
        (app.container.folder / "issues" / f"{number:03d}-brief.md").write_text(text, "utf-8")
        assert app.approvals.approve(str(number), offline=True).done
        clock.pass_by(days=7)
        app.dispatches.start(str(number))
    report = app.desk.reports.show(7)
    assert [one.issue for one in report.before] == [7, 6, 5, 4, 2]
    assert report.together is not None
    assert report.together.handed == 50


def test_who_leaves_counts_for_the_letters_of_the_week_before(
    app: Newsletter, clock: SetClock
) -> None:
    clock.pass_by(days=2)
    app.people.unsubscribe("lezer1@example.org")
    app.people.forget("lezer2@example.org")
    assert (app.desk.reports.show(1).figures.left, app.desk.reports.show(2).figures.left) == (0, 2)
    assert app.desk.reports.show(1).figures.is_settled
    assert not app.desk.reports.show(2).figures.is_settled
    clock.pass_by(days=6)
    app.people.unsubscribe("lezer3@example.org")
    report = app.desk.reports.show(2).figures
    assert (report.left, report.is_settled) == (2, True)


def test_who_had_left_before_it_was_their_turn_did_not_leave_after_it(tmp_path: Path) -> None:
    app = half_way(tmp_path / "own")
    app.people.unsubscribe("lezer1@example.org")
    app.people.unsubscribe("lezer6@example.org")  # it was cancelled before their batch
    report = app.desk.reports.show(1)
    assert (report.figures.handed, report.figures.left) == (2, 1)
    assert (report.sums.spared, report.row.state) == (4, "cancelled")
    assert report.handed_over is not None
    assert report.handed_over.total == 2


def test_answers_are_shown_along_the_article_from_five_on(app: Newsletter) -> None:
    assert app.desk.reports.show(1).weeks == ()
    answered(app, 1, Answer.YES, Answer.YES, Answer.SOMEWHAT, Answer.NO, Answer.YES)
    answered(app, 2, Answer.NO, Answer.NO, Answer.NO, Answer.NO)
    weeks = app.desk.reports.show(2).weeks
    assert [(one.week, one.issue, one.answers) for one in weeks] == [
        (1, 1, AnswerCounts(3, 1, 1)),
        (2, 2, None),
    ]
    assert weeks[0].total == 5
    assert app.people.feedback()["moments"][1] == {"yes": 3, "somewhat": 1, "no": 1}


def test_a_letter_whose_file_is_gone_is_shown_by_its_own_answers(app: Newsletter) -> None:
    answered(app, 1, *[Answer.YES] * 5)
    app.issues.path("1").unlink()
    (week,) = app.desk.reports.show(1).weeks
    assert (week.issue, week.answers) == (1, AnswerCounts(yes=5))
    assert week.title


def test_addresses_that_need_a_look_are_named_by_number(app: Newsletter) -> None:
    bounced(app, 2, 2, 8, kind=ReportKind.BOUNCED)
    found = app.desk.reports.addresses(2)
    assert {state: [one.subscriber for one in those] for state, those in found.items()} == {
        DeliveryState.BOUNCED: [2, 8]
    }


def test_there_is_no_report_of_the_notices_or_of_nothing(app: Newsletter) -> None:
    for number in (0, 9):
        with pytest.raises(DeskError, match="dispatch-unknown"):
            app.desk.reports.show(number)
