"""Stored calls are read in groups, and one that cannot be stored keeps none of the others back."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.sql import dml, selectable

from newsletter.app import Newsletter
from newsletter.errors import StoreError
from newsletter.model.delivery import Report
from tests.app.builders import SetClock
from tests.app.test_reports import a_call, sent

__all__ = ["sent"]
Sent = tuple[Newsletter, SetClock, str]


def deliver(sent: Sent, calls: int, kind: str = "delivered", **more: str) -> None:
    app, clock, key = sent
    for number in range(calls):
        token = f"{number:08d}{calls}".ljust(50, "0")
        at = clock().timestamp()
        call = a_call(kind, f"{key}.1", "anna@example.org", at, token, **more)
        assert app.receive("mailgun", call)[0] == 200


def waiting(app: Newsletter) -> int:
    return len(app.container.store.inbox.unread())


def test_small_calls_share_a_transaction(sent: Sent) -> None:
    app = sent[0]
    deliver(sent, 90)
    commits: list[object] = []
    event.listen(app.container.store.database.engine, "commit", commits.append)
    assert app.reports.read_calls() == 90
    assert waiting(app) == 0
    assert 0 < len(commits) < 10


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("delivered", {}),
        ("failed", {"severity": "permanent"}),
        ("failed", {"severity": "temporary"}),
    ],
    ids=["delivered", "bounced", "deferred"],
)
def test_no_statement_is_built_for_a_report_about_mail(
    sent: Sent, kind: str, more: dict[str, str]
) -> None:
    app = sent[0]
    built: list[list[int]] = []
    for calls in (10, 30):
        deliver(sent, calls, kind, **more)
        run: dict[int, object] = {}  # kept, or another may get the same identity

        def note(_: object, statement: Any, *__: object, run: dict[int, object] = run) -> None:
            if isinstance(statement, (selectable.Select, dml.UpdateBase)):
                run[id(statement)] = statement

        engine = app.container.store.database.engine
        event.listen(engine, "before_execute", note)
        assert app.reports.read_calls() == calls
        event.remove(engine, "before_execute", note)
        built.append(list(run))
    assert len(built[0]) == len(built[1]) < 10


def test_a_round_that_has_read_enough_leaves_the_rest_and_goes_on_with_it(sent: Sent) -> None:
    app = sent[0]
    deliver(sent, 90)
    looks = iter([False, True])
    first = app.reports.read_calls(lambda: next(looks))
    assert 0 < first < 90
    assert waiting(app) == 90 - first
    assert app.reports.read_calls() == 90 - first


def test_a_call_that_cannot_be_stored_leaves_those_before_it_read(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = sent[0]
    deliver(sent, 5)
    outcomes = app.container.store.outcomes
    real, kept = outcomes.record, app.container.store.inbox.unread()
    [fourth] = app.reports._reports_in(kept[3])

    def record(report: Report, **rest: object) -> object:
        if report.replay_key == fourth.replay_key:
            raise StoreError("store-not-opened", reason="away")
        return real(report, **rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(outcomes, "record", record)
    with pytest.raises(StoreError):
        app.reports.read_calls()
    monkeypatch.undo()
    assert waiting(app) == 2
    assert app.reports.read_calls() == 2
