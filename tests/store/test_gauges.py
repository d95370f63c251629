"""The counts for metrics, on every database, and whether it has all migrations."""

from datetime import timedelta

from newsletter.model.audience import Standing
from newsletter.model.delivery import BatchState
from newsletter.model.hook import Hook
from newsletter.store.gauges import read_gauges
from newsletter.store.migrate import is_current
from newsletter.store.store import Store
from tests.store.builders import NOW, a_dispatch, readers


def test_what_there_is_is_counted_by_its_state(any_store: Store) -> None:
    readers(any_store, 3)
    dispatch = a_dispatch(any_store)
    any_store.inbox.keep("mailgun", "1", Hook({}, b"{}"))
    any_store.inbox.keep_unread("letterbox", b"odd", "odd")
    found = read_gauges(any_store.database, NOW - timedelta(days=30))
    assert found.readers == {
        Standing.PENDING: 0,
        Standing.CONFIRMED: 3,
        Standing.UNSUBSCRIBED: 0,
    }
    assert found.batches[BatchState.PENDING] >= 1
    assert found.batches[BatchState.HELD] == 0
    assert (found.paused, found.waiting, found.unread) == (0, 1, 1)
    any_store.dispatches.pause(dispatch.id, "by hand")
    assert read_gauges(any_store.database, NOW - timedelta(days=30)).paused == 1
    assert read_gauges(any_store.database, NOW + timedelta(days=30000)).unread == 0


def test_a_database_is_current_until_its_version_is_another(any_store: Store) -> None:
    assert is_current(any_store.database)
    with any_store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert not is_current(any_store.database)
    with any_store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert not is_current(any_store.database)
