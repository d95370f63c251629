"""Each change of a dispatch is a line of the log, once, whoever caused it."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.store.builders import let_time_pass


@pytest.fixture
def app(tmp_path: Path, clock: SetClock, caplog: pytest.LogCaptureFixture) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    caplog.set_level(logging.INFO, "newsletter")
    return app


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged of dispatches since the last look, in order, each line once."""
    records = {id(one): one for one in caplog.records}.values()
    told = [one.getMessage() for one in records if one.name.startswith("newsletter")]
    caplog.clear()
    return [one for one in told if one.startswith(("dispatch", "slot", "batches"))]


def fields(caplog: pytest.LogCaptureFixture, event: str) -> dict[str, object]:
    (found,) = {id(one): one for one in caplog.records if one.getMessage() == event}.values()
    return vars(found)


def test_a_dispatch_has_a_line_when_it_begins_and_one_with_its_counts_when_it_has_ended(
    app: Newsletter, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    app.rounds.make_at_once()
    clock.pass_by(days=1)
    app.rounds.make_at_once()
    begun = fields(caplog, "dispatch begun")
    assert (begun["dispatch"], begun["issue"], str(begun["slot"])) == (1, 1, "2026-03-08")
    assert lines(caplog) == ["dispatch begun"]
    clock.pass_by(minutes=2)
    app.rounds.make_at_once()
    ended = fields(caplog, "dispatch ended")
    told = {
        name: ended[name]
        for name in ("dispatch", "issue", "count", "accepted", "refused", "seconds")
    }
    assert told == {
        "dispatch": 1,
        "issue": 1,
        "count": 2,
        "accepted": 2,
        "refused": 0,
        "seconds": 120,
    }
    assert lines(caplog) == ["dispatch ended"]
    app.rounds.make_at_once()
    assert lines(caplog) == []


def test_a_dispatch_takes_until_its_last_hand_over_and_not_until_the_round_after_it(
    app: Newsletter, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    app.rounds.make()
    app.dispatches.start("1")
    app.dispatches.dispatcher.drain()
    clock.pass_by(seconds=40)
    let_time_pass(app.container.store, timedelta(seconds=30))  # it was handed over after ten
    app.rounds.make()
    assert fields(caplog, "dispatch ended")["seconds"] in {9, 10}


def test_what_an_editor_does_with_it_is_logged_too(
    app: Newsletter, caplog: pytest.LogCaptureFixture
) -> None:
    app.rounds.make()
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    app.dispatches.pause(1)
    app.rounds.make()
    assert str(fields(caplog, "dispatch paused")["why"]) == "paused-by-hand"
    assert lines(caplog) == ["dispatch begun", "dispatch paused"]
    app.rounds.make()
    assert lines(caplog) == []
    app.dispatches.mark_resumed(1)
    app.rounds.make()
    assert lines(caplog) == ["dispatch resumed"]
    app.dispatches.cancel(1)
    app.rounds.make()
    assert lines(caplog) == ["dispatch cancelled"]


def test_a_process_that_starts_tells_what_still_stands_and_not_what_ended_before(
    app: Newsletter, caplog: pytest.LogCaptureFixture
) -> None:
    app.dispatches.start("1")
    app.rounds.make()
    assert lines(caplog) == ["dispatch begun"]
    app.dispatches.dispatcher.stop()
    app.dispatches.start("2")
    app.dispatches.pause(2)
    caplog.clear()
    other = Newsletter.at(app.container.folder, app.container.now)
    other.rounds.make()
    other.close()
    assert lines(caplog) == ["dispatch paused"]


def test_a_missed_slot_is_a_warning_once(
    app: Newsletter, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.pass_by(days=3)
    app.rounds.make()
    missed = fields(caplog, "slot missed")
    assert (missed["levelname"], missed["issue"], str(missed["slot"])) == (
        "WARNING",
        1,
        "2026-03-08",
    )
    assert lines(caplog) == ["slot missed"]
    app.rounds.make()
    assert lines(caplog) == []


def test_a_provider_that_takes_nothing_for_ten_minutes_is_a_line_once(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = [0.0]
    monkeypatch.setattr(app.container, "ticking", lambda: seconds[0])
    store = app.container.store
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    claim = store.ledger.claim(timedelta(minutes=3), app.container.now())
    assert claim is not None
    store.ledger.release(claim, timedelta(0), "no such host")
    for at in (0, 600, 601, 1300):
        seconds[0] = at
        app.rounds.watch_for_trouble()
        told = [one for one in caplog.records if one.getMessage() == "nothing handed over"]
        assert len({id(one) for one in told}) == (at > 600)
    line = fields(caplog, "nothing handed over")
    assert (line["dispatch"], str(line["why"])) == (1, "no such host")
