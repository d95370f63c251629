"""What two processes do at the same moment: on PostgreSQL neither waits for the other to begin."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, insert, select, text

from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.webhook import BulkCause, EventKind
from newsletter.store.schema.sending import soft_bounces
from newsletter.store.schema.webhooks import webhook_events
from newsletter.store.store import Store
from tests import patience
from tests.store.builders import NOW, a_newcomer, a_store, an_address, readers
from tests.store.places import url_of
from tests.store.test_imports import taken_in


@pytest.fixture(params=["postgresql"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two processes with one database."""
    url = url_of(request.param, tmp_path)
    journal = tmp_path / "journal.log"
    stores = a_store(url, journal=journal), a_store(url, journal=journal)
    yield stores
    for store in stores:
        store.close()


def meanwhile(store: Store, other: Callable[[], object], act: Callable[[], object]) -> None:
    """Act in a transaction that is committed once the other one waits for it."""
    with ThreadPoolExecutor(1) as pool:
        with store.together():
            act()
            begun = pool.submit(other)
            until_it_waits(store)
        begun.result(patience.SECONDS)


def until_it_waits(store: Store) -> None:
    """Return once somebody waits for a row that another transaction holds."""
    with store.database.engine.connect() as looking:
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        assert patience.until(lambda: bool(looking.execute(waits).scalar()))


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


def test_who_confirms_while_old_requests_are_forgotten_is_a_reader(
    two: tuple[Store, Store],
) -> None:
    ours, theirs = two
    reader = ours.subscribers.add(a_newcomer("anna"), standing=Standing.PENDING).id
    later = NOW + timedelta(days=30)
    meanwhile(
        ours,
        lambda: theirs.subscribers.forget(standing=Standing.PENDING, before=later),
        lambda: ours.subscribers.confirm(reader),
    )
    found = ours.subscribers.find(reader)
    assert found is not None
    assert (found.standing, found.address) == (Standing.CONFIRMED, an_address("anna"))


GONE: dict[str, Callable[[Store], object]] = {
    "unsubscribed": lambda store: store.subscribers.unsubscribe_all([1], cause=BulkCause.IMPORT),
    "of an undone import": lambda store: store.imports.take_back(1),
}


@pytest.mark.parametrize("how", GONE)
def test_a_departure_that_the_journal_has_and_the_database_not_yet_is_counted_once(
    two: tuple[Store, Store], how: str
) -> None:
    """Another process takes it for one that an old database lacks, and waits for the commit."""
    ours, theirs = two
    number = taken_in(ours, "anna")
    ours.webhooks.set_up({"crm": ("https://crm.example/", (EventKind.LEFT,))})
    with ThreadPoolExecutor(1) as pool:
        begun: list[Future[object]] = []

        @event.listens_for(ours.database.engine, "commit", once=True)
        def commit(connection: object) -> None:
            begun.append(pool.submit(theirs.catch_up))
            until_it_waits(ours)

        GONE[how](ours)
        begun.pop().result(patience.SECONDS)
    assert ours.imports.find(number).removed == (how == "of an undone import")
    with ours.database.read() as connection:
        left = connection.execute(select(func.sum(webhook_events.c.count))).scalar()
    assert left == 1
