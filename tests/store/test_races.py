"""What two processes do at the same moment: on PostgreSQL neither waits for the other to begin."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, text

from newsletter.model.audience import SuppressionReason
from newsletter.store.schema.sending import soft_bounces
from newsletter.store.store import Store
from tests import patience
from tests.store.builders import NOW, a_store, an_address, readers
from tests.store.places import url_of


@pytest.fixture(params=["postgresql"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two processes with one database."""
    url = url_of(request.param, tmp_path)
    stores = a_store(url), a_store(url)
    yield stores
    for store in stores:
        store.close()


def meanwhile(store: Store, other: Callable[[], object], act: Callable[[], object]) -> None:
    """Act in a transaction that is committed once the other one waits for it."""
    failed: list[Exception] = []

    def try_other() -> None:
        try:
            other()
        except Exception as error:  # noqa: BLE001  # shown by the assertion
            failed.append(error)

    thread = threading.Thread(target=try_other)
    with store.together():
        act()
        thread.start()
        with store.database.engine.connect() as looking:
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            assert patience.until(lambda: bool(looking.execute(waits).scalar()))
    thread.join(patience.SECONDS)
    assert failed == []


def test_two_reports_of_one_address_both_count_and_the_weightier_stays(
    two: tuple[Store, Store],
) -> None:
    ours, theirs = two
    meanwhile(
        ours,
        lambda: theirs.suppressions.add(an_address(), SuppressionReason.COMPLAINED),
        lambda: ours.suppressions.add(an_address(), SuppressionReason.BOUNCED),
    )
    assert ours.suppressions.of(an_address()).reason is SuppressionReason.COMPLAINED


def test_two_first_votes_on_an_issue_get_the_same_key(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    keys: list[bytes | None] = []
    meanwhile(
        ours,
        lambda: keys.append(theirs.votes.key(1, b"t" * 32, NOW)),
        lambda: keys.append(ours.votes.key(1, b"o" * 32, NOW)),
    )
    assert keys == [b"o" * 32, b"o" * 32]


def test_a_soft_bounce_reported_during_the_count_is_counted_the_next_time(
    two: tuple[Store, Store],
) -> None:
    ours, theirs = two
    one, other = (reader.id for reader in readers(ours, 2))
    reported = []

    def report(reader: int) -> None:
        reported.append(reader)
        with theirs.database.write() as connection:
            row = {"subscriber": reader, "dispatch": 1, "at": NOW}
            connection.execute(insert(soft_bounces), row)

    @event.listens_for(ours.database.engine, "before_cursor_execute")
    def count(connection, cursor, statement, parameters, context, executemany) -> None:
        if statement.startswith("DELETE FROM soft_bounces") and other not in reported:
            report(other)

    report(one)
    assert ours.outcomes.suppress_soft_bouncers(1, timedelta(weeks=6)) == 1
    assert reported == [one, other]
    assert ours.outcomes.suppress_soft_bouncers(1, timedelta(weeks=6)) == 1
