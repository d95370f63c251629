"""Two imports of the same people at the same moment, in lists of another order."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from newsletter.audience.importing import importer
from newsletter.audience.importing.importer import Importer
from newsletter.audience.importing.report import ImportReport
from newsletter.model.audience import Arrival, SuppressionReason
from newsletter.model.webhook import EventKind
from newsletter.store.schema.sending import consents
from newsletter.store.schema.webhooks import webhook_events
from newsletter.store.store import Store
from tests import patience
from tests.store.builders import NOW, a_newcomer, a_store, an_address
from tests.store.places import KINDS, url_of

FIRST, MIDDLE, LAST = "anna@example.org", "bert@example.org", "cato@example.org"
STATEMENT = "signed up on the website since 2023"


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Store, ...]]:
    """Three processes with one database of PostgreSQL."""
    url = url_of("postgresql", tmp_path)
    stores = a_store(url), a_store(url), a_store(url)
    yield stores
    for store in stores:
        store.close()


def imported(store: Store, addresses: tuple[str, ...], status: str) -> ImportReport:
    taking_in = Importer(
        subscribers=store.subscribers,
        suppressions=store.suppressions,
        consents=store.consents,
        imports=store.imports,
        transaction=store.together,
        many=store.many,
        clock=lambda: NOW,
        language="nl",
    )
    rows = "".join(f"{address},{status}\n" for address in addresses)
    return taking_in.take_in(io.BytesIO(f"email,status\n{rows}".encode()), statement=STATEMENT)


def both_imported(stores: tuple[Store, ...], status: str) -> list[ImportReport]:
    """Import two lists of an opposite order, while both wait for one who is in the middle of each."""
    ours, theirs, third = stores
    lists = (FIRST, MIDDLE, LAST), (LAST, MIDDLE, FIRST)
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(2) as pool, third.database.engine.connect() as looking:
        with third.together():
            third.subscribers.take_in([a_newcomer("bert")], source="by themselves")
            third.suppressions.add(an_address("bert"), SuppressionReason.MANUAL)
            both = [
                pool.submit(imported, store, addresses, status)
                for store, addresses in zip((ours, theirs), lists, strict=True)
            ]
            assert patience.until(lambda: looking.execute(waiting).scalar() == len(both))
        return [one.result(patience.SECONDS) for one in both]


def test_each_reader_of_two_lists_becomes_one_by_one_of_them(three: tuple[Store, ...]) -> None:
    reports = both_imported(three, "active")
    assert sum(report.arrivals[Arrival.NEW] for report in reports) == 2
    assert [report.arrivals.total() for report in reports] == [3, 3]
    assert {str(one.address) for one in three[0].subscribers.page()} == {FIRST, MIDDLE, LAST}
    assert sum(record.added for record in three[0].imports.all()) == 2


def test_each_who_left_elsewhere_according_to_two_lists_is_suppressed(
    three: tuple[Store, ...],
) -> None:
    reports = both_imported(three, "unsubscribed")
    assert [report.kept_out.total() for report in reports] == [3, 3]
    suppressed = [three[0].suppressions.of(an_address(name)) for name in ("anna", "bert", "cato")]
    assert [one and one.reason for one in suppressed] == [SuppressionReason.LEFT] * 3


def test_readers_who_left_elsewhere_are_counted_for_webhooks_without_a_deadlock(
    three: tuple[Store, ...],
) -> None:
    store = three[0]
    store.webhooks.set_up({"crm": ("https://crm.example.org/", (EventKind.LEFT,))})
    store.subscribers.take_in([a_newcomer("anna"), a_newcomer("cato")], source="by themselves")
    reports = both_imported(three, "unsubscribed")
    assert [report.barred for report in reports] == [3, 3]
    with store.database.read() as connection:
        assert connection.execute(select(func.sum(webhook_events.c.count))).scalar() == 2


@pytest.mark.parametrize("kind", KINDS)
def test_two_imports_that_take_turns_add_each_reader_once(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_AT_ONCE", 2)
    url, people = url_of(kind, tmp_path), tuple(f"lezer{n}@example.org" for n in range(20))
    with closing(a_store(url)) as ours, closing(a_store(url)) as theirs:
        with ThreadPoolExecutor(2) as pool:
            one = pool.submit(imported, ours, people, "active")
            other = pool.submit(imported, theirs, people[::-1], "active")
        reports = one.result(), other.result()
        assert sum(report.arrivals[Arrival.NEW] for report in reports) == 20
        assert [report.arrivals.total() for report in reports] == [20, 20]
        with ours.database.read() as connection:
            assert connection.execute(select(func.count()).select_from(consents)).scalar() == 20
        assert ours.subscribers.count() == 20
