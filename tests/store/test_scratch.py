"""A private copy of the database: the same audience, and nothing of it is left."""

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from newsletter.errors import StoreError
from newsletter.model.audience import Audience, Series, Standing, SuppressionReason
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import DeliveryState, Plan
from newsletter.model.secret import Secret
from newsletter.store.database import Database
from newsletter.store.schema.all_tables import metadata
from newsletter.store.scratch import open_scratch
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.store.builders import (
    LEASE,
    NOW,
    Clock,
    a_dispatch,
    a_newcomer,
    a_store,
    an_address,
    fortnightly,
    receipts,
    with_the_welcome,
)
from tests.store.places import url_of
from tests.store.test_rule import stand

PEPPERS = (Secret("a pepper of tests"),)


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    tables: list[Table] = metadata.sorted_tables
    with database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in tables
        }


def copied(store: Store, *issues: int) -> Store:
    return open_scratch(store.database, Clock(), PEPPERS, issues=issues, at=NOW)


def a_plan(store: Store, issue: int, **more) -> Plan:
    edition = store.editions.keep(an_edition(issue))
    plan = Plan(
        key="rehearse", issue=issue, edition=edition, audience=Audience(), at=NOW, batch_size=2,
        provider="fake",
    )  # fmt: skip
    return replace(plan, **more)


def a_history(store: Store) -> None:
    """Two letters that went out and people of every kind."""
    weekly = [f"lezer{n}" for n in range(1, 8)]
    for name in weekly:
        store.subscribers.add(a_newcomer(name, tags=frozenset({"rust"} if name < "lezer4" else ())))
    store.subscribers.add(fortnightly("veertien"))
    a_dispatch(store, issue=1, at=NOW - timedelta(days=60))
    while claim := store.ledger.claim(LEASE, NOW - timedelta(days=60)):
        assert store.ledger.ready(claim, b"h" * 32)
        assert store.ledger.note(claim, receipts(claim))
    store.subscribers.add(a_newcomer("nieuw"))
    a_dispatch(store, issue=2, at=NOW - timedelta(days=6), key="key00002")
    with_the_welcome(store, store.subscribers.add(a_newcomer("welkom")).id, 3)
    store.suppressions.add(an_address("lezer2"), SuppressionReason.MANUAL, "asked")
    stand(store, [3], Standing.UNSUBSCRIBED)
    stand(store, [4], Standing.PENDING)
    store.subscribers.pause(5, NOW + timedelta(days=9))


PLANS = {
    "a new letter": {"issue": 3},
    "one that went out long ago": {"issue": 1},
    "to a tag": {"issue": 3, "audience": Audience("rust")},
    "a correction": {"issue": 4, "audience": Audience(readers_of=1)},
    "a series": {"issue": 5, "series": Series((1, 2), NOW - timedelta(days=90))},
}


@pytest.mark.parametrize("name", PLANS)
def test_the_copy_has_the_same_audience_and_the_same_reasons(any_store: Store, name: str) -> None:
    a_history(any_store)
    plan = a_plan(any_store, **PLANS[name])
    before = rows(any_store.database)
    others = (*(plan.series.issues if plan.series else ()), plan.audience.readers_of or 0)
    with closing(copied(any_store, plan.issue, *others)) as copy:
        counts = copy.audiences.count(plan)
        assert counts == any_store.audiences.count(plan)
        assert len(counts) > 2, "nobody is left out"
        frozen = copy.dispatches.freeze(plan)
        assert frozen is not None
        while claim := copy.ledger.claim(LEASE, NOW, (frozen.id, 1)):
            assert copy.ledger.ready(claim, b"h" * 32)
            assert copy.ledger.note(claim, receipts(claim))
        progress = copy.counts.progress(frozen.id)
        assert progress.audience == counts.get(None, 0)
        assert progress.counts.get(DeliveryState.ACCEPTED, 0) == min(progress.audience, 2)
        assert BatchState.SENDING not in progress.batches
    assert rows(any_store.database) == before


def test_the_copy_is_no_file_and_writes_none(tmp_path: Path) -> None:
    with closing(a_store(url_of("sqlite, wal", tmp_path), Clock())) as store:
        a_history(store)
        before = sorted(path.name for path in tmp_path.iterdir())
        with closing(copied(store, 3)) as copy:
            copy.dispatches.freeze(a_plan(copy, 3))
            assert sorted(path.name for path in tmp_path.iterdir()) == before


KILLED = """
import os, signal, sys
from datetime import timedelta
from newsletter.store.scratch import open_scratch
from tests.store.builders import Clock, NOW, a_store
from tests.store.test_scratch import PEPPERS, a_plan

store = a_store(sys.argv[1], Clock())
copy = open_scratch(store.database, Clock(), PEPPERS, issues={3}, at=NOW)
copy.database.engine.raw_connection().execute("PRAGMA cache_size=1")  # so that it spills to its file
copy.dispatches.freeze(a_plan(copy, 3))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_that_is_killed_halfway_leaves_nothing(tmp_path: Path) -> None:
    place, temporary = tmp_path / "own", tmp_path / "temporary"
    place.mkdir()
    temporary.mkdir()
    url = url_of("sqlite, rollback journal", place)
    with closing(a_store(url, Clock())) as store:
        a_history(store)
        store.editions.keep(an_edition(3))
    before = (place / "newsletter.db").read_bytes()
    places = {"SQLITE_TMPDIR": str(temporary), "TMPDIR": str(temporary)}
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, url], env=os.environ | places, check=False, timeout=120
    )
    assert ended.returncode == -9
    assert list(temporary.iterdir()) == []
    names = {path.name for path in place.iterdir()}
    assert names == {"newsletter.db", "newsletter.db-lock"}  # which any process opens
    assert (place / "newsletter.db").read_bytes() == before


def test_a_database_that_cannot_be_read_is_not_rehearsed(tmp_path: Path) -> None:
    with closing(a_store(url_of("sqlite, wal", tmp_path), Clock())) as store:
        store.close()
        for path in tmp_path.iterdir():
            path.unlink()
        (tmp_path / "newsletter.db").write_bytes(b"no database at all" * 100)
        with pytest.raises(StoreError, match="rehearsal-not-copied"):
            copied(store, 1)


def test_a_process_that_has_used_few_tables_makes_them_all() -> None:
    code = (
        "from datetime import UTC, datetime\n"
        "from sqlalchemy import inspect\n"
        "from newsletter.model.secret import Secret\n"
        "from newsletter.store.scratch import open_empty\n"
        "store = open_empty(lambda: datetime(2026, 3, 1, tzinfo=UTC), (Secret('s' * 40),), None)\n"
        "print(*inspect(store.database.engine).get_table_names())\n"
    )
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert set(made.stdout.split()) == {*metadata.tables, "alembic_version"}
