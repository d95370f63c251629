"""Newcomers read from the beginning: rhythm, pause and series together, week after week."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from newsletter.model.audience import (
    SPACING,
    Audience,
    Exclusion,
    Rhythm,
    Series,
    Standing,
    Subscriber,
    exclusion,
    is_in_order,
)
from newsletter.model.dispatch import Plan
from newsletter.store.schema.sending import deliveries, notices, subscribers
from newsletter.store.store import Store
from tests.store.builders import NOW, Clock, a_newcomer, a_store, with_the_welcome
from tests.store.places import url_of
from tests.store.test_rule import emptied

SERIES = Series(issues=(1, 2, 3), since=NOW - timedelta(days=1))
WEEKS = 9
readers = st.fixed_dictionaries(
    {
        "rhythm": st.sampled_from(Rhythm),
        "joined_days": st.integers(-30, 30),
        "paused_weeks": st.sampled_from([0, 0, 2, 5]),
        "with_the_welcome": st.sampled_from([None, "the newest", 2]),
    }
)


@pytest.fixture(scope="module", params=["sqlite, wal", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = a_store(url_of(request.param, Path(folder)), Clock())
        yield store
        store.close()


class Mailbox:
    """What one reader has got, and when."""

    def __init__(self, welcome: object = None) -> None:
        self.got: list[tuple[int, object]] = []
        self.welcome = welcome
        self.first: int | None = None  # the issue that came with the welcome

    @property
    def last(self):
        return self.got[-1][1] if self.got else None


# readers do not concern each other: many in an example cost less than many examples
@settings(max_examples=8)
@given(st.lists(readers, min_size=1, max_size=9))
def test_never_two_in_a_week_never_one_twice_and_newcomers_from_the_beginning(
    shared: Store, crowd
) -> None:
    with emptied(shared) as store:
        boxes: dict[int, Mailbox] = {}
        for place, one in enumerate(crowd):
            number = store.subscribers.add(a_newcomer(f"lezer{place}", rhythm=one["rhythm"])).id
            boxes[number] = Mailbox(one["with_the_welcome"])
            confirmed = NOW + timedelta(days=one["joined_days"], hours=1)
            paused = (
                confirmed + timedelta(weeks=one["paused_weeks"]) if one["paused_weeks"] else None
            )
            with store.database.write() as connection:
                connection.execute(
                    update(subscribers)
                    .where(subscribers.c.id == number)
                    .values(confirmed_at=confirmed, paused_until=paused)
                )
        for week in range(WEEKS):
            at = NOW + timedelta(weeks=week)
            here = {
                number: person
                for number in boxes
                if (person := store.subscribers.find(number)) and person.confirmed_at <= at
            }
            for number, person in here.items():
                welcome(store, person, boxes[number], newest=9 + week)
            everybody_else_waits(store, set(boxes) - set(here))
            send(store, here, boxes, issue=10 + week, at=at, newcomers_only=False)
            for issue in SERIES.issues:
                send(store, here, boxes, issue=issue, at=at, newcomers_only=True)
            everybody_is_back(store)
        for number, box in boxes.items():
            person = store.subscribers.find(number)
            assert person is not None
            assert len({issue for issue, _ in box.got}) == len(box.got), "one twice"
            moments = [moment for _, moment in box.got]
            if box.first and person.rhythm is Rhythm.WEEKLY and not SERIES.is_for(person):
                del moments[0]  # who reads every issue gets the next one, however soon it comes
            least = max(SPACING[person.rhythm], timedelta(days=6, hours=12))
            assert all(b - a >= least for a, b in itertools.pairwise(moments)), "two in a week"
            if SERIES.is_for(person):
                issues = [issue for issue, _ in box.got if issue != box.first]
                missing = [issue for issue in SERIES.issues if issue != box.first]
                assert issues[: len(missing)] == missing[: len(issues)], "from the beginning"


def welcome(store: Store, person: Subscriber, box: Mailbox, *, newest: int) -> None:
    """Whoever has just joined gets the last issue along, where the owner wants it."""
    if box.welcome is None or box.first is not None or box.got:
        return
    box.first = newest if box.welcome == "the newest" else 2
    assert person.confirmed_at is not None
    number = with_the_welcome(store, person.id, box.first)
    with store.database.write() as connection:
        connection.execute(
            update(notices).where(notices.c.id == number).values(made_at=person.confirmed_at)
        )
    box.got.append((box.first, person.confirmed_at))


def send(store: Store, here, boxes, *, issue: int, at, newcomers_only: bool) -> None:
    """One dispatch; the database chooses whom the pure rules choose."""
    reasons = {
        number: exclusion(
            Audience(),
            person,
            at=at,
            last_issue_at=boxes[number].last,
            has_it=issue in [got for got, _ in boxes[number].got],
            in_order=is_in_order(
                SERIES,
                person,
                issue,
                has=[got for got, _ in boxes[number].got],
                since_last=at - boxes[number].last if boxes[number].got else None,
                newcomers_only=newcomers_only,
            ),
        )
        for number, person in here.items()
    }
    wanted = {number for number, reason in reasons.items() if reason is None}
    plan = Plan(
        key=f"k{issue:03}{at:%m%d}{newcomers_only:d}",
        issue=issue,
        edition="0" * 64,
        audience=Audience(),
        at=at,
        batch_size=2,
        provider="outbox",
        series=SERIES,
        newcomers_only=newcomers_only,
    )
    assert store.dispatches.would_reach(plan) == bool(wanted)
    assert store.dispatches.count_readers(plan) == len(wanted)
    found_by_reason = dict(store.audiences.count(plan))
    found_by_reason.pop(Exclusion.NOT_CONFIRMED, None)  # those who have not joined yet
    assert found_by_reason == Counter(reasons.values())
    frozen = store.dispatches.freeze(plan)
    assert frozen is not None
    with store.database.read() as connection:
        found = set(
            connection.execute(
                select(deliveries.c.subscriber).where(deliveries.c.dispatch == frozen.id)
            ).scalars()
        )
    assert found == wanted
    for number in wanted:
        boxes[number].got.append((issue, at))


def everybody_else_waits(store: Store, numbers: set[int]) -> None:
    """Who has not joined yet cannot get anything."""
    with store.database.write() as connection:
        connection.execute(
            update(subscribers)
            .where(subscribers.c.id.in_(numbers))
            .values(standing=Standing.PENDING)
        )


def everybody_is_back(store: Store) -> None:
    with store.database.write() as connection:
        connection.execute(update(subscribers).values(standing=Standing.CONFIRMED))


def test_without_newcomers_a_series_changes_nothing(shared: Store) -> None:
    with emptied(shared) as store:
        store.subscribers.add(a_newcomer("anna"))
        late = replace(SERIES, since=NOW + timedelta(days=400))
        plan = Plan(
            key="late00001",
            issue=5,
            edition="0" * 64,
            audience=Audience(),
            at=NOW,
            batch_size=2,
            provider="outbox",
            series=late,
        )
        assert store.dispatches.would_reach(plan)
        assert not store.dispatches.would_reach(replace(plan, newcomers_only=True))
