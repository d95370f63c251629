"""What departs is in the journal before the database has it, and waits for the disk once."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from newsletter.errors import StoreError
from newsletter.model.audience import Standing, SuppressionReason
from newsletter.store.backup.journal import Departure, Entry
from newsletter.store.metadata import JOURNAL
from newsletter.store.store import Store
from newsletter.text import files
from tests.store.builders import NOW, Clock, a_store, an_address, readers
from tests.store.places import KINDS, url_of

MANY = 20


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path), journal=tmp_path / "journal.log")
    readers(opened, MANY)
    yield opened
    opened.close()


def departures(store: Store) -> list[Departure]:
    return [one.departure for one in store.journal.entries() if isinstance(one, Entry)]


def test_those_who_depart_in_one_transaction_wait_for_the_disk_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (waits.append(handle), fsync(handle)))
    with store.together():
        for number in range(1, MANY + 1):
            store.suppressions.add(an_address(f"lezer{number}"), SuppressionReason.BOUNCED)
            store.subscribers.unsubscribe(number)
    assert departures(store) == [Departure.BOUNCED, Departure.LEFT] * MANY
    assert len(waits) == 1


def test_the_journal_has_a_departure_before_the_database_commits_it(store: Store) -> None:
    seen: list[list[Departure]] = []
    event.listen(store.database.engine, "commit", lambda _: seen.append(departures(store)))
    store.subscribers.unsubscribe(1)
    assert seen == [[Departure.LEFT]]


def test_if_the_journal_cannot_be_written_nothing_of_the_transaction_is_committed(
    store: Store,
) -> None:
    assert store.journal.path is not None
    store.journal.path.unlink()
    store.journal.path.mkdir()

    def act() -> None:
        with store.together():
            store.subscribers.unsubscribe(1)
            store.subscribers.rename(2, "Bram")

    with pytest.raises(StoreError, match="journal-not-writable"):
        act()
    assert store.subscribers.find(1).standing is Standing.CONFIRMED
    assert store.subscribers.find(2).first_name == ""
    store.journal.path.rmdir()
    assert store.subscribers.unsubscribe(1)
    assert departures(store) == [Departure.LEFT]


def test_what_is_rolled_back_is_not_in_the_journal(store: Store) -> None:
    def fail(part: AbstractContextManager[None]) -> None:
        with part:
            store.subscribers.unsubscribe(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail(store.together())
    assert departures(store) == []
    with store.together():
        store.suppressions.add(an_address("lezer2"), SuppressionReason.BOUNCED)
        with pytest.raises(RuntimeError):
            fail(store.attempt())
        with store.attempt():
            store.suppressions.add(an_address("lezer3"), SuppressionReason.COMPLAINED)
    assert departures(store) == [Departure.BOUNCED, Departure.COMPLAINED]


def test_in_a_folder_that_is_gone_nobody_departs_unrecorded(store: Store, tmp_path: Path) -> None:
    """A folder made anew would be hidden as soon as the disk is back, and the journal with it."""
    gone = tmp_path / "gone"
    gone.mkdir()
    store.journal.path = gone / "journal.log"
    assert store.subscribers.unsubscribe(1)
    gone.rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match="journal-not-writable"):
        store.subscribers.unsubscribe(2)
    assert store.subscribers.find(2).standing is Standing.CONFIRMED
    assert not gone.exists()


def test_a_journal_that_was_deleted_meanwhile_begins_anew_under_a_name_of_its_own(
    store: Store,
) -> None:
    path, before = store.journal.path, store.journal.name
    assert path is not None
    path.unlink()
    store.subscribers.unsubscribe(1)
    later = Clock(NOW + timedelta(days=1))
    again = a_store(str(store.database.engine.url.render_as_string(False)), later, journal=path)
    again.subscribers.unsubscribe(2)
    assert again.journal.name not in ("", before)
    assert again.facts.get(JOURNAL) == again.journal.name
    assert departures(again) == [Departure.LEFT] * 2
    again.close()


def test_who_leaves_while_the_journal_gets_its_name_is_in_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, replace = store.journal.path, files.replace
    assert path is not None
    path.unlink()
    store.subscribers.unsubscribe(1)
    other = a_store(str(store.database.engine.url.render_as_string(False)), journal=path)
    path.unlink()
    store.subscribers.unsubscribe(2)

    def slow(*to: Any, **how: Any) -> None:
        leaving = pool.submit(store.subscribers.unsubscribe, 3)
        assert not wait([leaving], timeout=0.2).done, "it waits until the file has its name"
        replace(*to, **how)

    monkeypatch.setattr(files, "replace", slow)
    with ThreadPoolExecutor(1) as pool:
        other.journal.begin("name")
    other.journal.begin("another")
    assert (store.journal.name, departures(store)) == ("name", [Departure.LEFT] * 2)
    other.close()


def test_an_entry_without_a_transaction_is_refused_instead_of_lost(store: Store) -> None:
    store.subscribers.unsubscribe(1)
    with pytest.raises(RuntimeError):
        store.journal.append(Departure.LEFT, [b"2" * 32], NOW)
    store.subscribers.unsubscribe(2)
    assert departures(store) == [Departure.LEFT] * 2
