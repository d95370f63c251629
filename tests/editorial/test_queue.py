from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.queue import (
    Calendar,
    Queued,
    Stranded,
    Why,
    plan_queue,
    stranded,
)
from newsletter.editorial.slots import Slot

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
THURSDAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
FIRST, SECOND, THIRD, FOURTH = (date(2026, 1, day) for day in (4, 11, 18, 25))


def a_calendar(**other: Any) -> Calendar:
    return Calendar(**{"slots": (Slot(6, time(8)),), "zone": AMSTERDAM, "after": THURSDAY, **other})


def queue(*issues: int) -> list[Queued]:
    return [Queued(issue=issue) for issue in issues]


def dates(plan: tuple[Any, ...]) -> dict[int, date]:
    return {issue: slot.date for issue, slot in plan}


def test_each_issue_takes_the_next_free_slot_in_order() -> None:
    plan = plan_queue(queue(7, 3, 5), a_calendar())
    assert dates(plan) == {7: FIRST, 3: SECOND, 5: THIRD}
    assert plan[0].slot.at == datetime(2026, 1, 4, 7, tzinfo=UTC)


def test_a_skipped_week_shifts_the_rest() -> None:
    plan = plan_queue(queue(7, 3), a_calendar(skipped=frozenset({FIRST})))
    assert dates(plan) == {7: SECOND, 3: THIRD}


def test_a_date_that_has_its_dispatch_is_not_given_again() -> None:
    assert dates(plan_queue(queue(7), a_calendar(taken=frozenset({FIRST})))) == {7: SECOND}


def test_a_pinned_issue_takes_its_slot_date_from_the_rest() -> None:
    pinned = Queued(issue=9, send_at=datetime(2026, 1, 11, 17, tzinfo=UTC))
    plan = plan_queue([*queue(7, 3), pinned, *queue(5)], a_calendar())
    assert dates(plan) == {7: FIRST, 9: SECOND, 3: THIRD, 5: FOURTH}
    assert next(slot.at for issue, slot in plan if issue == 9) == pinned.send_at


def test_an_issue_pinned_on_another_day_takes_no_slot_from_anybody() -> None:
    pinned = Queued(issue=9, send_at=datetime(2026, 1, 7, 9, tzinfo=UTC))
    plan = plan_queue([pinned, *queue(7)], a_calendar())
    assert dates(plan) == {7: FIRST, 9: date(2026, 1, 7)}


def test_a_pinned_issue_belongs_to_its_local_date() -> None:
    late = Queued(issue=9, send_at=datetime(2026, 1, 10, 23, 30, tzinfo=UTC))  # 00:30 on Sunday
    assert dates(plan_queue([late, *queue(7, 3)], a_calendar())) == {7: FIRST, 9: SECOND, 3: THIRD}


def test_an_issue_takes_no_slot_before_it_was_approved() -> None:
    fresh = Queued(issue=7, since=datetime(2026, 1, 5, tzinfo=UTC))
    assert dates(plan_queue([fresh, *queue(3)], a_calendar())) == {7: SECOND, 3: THIRD}


def test_a_slot_that_nobody_was_awake_for_is_still_there_when_asked_from_the_last_handled_one() -> (
    None
):
    asked_late = plan_queue(queue(7), a_calendar(after=datetime(2026, 1, 4, 6, 59, tzinfo=UTC)))
    assert dates(asked_late) == {7: FIRST}


def test_an_issue_that_cannot_have_its_moment_is_left_out_and_told_never_moved() -> None:
    at = datetime(2026, 1, 11, 9, tzinfo=UTC)
    entries = [
        Queued(issue=1, send_at=THURSDAY),
        Queued(issue=2, send_at=at),
        Queued(issue=3, send_at=at + timedelta(hours=3)),
        Queued(issue=4, send_at=at + timedelta(days=7)),
        Queued(issue=5, send_at=at - timedelta(days=7)),
    ]
    calendar = a_calendar(skipped=frozenset({THIRD}), taken=frozenset({FIRST}))
    assert dates(plan_queue(entries, calendar)) == {2: SECOND}
    assert stranded(entries, calendar) == (
        Stranded(1, Why.PAST),
        Stranded(3, Why.TAKEN),
        Stranded(4, Why.SKIPPED),
        Stranded(5, Why.TAKEN),
    )


def test_without_slots_only_pinned_issues_have_a_moment() -> None:
    entries = [*queue(7), Queued(issue=9, send_at=THURSDAY + timedelta(days=1))]
    calendar = a_calendar(slots=())
    assert dates(plan_queue(entries, calendar)) == {9: date(2026, 1, 2)}
    assert stranded(entries, calendar) == (Stranded(7, Why.NO_SLOTS),)


DATES = st.dates(date(2025, 12, 28), date(2026, 3, 1))
ENTRIES = st.lists(
    st.tuples(
        st.one_of(
            st.none(),
            st.datetimes(datetime(2025, 12, 28), datetime(2026, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        ),
        st.one_of(
            st.none(),
            st.datetimes(datetime(2025, 12, 28), datetime(2026, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        ),
    ),
    max_size=8,
).map(
    lambda drawn: [
        Queued(issue=at, send_at=pin, since=since) for at, (pin, since) in enumerate(drawn, 1)
    ]
)
CALENDARS = st.builds(
    a_calendar,
    slots=st.sampled_from([(), (Slot(6, time(8)),), (Slot(6, time(8)), Slot(2, time(2, 30)))]),
    skipped=st.frozensets(DATES, max_size=6),
    taken=st.frozensets(DATES, max_size=6),
)


@settings(max_examples=80)
@given(ENTRIES, CALENDARS)
def test_whatever_the_queue_its_rules_hold(entries: list[Queued], calendar: Calendar) -> None:
    plan = plan_queue(entries, calendar)
    days = [slot.date for _, slot in plan]
    assert len(set(days)) == len(days), "no date twice"
    assert not set(days) & (calendar.skipped | calendar.taken)
    assert all(slot.at > calendar.after for _, slot in plan), "none in the past"
    assert [slot.at for _, slot in plan] == sorted(slot.at for _, slot in plan)
    in_turn = [entry.issue for entry in entries if entry.send_at is None]
    placed = [issue for issue, _ in plan if issue in in_turn]
    assert placed == (in_turn if calendar.slots else []), "the order is kept, and nobody forgotten"
    pins = {entry.issue: entry.send_at for entry in entries if entry.send_at is not None}
    assert all(slot.at == pins[issue] for issue, slot in plan if issue in pins), "a pin never moves"
    left = [issue for issue, _ in stranded(entries, calendar)]
    assert sorted([*left, *(issue for issue, _ in plan)]) == [entry.issue for entry in entries]
    since = {entry.issue: entry.since for entry in entries if entry.since and not entry.send_at}
    assert all(slot.at > since[issue] for issue, slot in plan if issue in since)


@settings(max_examples=30)
@given(ENTRIES, CALENDARS, DATES)
def test_skipping_a_date_never_brings_an_issue_forward(
    entries: list[Queued], calendar: Calendar, day: date
) -> None:
    waiting = [entry for entry in entries if entry.send_at is None]
    before = {issue: slot.at for issue, slot in plan_queue(waiting, calendar)}
    more = Calendar(
        slots=calendar.slots,
        zone=calendar.zone,
        after=calendar.after,
        skipped=calendar.skipped | {day},
        taken=calendar.taken,
    )
    assert all(slot.at >= before[issue] for issue, slot in plan_queue(waiting, more))
