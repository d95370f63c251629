"""Which issue goes when: what was shown is what goes, whenever rounds are made."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.editorial.schedule import (
    Calendar,
    Schedule,
    Stranded,
    Why,
    first_day,
    last_slot,
    open_slots,
    plan_queue,
)
from newsletter.editorial.slots import ScheduleSettings, Slot, SlotTime, moment, occurrences
from newsletter.model.issue import Approval, Planned, Release

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = datetime(2026, 3, 3, 12, tzinfo=UTC)
FIRST, SECOND, THIRD, FOURTH = (date(2026, 3, day) for day in (8, 15, 22, 29))
SUNDAY_MORNING, EARLY_SUNDAY = (
    Slot(6, time(8)),
    Slot(6, time(2, 30)),
)  # twice in autumn, never in spring
DAILY = tuple(Slot(day, time(2, 30)) for day in range(7))


def at(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


def queue(*issues: int, since: datetime = TUESDAY) -> list[Approval]:
    return [Approval(issue=issue, edition="e", approved_at=since) for issue in issues]


def pinned(issue: int, send_at: datetime, since: datetime = TUESDAY) -> Approval:
    return Approval(issue=issue, edition="e", approved_at=since, send_at=send_at)


def a_calendar(
    now: datetime = TUESDAY,
    *,
    skipped: Collection[date] = (),
    taken: Collection[date] = (),
    **schedule: Any,
) -> Calendar:
    return Calendar(
        settings=ScheduleSettings(**schedule),
        now=now,
        skipped=frozenset(skipped),
        taken=frozenset(taken),
    )


def dates(schedule: Schedule) -> dict[int, date]:
    return {one.issue: one.day for one in (*schedule.due, *schedule.coming)}


def fates(schedule: Schedule) -> tuple[list[int], list[tuple[int, date]], list[int]]:
    """Return what is due, what was missed with its date, and what comes."""
    return (
        [one.issue for one in schedule.due],
        [(one.issue, one.day) for one in schedule.missed],
        [one.issue for one in schedule.coming],
    )


def test_each_issue_takes_the_next_free_slot_in_order() -> None:
    schedule = plan_queue(queue(7, 3, 5), a_calendar())
    assert dates(schedule) == {7: FIRST, 3: SECOND, 5: THIRD}
    assert schedule.moments[7] == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_eight_o_clock_stays_eight_o_clock_when_the_clocks_change() -> None:
    moments = plan_queue(queue(1, 2, 3, 4), a_calendar()).moments
    assert [moments[issue].hour for issue in (1, 2, 3, 4)] == [7, 7, 7, 6]


@pytest.mark.parametrize("closed", ["skipped", "taken"])
def test_a_date_that_is_skipped_or_has_its_dispatch_shifts_the_rest(closed: str) -> None:
    calendar = a_calendar(**{closed: {FIRST}})
    assert dates(plan_queue(queue(7, 3), calendar)) == {7: SECOND, 3: THIRD}


def test_a_pinned_issue_goes_at_its_own_moment_and_takes_that_date_from_the_rest() -> None:
    evening = pinned(9, at(3, 15, 17))
    schedule = plan_queue([*queue(7, 3), evening, *queue(5)], a_calendar())
    assert dates(schedule) == {7: FIRST, 9: SECOND, 3: THIRD, 5: FOURTH}
    assert schedule.moments[9] == evening.send_at


def test_the_slot_of_a_date_with_a_pinned_issue_starts_nothing_else() -> None:
    entries = [*queue(7), pinned(9, at(3, 8, 17))]
    assert fates(plan_queue(entries, a_calendar(at(3, 8, 9)))) == ([], [], [9, 7])
    assert fates(plan_queue(entries, a_calendar(at(3, 8, 17)))) == ([9], [], [7])


def test_an_issue_pinned_on_another_day_takes_no_slot_from_anybody() -> None:
    schedule = plan_queue([pinned(9, at(3, 6, 9)), *queue(7)], a_calendar())
    assert dates(schedule) == {9: date(2026, 3, 6), 7: FIRST}


def test_a_pinned_issue_belongs_to_its_local_date() -> None:
    late = pinned(9, datetime(2026, 3, 14, 23, 30, tzinfo=UTC))  # 00:30 on Sunday
    assert dates(plan_queue([late, *queue(7, 3)], a_calendar())) == {7: FIRST, 9: SECOND, 3: THIRD}


def test_of_two_issues_pinned_to_one_date_the_first_in_the_queue_goes_though_it_is_later() -> None:
    entries = [pinned(1, at(3, 6, 17)), pinned(2, at(3, 6, 9))]
    for now in (TUESDAY, at(3, 6, 10)):
        schedule = plan_queue(entries, a_calendar(now))
        assert fates(schedule) == ([], [], [1])
        why = Why.TAKEN if now == TUESDAY else Why.PAST
        assert schedule.stranded == (Stranded(2, why),)


def test_an_issue_takes_no_moment_from_before_it_was_queued() -> None:
    now = at(3, 8, 9)
    entries = [*queue(7, since=now), pinned(9, at(3, 8, 8), since=now)]
    schedule = plan_queue(entries, a_calendar(now))
    assert fates(schedule) == ([], [], [7])
    assert dates(schedule) == {7: SECOND}
    assert schedule.stranded == (Stranded(9, Why.PAST),)


def test_an_issue_that_cannot_have_its_moment_is_left_out_and_never_moved() -> None:
    entries = [
        pinned(1, TUESDAY),
        pinned(2, at(3, 15, 10)),
        pinned(3, at(3, 15, 13)),
        pinned(4, at(3, 22, 10)),
        pinned(5, at(3, 8, 10)),
    ]
    schedule = plan_queue(entries, a_calendar(skipped={THIRD}, taken={FIRST}))
    assert dates(schedule) == {2: SECOND}
    assert schedule.stranded == (
        Stranded(1, Why.PAST),
        Stranded(3, Why.TAKEN),
        Stranded(4, Why.SKIPPED),
        Stranded(5, Why.TAKEN),
    )


def test_without_slots_only_pinned_issues_have_a_moment() -> None:
    schedule = plan_queue([*queue(7), pinned(9, at(3, 4, 9))], a_calendar(slots=()))
    assert dates(schedule) == {9: date(2026, 3, 4)}
    assert schedule.stranded == (Stranded(7, Why.NO_SLOTS),)


@pytest.mark.parametrize("entry", [queue(1)[0], pinned(1, at(3, 8, 8))], ids=["slot", "pinned"])
@pytest.mark.parametrize(
    ("hour", "minute", "fate"),
    [
        (7, 59, ([], [], [1])),
        (8, 0, ([1], [], [])),
        (14, 0, ([1], [], [])),
        (14, 1, ([], [(1, FIRST)], [])),
    ],
    ids=["before", "at the moment", "within the grace", "too late"],
)
def test_an_issue_is_due_from_its_moment_to_the_end_of_the_grace(
    entry: Approval, hour: int, minute: int, fate: object
) -> None:
    schedule = plan_queue([entry], a_calendar(at(3, 8, hour, minute)))
    assert fates(schedule) == fate
    assert schedule.stranded == ((Stranded(1, Why.PAST),) if schedule.missed else ())


def test_what_is_due_goes_in_order_of_time() -> None:
    entries = [pinned(3, at(3, 9, 9)), pinned(2, at(3, 7, 9)), *queue(1)]
    schedule = plan_queue(entries, a_calendar(at(3, 9, 10), grace=timedelta(days=3)))
    assert fates(schedule) == ([2, 1, 3], [], [])


def test_after_weeks_of_absence_one_issue_is_missed_and_not_one_a_week() -> None:
    schedule = plan_queue(queue(1, 2), a_calendar(at(3, 24, 12)))
    assert fates(schedule) == ([], [(1, THIRD)], [2])
    assert dates(schedule) == {2: FOURTH}


def test_an_issue_that_was_missed_is_not_sent_at_a_later_slot_and_the_next_one_is() -> None:
    shown = plan_queue(queue(1, 2, 3), a_calendar(at(3, 8, 20)))
    assert dates(shown) == {2: SECOND, 3: THIRD}
    assert shown.stranded == (Stranded(1, Why.PAST),)
    schedule = plan_queue(queue(1, 2, 3), a_calendar(at(3, 15, 9)))
    assert fates(schedule) == ([2], [(1, FIRST)], [3])


LONG_GRACE = timedelta(days=6, hours=20)


def test_a_pinned_date_closes_an_earlier_slot_from_midnight_and_not_from_its_own_slot() -> None:
    entries = [*queue(1), pinned(9, at(3, 15, 23)), *queue(2)]
    for now in (at(3, 15, 7), at(3, 17, 7)):  # 6 days and 20 hours after Sunday 8:00 is 4:00
        schedule = plan_queue(entries, a_calendar(now, grace=LONG_GRACE))
        assert schedule.missed == ()
        assert dates(schedule) == {9: SECOND, 1: THIRD, 2: FOURTH}


def test_once_a_pinned_date_has_begun_the_slot_before_it_starts_nothing() -> None:
    slots = (Slot(2, time(8)), SUNDAY_MORNING)
    entries = [*queue(1, since=at(3, 10)), pinned(9, at(3, 15, 3)), *queue(2, since=at(3, 10))]
    for now in (at(3, 15, 6), at(3, 16, 4)):  # before the Sunday's slot, and after
        schedule = plan_queue(entries, a_calendar(now, slots=slots, grace=LONG_GRACE))
        assert fates(schedule) == ([9], [], [1, 2])
        assert dates(schedule)[1] == date(2026, 3, 18)


def test_with_a_grace_longer_than_a_week_an_absence_sends_one_issue_and_not_one_a_week() -> None:
    schedule = plan_queue(queue(1, 2), a_calendar(at(3, 24, 12), grace=timedelta(days=8)))
    assert fates(schedule) == ([1], [], [2])
    assert dates(schedule) == {1: THIRD, 2: FOURTH}


def test_the_slots_without_an_issue_are_open_but_for_those_that_are_closed() -> None:
    calendar = a_calendar(at(3, 8, 9), skipped={SECOND})
    entries = [pinned(9, at(3, 22, 17)), *queue(1)]  # 1 is due
    schedule = plan_queue(entries, calendar)
    found = open_slots(schedule, calendar, at(4, 5, 8))
    assert [slot.date for slot in found] == [FOURTH, date(2026, 4, 5)]


def test_the_last_slot_is_the_newest_that_passed_filled_or_not() -> None:
    for now in (at(3, 8, 8), at(3, 15, 7, 59)):
        assert last_slot(ScheduleSettings(), now) == SlotTime(FIRST, at(3, 8, 8))
    assert last_slot(ScheduleSettings(slots=()), TUESDAY) is None


# What was shown is what goes


@dataclass
class Publication:
    """A queue and its calendar as a database keeps them; a round starts and notes what it shall."""

    entries: list[Approval]
    settings: ScheduleSettings
    skipped: set[date] = field(default_factory=set)
    taken: set[date] = field(default_factory=set)
    released: set[Release] = field(default_factory=set)

    def release(self, planned: Planned) -> None:
        self.released.add(Release(planned.day, planned.issue, planned.edition))

    def put_later(self, planned: Planned, other: Planned, now: datetime) -> None:
        """Another issue goes first, as an editor decides it."""
        before = self.schedule(now)
        [moved] = [one for one in self.entries if one.issue == other.issue]
        self.entries.remove(moved)
        issues = [one.issue for one in self.entries]
        self.entries.insert(issues.index(planned.issue), moved)
        # as ``keeping_due``
        if moved.issue in self.schedule(now).new_at_past_slots(before):
            self.entries[issues.index(planned.issue)] = replace(moved, queued_at=now)

    def schedule(self, now: datetime) -> Schedule:
        since = first_day(self.entries, now, AMSTERDAM)
        known = frozenset(day for day in self.taken if day >= since)
        return plan_queue(self.entries, self.calendar(now, known))

    def calendar(self, now: datetime, taken: frozenset[date]) -> Calendar:
        return Calendar(
            settings=self.settings,
            now=now,
            skipped=frozenset(self.skipped),
            taken=taken,
            released=frozenset(self.released),
        )

    def open_until(self, now: datetime, until: datetime) -> set[date]:
        calendar = self.calendar(now, frozenset(self.taken))
        return {slot.date for slot in open_slots(self.schedule(now), calendar, until)}

    def make_round(
        self, now: datetime, unable: Collection[int] = ()
    ) -> tuple[list[Planned], list[Planned]]:
        """Return what went and what was noted as missed; what is unable to go stays."""
        missed = list(self.schedule(now).missed)
        for one in missed:
            self._take(one)
        gone: list[Planned] = []
        while able := [one for one in self.schedule(now).due if one.issue not in unable]:
            self._take(able[0])
            gone.append(able[0])
        return gone, missed

    def _take(self, planned: Planned) -> None:
        assert planned.day not in self.taken | self.skipped
        self.taken.add(planned.day)
        self.entries = [one for one in self.entries if one.issue != planned.issue]


BEGINS = (
    datetime(2026, 3, 23, tzinfo=UTC),
    datetime(2026, 10, 19, tzinfo=UTC),
)  # before the clocks change
WEEKS = ((), (SUNDAY_MORNING,), (EARLY_SUNDAY,), (Slot(2, time(8)), EARLY_SUNDAY), DAILY)
GRACES = tuple(
    timedelta(**grace)
    for grace in (
        {"hours": 0},
        {"minutes": 30},
        {"hours": 6},
        {"hours": 84},
        {"hours": 164},
        {"days": 9},
    )
)
FRACTIONS = st.integers(0, 8).map(lambda eighths: eighths / 8)


@st.composite
def publications(draw: st.DrawFn) -> tuple[Publication, datetime]:
    """A publication, and the moment at which somebody looks."""
    begin = draw(st.sampled_from(BEGINS))
    moments = st.integers(0, 2 * 14 * 12).map(lambda halves: begin + timedelta(minutes=30 * halves))
    local_days = st.integers(0, 14).map(lambda days: begin.date() + timedelta(days=days))
    now = draw(moments)
    entries = [
        Approval(issue=issue, edition="e", approved_at=min(now, since), send_at=pin)
        for issue, (since, pin) in enumerate(
            draw(st.lists(st.tuples(moments, st.none() | st.none() | moments), max_size=5)), 1
        )
    ]
    return (
        Publication(
            entries,
            ScheduleSettings(
                slots=draw(st.sampled_from(WEEKS)),
                grace=draw(st.sampled_from(GRACES)),
                hold=draw(st.booleans()),
            ),
            draw(st.sets(local_days, max_size=2)),
            {day for day in draw(st.sets(local_days, max_size=1)) if day <= now.date()},
        ),
        now,
    )


def latest_round(publication: Publication, planned: Planned, now: datetime) -> datetime:
    """Return when a round must be made for an issue to go at its moment.

    At a slot that has passed an issue may go until the next slot comes, which
    takes its place, even where the grace is longer; one with a pinned issue from
    the beginning of that day.
    """
    until = planned.at + publication.settings.grace
    is_pinned = any(one.issue == planned.issue and one.send_at for one in publication.entries)
    following = occurrences(publication.settings.slots, AMSTERDAM, max(now, planned.at))
    if is_pinned or (slot := next(following, None)) is None:
        return until
    is_own = any(
        one.send_at and one.send_at.astimezone(AMSTERDAM).date() == slot.date
        for one in publication.entries
    )
    begins = moment(slot.date, time.min, AMSTERDAM) if is_own else slot.at
    return max(now, min(until, begins - timedelta(seconds=1)))


@settings(max_examples=150)
@given(
    publications(),
    st.lists(FRACTIONS, min_size=5, max_size=5),
    st.lists(FRACTIONS, max_size=4),
    st.lists(st.booleans(), min_size=5, max_size=5),
)
def test_what_was_shown_is_what_goes_in_that_order_and_nothing_else(
    drawn: tuple[Publication, datetime], late: list[float], more: list[float], yes: list[bool]
) -> None:
    publication, now = drawn
    for planned, has_yes in zip(publication.schedule(now).open, yes, strict=False):
        if has_yes:
            publication.release(planned)
    shown = publication.schedule(now)
    goes = sorted((*shown.due, *shown.open), key=lambda one: one.at)
    rounds = [now + fraction * timedelta(weeks=6) for fraction in more]
    for planned, fraction in zip(goes, late, strict=False):
        first = max(now, planned.at)
        rounds.append(first + fraction * (latest_round(publication, planned, now) - first))
    free = publication.open_until(now, now + timedelta(weeks=6))
    gone: list[Planned] = []
    missed: list[Planned] = []
    for when in sorted(rounds):
        went, noted = publication.make_round(when)
        gone += went
        missed += noted
    assert gone == [one for one in goes if one.is_released]
    lost = {one.issue for one in shown.missed} if rounds else set()
    without_yes = {one.issue for one in goes if not one.is_released}
    assert lost <= {one.issue for one in missed} <= lost | without_yes
    assert not free & {one.day for one in gone}


@settings(max_examples=150)
@given(
    publications(),
    st.lists(
        st.tuples(st.integers(0, 72), st.booleans(), st.sets(st.integers(1, 5), max_size=2)),
        max_size=6,
    ),
)
def test_a_round_does_what_a_look_before_it_shows_however_long_nobody_was_awake(
    drawn: tuple[Publication, datetime], visits: list[tuple[int, bool, set[int]]]
) -> None:
    publication, now = drawn
    for hours, is_on_hold, unable in visits:
        now += timedelta(hours=hours)
        before = publication.schedule(now)
        if is_on_hold:
            continue
        gone, missed = publication.make_round(now, unable)
        assert gone == [one for one in before.due if one.issue not in unable]
        assert missed == list(before.missed)
        assert all(timedelta(0) <= now - one.at <= publication.settings.grace for one in gone)
        after = publication.schedule(now)
        assert after.due == tuple(one for one in before.due if one.issue in unable)
        assert (after.held, after.coming, after.missed) == (before.held, before.coming, ())
        left = {one.issue for one in publication.entries}
        assert after.stranded == tuple(one for one in before.stranded if one.issue in left)


@settings(max_examples=80)
@given(publications())
def test_whatever_the_queue_its_rules_hold(drawn: tuple[Publication, datetime]) -> None:
    publication, now = drawn
    schedule = publication.schedule(now)
    entries = {one.issue: one for one in publication.entries}
    goes = sorted((*schedule.due, *schedule.open), key=lambda one: one.at)
    assert list(schedule.open) == [one for one in goes if one not in schedule.due]
    days = [one.day for one in (*goes, *schedule.missed)]
    assert len(set(days)) == len(days), "no date twice"
    assert not set(days) & (publication.skipped | publication.taken)
    assert all(one.at > entries[one.issue].since for one in goes)
    assert all(one.at == pin for one in goes if (pin := entries[one.issue].send_at)), "no pin moves"
    in_turn = [one.issue for one in publication.entries if one.send_at is None]
    had = [one.issue for one in (*schedule.missed, *goes) if one.issue in in_turn]
    assert had == (in_turn if publication.settings.slots else []), "the order is kept"
    left_out = {one.issue for one in schedule.stranded}
    assert left_out == set(entries) - set(schedule.moments), "and nobody is forgotten"
    assert {one.issue for one in schedule.missed} <= left_out


@settings(max_examples=30)
@given(publications(), st.integers(0, 14))
def test_skipping_a_date_never_brings_an_issue_forward(
    drawn: tuple[Publication, datetime], days: int
) -> None:
    publication, now = drawn
    publication.entries = [one for one in publication.entries if one.send_at is None]
    before = publication.schedule(now)
    publication.skipped.add(now.date() + timedelta(days=1 + days))
    after = publication.schedule(now).moments
    assert all(after[issue] >= moment for issue, moment in before.moments.items())


# Slots on hold, and decisions about them


def released(*planned: tuple[date, int]) -> frozenset[Release]:
    return frozenset(Release(day, issue, "e") for day, issue in planned)


def on_hold(now: datetime, *yes: tuple[date, int], **more: Any) -> Calendar:
    return replace(a_calendar(now, hold=True, **more), released=released(*yes))


@pytest.mark.parametrize("entry", [queue(1)[0], pinned(1, at(3, 8, 8))], ids=["slot", "pinned"])
def test_on_hold_an_issue_keeps_its_slot_until_a_yes_or_the_end_of_the_grace(
    entry: Approval,
) -> None:
    for hour, minute, fate in (
        (7, 59, "coming"),
        (8, 0, "held"),
        (14, 0, "held"),
        (14, 1, "missed"),
    ):
        schedule = plan_queue([entry], on_hold(at(3, 8, hour, minute)))
        where = {name for name in ("due", "held", "coming", "missed") if getattr(schedule, name)}
        assert where == {fate}
        assert (1 in schedule.moments) == (fate != "missed")
    said_yes = plan_queue([entry], on_hold(at(3, 8, 13), (FIRST, 1)))
    assert fates(said_yes) == ([1], [], [])


def test_a_held_slot_does_not_pass_to_the_next_issue_even_one_that_has_a_yes() -> None:
    calendar = on_hold(at(3, 8, 9), (SECOND, 2), (FIRST, 2))
    schedule = plan_queue(queue(1, 2), calendar)
    assert [one.issue for one in schedule.held] == [1]
    assert fates(schedule) == ([], [], [2])
    assert dates(schedule) == {2: SECOND}


def test_the_next_slot_ends_a_hold_however_long_the_grace_is() -> None:
    calendar = on_hold(at(3, 15, 8), (SECOND, 2), grace=timedelta(days=9))
    schedule = plan_queue(queue(1, 2), calendar)
    assert fates(schedule) == ([2], [(1, FIRST)], [])


def test_a_yes_counts_for_its_edition_and_its_date_alone() -> None:
    for yes in (Release(FIRST, 1, "another"), Release(SECOND, 1, "e"), Release(FIRST, 2, "e")):
        calendar = replace(a_calendar(at(3, 8, 9), hold=True), released=frozenset({yes}))
        assert [one.issue for one in plan_queue(queue(1), calendar).held] == [1]


def test_the_slot_of_a_held_pinned_issue_is_not_open_for_another() -> None:
    entries = [pinned(9, at(3, 8, 6))]
    calendar = on_hold(at(3, 8, 7))
    found = open_slots(plan_queue(entries, calendar), calendar, at(3, 15, 9))
    assert [slot.date for slot in found] == [SECOND]


@settings(max_examples=150)
@given(
    publications(),
    st.lists(
        st.tuples(st.integers(0, 96), st.sampled_from([None, "go", "skip", "later"])), max_size=8
    ),
)
def test_a_round_does_what_a_look_shows_whatever_is_decided_meanwhile(
    drawn: tuple[Publication, datetime], visits: list[tuple[int, str | None]]
) -> None:
    publication, now = drawn
    for hours, decision in visits:
        pending = publication.schedule(now).open
        pins = {one.issue for one in publication.entries if one.send_at}
        if pending and decision == "go":
            publication.release(pending[0])
        elif pending and decision == "skip":
            publication.skipped.add(pending[0].day)
        elif len(pending) > 1 and not pins & {one.issue for one in pending[:2]} and decision:
            before = publication.schedule(now)
            if pending[0].at > now:
                publication.put_later(*pending[:2], now)
                after = publication.schedule(now)
                swapped = {pending[0].issue: pending[1].day, pending[1].issue: pending[0].day}
                assert dates(after) == dates(before) | swapped
        now += timedelta(hours=hours)
        shown = publication.schedule(now)
        gone, missed = publication.make_round(now)
        assert (gone, missed) == (list(shown.due), list(shown.missed))
        if publication.settings.hold:
            yes = publication.released
            assert all(Release(one.day, one.issue, one.edition) in yes for one in gone)
        assert publication.schedule(now).open == shown.open
