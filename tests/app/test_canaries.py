"""The first readers get a letter ahead of the others, who wait for what is reported of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.health import HealthArea, look_at
from newsletter.errors import DeskError
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import DispatchState
from newsletter.model.hook import Hook
from newsletter.model.notice import NoticeKind
from tests.app.builders import SetClock, a_publication, outbox, with_issues_approved

READERS = [f"lezer{number}" for number in range(1, 11)]
FIRST = (7, 8, 9, 10)
EDITOR = "[sender]\naddress = 'brief@voorbeeld.nl'\nreply_to = 'post@voorbeeld.nl'\n"
SETTINGS = "[dispatch]\ncanary = true\ncanary_at_least = 4\ncanary_wait = '2 h'\n"
WAIT = timedelta(hours=2)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A letter of which the first four readers have it, and six wait."""
    return begun(tmp_path, clock, SETTINGS)


def begun(folder: Path, clock: SetClock, settings: str) -> Newsletter:
    app = a_publication(folder / "own", clock, settings)
    with_issues_approved(app, READERS)
    app.dispatches.start("1")
    return app


def reported(app: Newsletter, kind: ReportKind, *readers: int) -> None:
    key = app.container.store.dispatches.find(1).key
    for number in readers:
        app.container.store.outcomes.record(
            Report(
                provider="outbox",
                kind=kind,
                replay_key=f"{kind.value} {number}",
                delivery_id=delivery_id(key, number),
            ),
            proves_batch=False,
        )


def later(app: Newsletter, clock: SetClock, **time: float) -> None:
    clock.pass_by(**time)
    app.rounds.make_at_once()


def test_the_rest_goes_by_itself_once_the_wait_is_over(app: Newsletter, clock: SetClock) -> None:
    row = app.dispatches.show(1)
    assert (row.state, row.counts) == ("going", {"accepted": 4, "queued": 6})
    assert row.waits_until == clock() + WAIT
    later(app, clock, minutes=119)
    assert len(outbox(app)) == 4
    later(app, clock, minutes=1)
    row = app.dispatches.show(1)
    assert (row.state, row.counts, row.waits_until) == ("done", {"accepted": 10}, None)
    assert len(outbox(app)) == 10


def test_without_the_setting_nobody_waits(tmp_path: Path, clock: SetClock) -> None:
    app = begun(tmp_path, clock, "[dispatch]\ncanary_at_least = 4\n")
    assert app.dispatches.show(1).state == "done"


@pytest.mark.parametrize(
    ("kind", "readers", "code"),
    [
        (ReportKind.COMPLAINED, (7, 8), "canary-complaints"),
        (ReportKind.BOUNCED, (7, 9, 10), "canary-bounces"),
    ],
)
def test_more_of_them_than_chance_explains_pauses_it_at_once_and_the_editor_is_told(
    tmp_path: Path, clock: SetClock, kind: ReportKind, readers: tuple[int, ...], code: str
) -> None:
    app = begun(tmp_path, clock, EDITOR + SETTINGS)
    reported(app, kind, *readers)
    later(app, clock, minutes=1)
    row = app.dispatches.show(1)
    assert (row.state, [one.code for one in row.why]) == (DispatchState.PAUSED.value, [code])
    assert dict(row.why[0].data) == {"count": len(readers), "handed": 4}
    assert app.container.store.notices.made_since(NoticeKind.STOPPED.value, clock() - WAIT) == 1
    later(app, clock, hours=3)
    assert app.dispatches.show(1).counts.get("queued") == 6


@pytest.mark.parametrize(
    ("kind", "readers"), [(ReportKind.COMPLAINED, (8,)), (ReportKind.BOUNCED, (7, 10))]
)
def test_what_chance_explains_stops_nothing(
    app: Newsletter, clock: SetClock, kind: ReportKind, readers: tuple[int, ...]
) -> None:
    reported(app, kind, *readers)
    later(app, clock, hours=2)
    assert app.dispatches.show(1).state == "done"


def test_an_editor_who_lets_a_paused_one_go_on_is_not_stopped_again(
    app: Newsletter, clock: SetClock
) -> None:
    reported(app, ReportKind.COMPLAINED, 7, 8)
    later(app, clock, minutes=1)
    assert app.dispatches.resume(1).state == "done"
    later(app, clock, minutes=1)
    assert app.dispatches.show(1).state == "done"


def test_nor_by_the_general_rule_on_the_numbers_that_they_saw_but_on_new_ones(
    tmp_path: Path, clock: SetClock
) -> None:
    app = begun(tmp_path, clock, SETTINGS + "judge_from = 4\n")
    reported(app, ReportKind.COMPLAINED, 7, 8)
    later(app, clock, minutes=1)
    assert [one.code for one in app.dispatches.show(1).why] == ["complaints-over-limit"]
    assert app.dispatches.resume(1).state == "done"
    later(app, clock, minutes=1)
    assert app.dispatches.show(1).state == "done"
    reported(app, ReportKind.COMPLAINED, 1)
    later(app, clock, minutes=1)
    assert [one.code for one in app.dispatches.show(1).why] == ["complaints-over-limit"]


def test_an_editor_need_not_wait(app: Newsletter) -> None:
    assert app.dispatches.resume(1).state == "done"
    with pytest.raises(DeskError, match="dispatch-not-paused"):
        app.dispatches.resume(1)


def test_an_editor_stops_the_rest_during_the_wait(app: Newsletter, clock: SetClock) -> None:
    app.dispatches.cancel(1)
    later(app, clock, hours=3)
    assert app.dispatches.show(1).counts == {"accepted": 4, "skipped": 6}


def test_nothing_goes_on_before_what_came_in_time_is_read(
    app: Newsletter, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.pass_by(minutes=119)
    hook = Hook(headers={}, body=b"{}", query={})
    app.container.store.inbox.keep("outbox", "one", hook)
    monkeypatch.setattr(app.reports, "read_calls", lambda _: None)  # the provider cannot be asked
    later(app, clock, minutes=2)
    assert app.dispatches.show(1).waits_until is not None
    monkeypatch.undo()
    later(app, clock, minutes=1)
    assert app.dispatches.show(1).state == "done"


def test_a_letter_that_waits_is_not_ill(tmp_path: Path, clock: SetClock) -> None:
    app = begun(tmp_path, clock, EDITOR + SETTINGS)
    later(app, clock, minutes=100)
    app.rounds.make()
    assert list(look_at(HealthArea.DISPATCHES, app.container)) == []
    assert app.container.store.notices.made_since(NoticeKind.STOPPED.value, clock() - WAIT) == 0


def test_a_resend_to_the_refused_and_the_series_have_no_first_readers(app: Newsletter) -> None:
    from newsletter.app.planning import plan_of
    from newsletter.model.audience import Audience

    edition = app.container.store.dispatches.find(1).edition
    assert plan_of(app.container, 1, edition, Audience()).canary is not None
    series = plan_of(app.container, 1, edition, Audience(), newcomers_only=True)
    assert series.canary is None
