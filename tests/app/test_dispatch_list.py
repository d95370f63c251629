"""Dispatches with their counts, as values: where each is, why, and what can be done."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app.dispatch_list import DispatchRow, DispatchStatus, row_of, trouble_with_notices
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, DeliveryState, Dispatch, DispatchState, Progress
from tests.app.builders import A_SATURDAY, SetClock, a_publication, with_issues_approved

WAITS = Message("ceiling-of-day")
GOES = Progress(
    audience=3,
    counts={DeliveryState.QUEUED: 1, DeliveryState.REFUSED: 2},
    batches={BatchState.PENDING: 1},
)
DONE = Progress(audience=2, counts={DeliveryState.REFUSED: 2}, batches={BatchState.SENT: 1})


def a_dispatch(
    number: int = 4,
    state: DispatchState = DispatchState.GOING,
    why: str = "",
    provider: str = "outbox",
) -> Dispatch:
    return Dispatch(
        id=number,
        key="key00001",
        issue=7,
        edition="e" * 64,
        audience=Audience(),
        state=state,
        frozen_at=A_SATURDAY,
        provider=provider,
        why=why,
    )


def a_row(may_go_again: int | None = None, number: int = 4) -> DispatchRow:
    return replace(row_of(a_dispatch(number), DONE, ()), may_go_again=may_go_again)


@pytest.mark.parametrize(
    ("dispatch", "progress", "state", "why"),
    [
        (a_dispatch(), GOES, DispatchStatus.GOING, (WAITS,)),
        (a_dispatch(), DONE, DispatchStatus.DONE, ()),
        (
            a_dispatch(state=DispatchState.PAUSED, why=Message("paused-by-hand").to_text()),
            GOES,
            DispatchStatus.PAUSED,
            (Message("paused-by-hand"),),
        ),
        (
            a_dispatch(state=DispatchState.PAUSED, why="the key is wrong"),
            GOES,
            DispatchStatus.PAUSED,
            (Message.in_own_words("the key is wrong"),),
        ),
        (
            a_dispatch(state=DispatchState.CANCELLED, why="", provider=""),
            Progress(audience=0),
            DispatchStatus.WENT_BEFORE,
            (),
        ),
    ],
    ids=["going", "done", "paused", "paused by an earlier version", "of a journal"],
)
def test_a_dispatch_is_where_its_state_and_its_batches_say(
    dispatch: Dispatch, progress: Progress, state: DispatchStatus, why: tuple[Message, ...]
) -> None:
    row = row_of(dispatch, progress, (WAITS.to_text(),))
    assert (row.state, row.why) == (state, why)


def test_the_counts_are_told_state_by_state() -> None:
    assert row_of(a_dispatch(), GOES, ()).tally == (
        Message("recipients-in-state", count=1, state=Message("delivery-state-queued")),
        Message("recipients-in-state", count=2, state=Message("delivery-state-refused")),
    )
    nobody = Progress(audience=0)
    assert row_of(a_dispatch(), nobody, ()).tally == (Message("recipients-none"),)
    unknown = row_of(a_dispatch(provider=""), nobody, ()).tally
    assert unknown == (Message("recipients-unknown"),)


@pytest.mark.parametrize(
    ("may_go_again", "told"),
    [
        (None, Message("refused-maybe-again", dispatch=4, count=2)),
        (0, Message("refused-not-again", dispatch=4, count=2)),
        (1, Message("refused-some-may-go-again", dispatch=4, count=2, some=1)),
        (2, Message("refused-may-go-again", dispatch=4, count=2)),
    ],
)
def test_who_was_refused_is_told_with_how_many_may_get_it_again(
    may_go_again: int | None, told: Message
) -> None:
    assert a_row(may_go_again).refusals == told


def test_notices_that_were_refused_are_not_offered_again() -> None:
    assert a_row(number=NOTICES).refusals is None


def test_trouble_with_notices_is_that_they_are_paused_or_held() -> None:
    notices = a_dispatch(NOTICES)
    assert trouble_with_notices(notices, is_held=False) is None
    assert trouble_with_notices(notices, is_held=True) == Message("notices-held", dispatch=0)
    paused = a_dispatch(NOTICES, state=DispatchState.PAUSED, why="the key is wrong")
    reason = Message.in_own_words("the key is wrong")
    told = trouble_with_notices(paused, is_held=False)
    assert told == Message("notices-paused", reason=reason, dispatch=0)


def test_the_newest_comes_first(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    app.dispatches.start("1")
    clock.at += timedelta(hours=1)
    app.dispatches.start("2")
    rows = app.dispatch_list.rows()
    assert [(row.id, row.issue, row.state) for row in rows] == [(2, 2, "done"), (1, 1, "done")]


def test_a_page_goes_on_after_a_number_and_leaves_the_notices_out(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    for number in ("1", "2", "3"):
        app.dispatches.start(number)
    assert [row.issue for row in app.dispatch_list.page(limit=2)] == [1, 2]
    assert [row.issue for row in app.dispatch_list.page(after=2)] == [3]
    assert app.dispatch_list.page(after=3) == []
    (last,) = app.dispatch_list.page(after=2)
    assert last == app.dispatch_list.rows()[0]
