"""What a dispatch is frozen from, and how its progress is followed."""

from datetime import date
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.planning import cancelled, drain, plan_of
from newsletter.model.audience import Audience
from tests.app.builders import SetClock, a_publication, with_issues_approved

SUNDAY = date(2026, 3, 8)


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    app = a_publication(tmp_path / "own", SetClock(), "[dispatch]\nbatch_size = 2\n")
    with_issues_approved(app, readers=("anna", "bram", "carla"))
    return app


def test_a_plan_is_of_today_s_provider_and_has_a_key_of_its_own(app: Newsletter) -> None:
    approval = app.container.store.queue.approval(1)
    assert approval is not None
    plans = [plan_of(app.container, 1, approval.edition, Audience(), SUNDAY) for _ in range(2)]
    assert {(one.provider, one.batch_size, one.slot) for one in plans} == {("outbox", 2, SUNDAY)}
    assert plans[0].at == app.container.now()
    assert plans[0].key != plans[1].key


def test_the_newest_dispatch_of_an_issue_says_whether_it_was_cancelled(app: Newsletter) -> None:
    assert cancelled(app.container, 1) is None
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    assert cancelled(app.container, 1) is None
    app.dispatches.cancel(1)
    newest = cancelled(app.container, 1)
    assert newest is not None
    assert newest.id == 1


def test_who_follows_a_dispatch_hears_at_its_end_how_many_have_it(app: Newsletter) -> None:
    app.dispatches.dispatcher.stop()
    app.dispatches.start("1")
    del app.dispatches.dispatcher  # the next one goes on
    heard: list[tuple[int, int]] = []
    handed = app.container.store.counts.handed
    drain(app.dispatches.dispatcher, handed, 1, lambda *counts: heard.append(counts))
    assert heard[-1] == (3, 3)
