"""The rule who gets a dispatch, and why others do not, as SQL, is the pure rule."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from newsletter.model.audience import (
    Audience,
    Exclusion,
    Rhythm,
    Standing,
    SuppressionReason,
    exclusion,
)
from newsletter.model.dispatch import Plan
from newsletter.store.ledger.freezing import gets
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    dispatches,
    notices,
    subscribers,
    suppressions,
    tagged,
)
from newsletter.store.store import Store
from tests.store.builders import LEASE, NOW, Clock, a_dispatch, a_newcomer, a_store, an_address
from tests.store.places import url_of

days = st.integers(-40, 40).map(lambda count: NOW + timedelta(days=count, hours=1))
people = st.fixed_dictionaries(
    {
        "standing": st.sampled_from([Standing.CONFIRMED] * 4 + list(Standing)),
        "rhythm": st.sampled_from(Rhythm),
        "tags": st.frozensets(st.sampled_from(["rust", "werk"])),
        "paused_until": st.none() | days,
        "is_suppressed": st.booleans(),
        "leaves_before_the_claim_of": st.sampled_from([0, 0, 1, 2]),
    }
)


@contextmanager
def emptied(store: Store) -> Iterator[Store]:
    """One database for all examples: making one costs more than an example."""
    with store.database.write() as connection:
        for table in (deliveries, batches, notices, tagged, suppressions, subscribers):
            connection.execute(delete(table))
        connection.execute(delete(dispatches).where(dispatches.c.id > 0))
    yield store


@pytest.fixture(scope="module", params=["sqlite, wal", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = a_store(url_of(request.param, Path(folder)), Clock())
        yield store
        store.close()


@settings(max_examples=60)
@given(
    crowd=st.lists(people, min_size=1, max_size=5),
    tag=st.sampled_from([None, "rust", "nobody has it"]),
    earlier=st.lists(st.integers(1, 60), max_size=2, unique=True),
    repeats=st.booleans(),
    corrects=st.sampled_from([None, None, 1, 2]),
)
def test_the_sql_is_the_pure_rule(shared: Store, crowd, tag, earlier, repeats, corrects) -> None:
    with emptied(shared) as store:
        numbers = [
            store.subscribers.add(
                a_newcomer(f"lezer{n}", tags=one["tags"], rhythm=one["rhythm"])
            ).id
            for n, one in enumerate(crowd)
        ]
        last = send_earlier(store, numbers, crowd, sorted(earlier, reverse=True))
        make_them(store, numbers, crowd)
        issue = 1 if repeats else 99
        audience = Audience(tag, corrects)
        reasons = {
            number: exclusion(
                audience,
                store.subscribers.find(number),
                at=NOW,
                is_suppressed=one["is_suppressed"],
                last_issue_at=last[number][0] if number in last else None,
                has_it=number in last and issue in last[number][1],
                got_it_before=number in last and corrects in last[number][1],
            )
            for number, one in zip(numbers, crowd, strict=True)
        }
        wanted = {number for number, reason in reasons.items() if reason is None}
        plan = Plan(
            key="k",
            issue=issue,
            edition="0" * 64,
            audience=audience,
            at=NOW,
            batch_size=2,
            provider="outbox",
        )
        with store.database.read() as connection:
            found = set(connection.execute(select(subscribers.c.id).where(gets(plan))).scalars())
        assert found == wanted
        assert store.dispatches.count_readers(plan) == len(wanted)
        assert store.audiences.count(plan) == Counter(reasons.values())
        for reason in Exclusion:
            left_out = {number for number, _ in store.audiences.left_out(plan, reason)}
            assert left_out == {number for number, why in reasons.items() if why is reason}
        for number, reason in reasons.items():
            assert next(iter(store.audiences.exclusions(plan, number)), None) is reason


def send_earlier(store: Store, numbers, crowd, days_ago):
    """Issues 1 and 2 went out on those days; some left before their claim and were skipped."""
    last: dict[int, tuple] = {}
    for issue, ago in enumerate(days_ago, start=1):
        at = NOW - timedelta(days=ago)
        before = {number for number in numbers if gets_it(store, number, at, last.get(number))}
        a_dispatch(store, issue=issue, at=at)
        skipped = {
            number
            for number, one in zip(numbers, crowd, strict=True)
            if one["leaves_before_the_claim_of"] == issue
        }
        stand(store, skipped, Standing.UNSUBSCRIBED)
        store.ledger.claim(LEASE, at)
        stand(store, skipped, Standing.CONFIRMED)
        for number in before - skipped:
            issues = last[number][1] if number in last else set()
            last[number] = (at, issues | {issue})
    return last


def gets_it(store: Store, number: int, at, so_far) -> bool:
    subscriber = store.subscribers.find(number)
    last = so_far[0] if so_far else None
    return exclusion(Audience(), subscriber, at=at, last_issue_at=last) is None


def stand(store: Store, numbers, standing: Standing) -> None:
    with store.database.write() as connection:
        connection.execute(
            update(subscribers).where(subscribers.c.id.in_(numbers)).values(standing=standing)
        )


def make_them(store: Store, numbers, crowd) -> None:
    for n, (number, one) in enumerate(zip(numbers, crowd, strict=True)):
        stand(store, [number], one["standing"])
        store.subscribers.pause(number, one["paused_until"])
        if one["is_suppressed"]:
            store.suppressions.add(an_address(f"LEZER{n}"), SuppressionReason.MANUAL)
