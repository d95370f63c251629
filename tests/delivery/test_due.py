"""What a bell has to do: one slot, once, in time, or the editor decides."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery.due import DueAction, due
from newsletter.model.queue import Approval

ZONE = ZoneInfo("Europe/Amsterdam")
LATE = timedelta(hours=6)
QUEUED = datetime(2026, 3, 3, 12, tzinfo=UTC)


def an_approval(issue: int = 1, **more) -> Approval:
    return Approval(
        issue=issue, edition="e", **({"approved_at": QUEUED, "queued_at": QUEUED} | more)
    )


def sundays(since: date = date(2026, 3, 1), many: int = 8) -> list[tuple[date, datetime]]:
    """Sunday 08:00 in Amsterdam, over the change of clocks on 29 March."""
    days = [since + timedelta(weeks=week) for week in range(many)]
    return [
        (day, datetime(day.year, day.month, day.day, 8, tzinfo=ZONE).astimezone(UTC))
        for day in days
    ]


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZONE).astimezone(UTC)


def ask(now: datetime, *queue: Approval, slots=None):
    return due(queue, sundays() if slots is None else slots, now=now, late=LATE, zone=ZONE)


def test_nothing_is_due_before_the_slot() -> None:
    assert ask(at(2026, 3, 8, 7, 59), an_approval()) is None


def test_the_first_in_the_queue_is_due_at_the_slot() -> None:
    found = ask(at(2026, 3, 8, 8), an_approval(7), an_approval(8))
    assert (found.what, found.planned.issue, found.planned.day) == (
        DueAction.SEND,
        7,
        date(2026, 3, 8),
    )


def test_a_bell_within_the_grace_still_sends() -> None:
    assert ask(at(2026, 3, 8, 14), an_approval()).what is DueAction.SEND


def test_a_bell_after_the_grace_leaves_it_to_the_editor() -> None:
    found = ask(at(2026, 3, 8, 14, 1), an_approval())
    assert (found.what, found.planned.day) == (DueAction.TOO_LATE, date(2026, 3, 8))


def test_a_slot_before_the_issue_was_queued_was_not_meant_for_it() -> None:
    late_comer = an_approval(queued_at=at(2026, 3, 8, 9))
    assert ask(at(2026, 3, 8, 10), late_comer) is None


def test_after_weeks_of_absence_one_issue_is_held_and_not_one_a_week() -> None:
    found = ask(at(2026, 3, 24, 12), an_approval(1), an_approval(2))
    assert (found.what, found.planned.issue, found.planned.day) == (
        DueAction.TOO_LATE,
        1,
        date(2026, 3, 22),
    )
    left = [slot for slot in sundays() if slot[0] > date(2026, 3, 22)]
    assert ask(at(2026, 3, 24, 12), an_approval(2), slots=left) is None


def test_after_weeks_of_absence_a_bell_in_time_sends_one_issue() -> None:
    found = ask(at(2026, 3, 22, 9), an_approval(1), an_approval(2))
    assert (found.what, found.planned.issue, found.planned.day) == (
        DueAction.SEND,
        1,
        date(2026, 3, 22),
    )


def test_eight_oclock_stays_eight_oclock_when_the_clocks_change() -> None:
    assert ask(at(2026, 3, 29, 8), an_approval()).planned.at == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert ask(at(2026, 3, 22, 8), an_approval()).planned.at == datetime(2026, 3, 22, 7, tzinfo=UTC)


def test_a_pinned_issue_goes_at_its_own_moment_before_the_queue() -> None:
    pinned = an_approval(9, send_at=at(2026, 3, 5, 17))
    found = ask(at(2026, 3, 5, 17, 10), an_approval(1), pinned)
    assert (found.what, found.planned.issue, found.planned.day) == (
        DueAction.SEND,
        9,
        date(2026, 3, 5),
    )


def test_a_pinned_issue_has_the_local_date_of_its_moment() -> None:
    pinned = an_approval(9, send_at=datetime(2026, 3, 5, 23, 30, tzinfo=UTC))
    assert ask(datetime(2026, 3, 5, 23, 45, tzinfo=UTC), pinned).planned.day == date(2026, 3, 6)


def test_a_pinned_issue_takes_no_slot_of_the_week() -> None:
    assert ask(at(2026, 3, 8, 8), an_approval(9, send_at=at(2026, 3, 20, 17))) is None


def test_an_empty_queue_has_nothing_due() -> None:
    assert ask(at(2026, 3, 8, 8)) is None


@given(st.lists(st.integers(0, 60 * 24 * 50), min_size=1, max_size=40))
def test_however_the_bell_rings_no_slot_is_given_twice_and_no_issue_goes_twice(minutes) -> None:
    slots, queue = sundays(), [an_approval(issue) for issue in range(1, 12)]
    taken: list[tuple[date, int]] = []
    for minute in sorted(minutes):
        now = QUEUED + timedelta(minutes=minute)
        days = {day for day, _ in taken}
        found = due(
            queue, [slot for slot in slots if slot[0] not in days], now=now, late=LATE, zone=ZONE
        )
        if found is not None:
            assert found.planned.at <= now
            assert (found.what is DueAction.SEND) == (now - found.planned.at <= LATE)
            taken.append((found.planned.day, found.planned.issue))
            queue = [one for one in queue if one.issue != found.planned.issue]
    assert len({day for day, _ in taken}) == len({issue for _, issue in taken}) == len(taken)
    assert [issue for _, issue in taken] == list(range(1, len(taken) + 1))
