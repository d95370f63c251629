"""Counts of readers that do not tell editors who has just left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.planning import plan_of
from newsletter.app.shown_counts import count_readers, left_since
from newsletter.model.audience import Audience
from newsletter.model.dispatch import Plan
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.dispatching import accept
from tests.builders.editions import an_edition
from tests.store.builders import a_newcomer
from tests.store.places import url_of

KINDS = ["sqlite, wal", "postgresql"]
READERS = [f"lezer{number}" for number in range(1, 11)]


@pytest.fixture(params=KINDS)
def sent(request: pytest.FixtureRequest, tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication of which the first letter went out an hour ago."""
    url = url_of(request.param, tmp_path)
    app = a_publication(tmp_path / "own", clock, f'database = "{url}"\n')
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    clock.pass_by(hours=1)
    return app


def counted(app: Newsletter) -> tuple[object, ...]:
    """Every count that an editor sees of those who read now."""
    approval = app.container.store.queue.approval(2)
    assert approval is not None
    plan = plan_of(app.container, 2, approval.edition, approval.audience)
    today = app.desk.today.look(is_exact=False)
    return (
        app.desk.readers.figures(is_exact=False),
        (today.readers, today.joined, today.left),
        count_readers(app.container, plan, is_exact=False),
        app.desk.reports.show(1, is_exact=False).figures,
    )


def test_counts_for_editors_do_not_move_when_somebody_leaves(sent: Newsletter) -> None:
    store, leave = sent.container.store, sent.readers.unsubscribe.end
    store.subscribers.pause(3, sent.container.now() + timedelta(days=30))
    before = counted(sent)
    for number in (1, 3):  # a reader who pauses counts in other figures
        assert leave(number, "editor")
        assert counted(sent) == before
    store.subscribers.ask_again(1)  # anybody can have that mail sent
    assert counted(sent) == before
    assert sent.desk.readers.figures().readers == 8
    assert sent.desk.today.look().readers == 8
    assert sent.desk.reports.show(1).figures.left == 2


def test_after_the_next_letter_to_all_the_counts_are_exact_again(
    sent: Newsletter, clock: SetClock
) -> None:
    sent.readers.unsubscribe.end(1, "editor")
    clock.pass_by(days=7)
    sent.dispatches.start("2")
    assert left_since(sent.container) == clock()
    figures, today, _, report = counted_after(sent)
    assert (figures, today, report) == (9, 9, 1)


def counted_after(app: Newsletter) -> tuple[int, int, int, int]:
    figures = app.desk.readers.figures(is_exact=False)
    report = app.desk.reports.show(1, is_exact=False).figures
    today = app.desk.today.look(is_exact=False)
    return figures.readers, today.readers, figures.left, report.left


def test_who_joins_counts_at_once_and_before_the_first_letter_nobody_is_seen_to_leave(
    app: Newsletter,
) -> None:
    assert left_since(app.container) == datetime(1970, 1, 1, tzinfo=UTC)
    with_issues_approved(app, READERS)
    assert app.desk.readers.figures(is_exact=False).readers == 10
    app.readers.unsubscribe.end(1, "editor")
    assert app.desk.readers.figures(is_exact=False).readers == 10


def test_a_letter_to_some_readers_does_not_tell_who_left(sent: Newsletter, clock: SetClock) -> None:
    since = left_since(sent.container)
    clock.pass_by(hours=1)
    approval = sent.container.store.queue.approval(2)
    assert approval is not None
    store = sent.container.store
    store.subscribers.set_tags(1, ["proef"])
    plan = plan_of(sent.container, 2, approval.edition, Audience(tag="proef"))
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE approvals SET audience = 'proef' WHERE issue = 2")
    assert store.dispatches.freeze(plan) is not None
    assert left_since(sent.container) == since


def begun(app: Newsletter, issue: int, **more: object) -> int:
    """A dispatch of an issue of which nothing was handed over yet."""
    store = app.container.store
    given = {
        "key": f"key{len(store.dispatches.latest(999)):05}", "issue": issue,
        "edition": store.editions.keep(an_edition(issue)), "audience": Audience(),
        "at": app.container.now(), "batch_size": 2, "provider": "fake",
    }  # fmt: skip
    found = store.dispatches.freeze(Plan(**(given | more)))
    assert found is not None
    return found.id


def test_a_letter_that_reached_nobody_does_not_tell_who_left(
    sent: Newsletter, clock: SetClock
) -> None:
    since = left_since(sent.container)
    clock.pass_by(hours=1)
    stopped = begun(sent, 7)
    assert left_since(sent.container) == since, "it is on its way, and nothing of it went out"
    sent.container.store.dispatches.cancel(stopped, "by hand")
    assert left_since(sent.container) == since
    begun(sent, 8)
    accept(sent)
    assert left_since(sent.container) == clock()


def test_a_letter_that_newcomers_or_those_who_joined_since_get_does_not_tell_who_left(
    tmp_path: Path, clock: SetClock
) -> None:
    settings = "[series]\nissues = [5]\nsince = '2026-01-01'\n"
    app = a_publication(tmp_path / "own", clock, settings)
    with_issues_approved(app, READERS)
    begun(app, 6)
    accept(app)
    since = left_since(app.container)
    assert since == clock()
    clock.pass_by(hours=1)
    begun(app, 5, newcomers_only=True)
    accept(app)
    assert left_since(app.container) == since, "that of the series is for newcomers"
    app.container.store.subscribers.add(a_newcomer("nieuw"))
    accept(app)
    while app.container.store.ledger.claim(timedelta(minutes=1), clock()):
        pass
    begun(app, 6)
    accept(app)
    assert left_since(app.container) == since, "an earlier letter goes to those who joined since"


def test_after_any_number_of_letters_to_some_readers_the_last_to_all_is_still_known(
    sent: Newsletter, clock: SetClock
) -> None:
    since = left_since(sent.container)
    clock.pass_by(hours=1)
    sent.container.store.subscribers.set_tags(1, ["proef"])
    for issue in range(10, 65):
        begun(sent, issue, audience=Audience(tag="proef"))
    assert left_since(sent.container) == since
