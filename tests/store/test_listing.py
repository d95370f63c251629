"""Lists are read without the store, in one statement for all, and say what the store says."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.errors import StoreError
from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.decision import Decision
from newsletter.model.dispatch import NOTICES
from newsletter.model.editor import Actor
from newsletter.model.issue import SlotVerdict
from newsletter.model.secret import Scope, Secret
from newsletter.model.start import NotSent, Start
from newsletter.store.listed_people import people
from newsletter.store.listing import Listing
from newsletter.store.reading import ReadConnection
from newsletter.store.schema.sending import dispatches
from newsletter.store.store import Store
from tests.store.builders import NOW, a_newcomer, a_store, an_address, readers
from tests.store.places import url_of
from tests.store.test_migrations import replay

SECRET = Secret("a-secret-of-the-carried-database")
both = pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])


@pytest.fixture
def carried(kind: str, tmp_path: Path) -> Iterator[tuple[Store, ReadConnection]]:
    """A database with something of everything, as the store has it and as a list reads it."""
    url = url_of(kind, tmp_path, migrated=False)
    replay(kind, url)
    store = a_store(url, pepper=SECRET)
    store.queue.skip(date(2026, 3, 22))
    assert store.queue.miss(date(2026, 3, 8), 4)
    for verdict, day in ((SlotVerdict.GO, 22), (SlotVerdict.SKIP, 29), (SlotVerdict.GO, 8)):
        store.decisions.add(
            Decision(
                issue=5,
                edition="e" * 64,
                day=date(2026, 3, day),
                verdict=verdict,
                actor=Actor.MAIL,
                editor=1,
                at=NOW,
            )
        )
    assert store.queue.miss(date(2026, 3, 15), 2)  # of a dispatch that was cancelled
    assert store.dispatches.pause(NOTICES, "the account was closed")
    with store.database.write() as connection:
        waits = {"canary": 1, "waits_until": NOW}
        connection.execute(update(dispatches).where(dispatches.c.id == 1).values(waits))
    reading = ReadConnection.open(url)
    assert reading is not None
    with closing(store), closing(reading):
        yield store, reading


@both
def test_a_list_of_issues_says_what_the_store_says(
    kind: str, carried: tuple[Store, ReadConnection]
) -> None:
    del kind
    store, listing = carried[0], Listing(carried[1])
    kept = {n: store.queue.approval(n) for n in range(1, 7)}
    assert kept[2] is None  # its dispatch was cancelled
    assert listing.approvals() == {n: found for n, found in kept.items() if found is not None}
    assert listing.entries() == store.queue.entries()
    assert listing.skipped() == store.queue.skipped()
    assert len(listing.skipped()) == 2
    for since in (date(2026, 1, 1), date(2026, 3, 8), date(2026, 3, 9)):
        assert listing.taken(since) == store.queue.taken(since)
        assert sorted(listing.released(since)) == sorted(store.queue.released(since))
    assert len(listing.released(date(2026, 3, 9))) == 1
    assert listing.missed() == store.queue.missed()
    assert 4 in [one.issue for one in listing.missed()]
    (sent,) = store.history.sent()[-1:]
    assert listing.last_sent() == sent.issue
    assert listing.tag_names() == store.subscribers.tag_names()
    assert "ouders" in listing.tag_names()
    hashes = {one.edition for one in listing.approvals().values()}
    assert listing.editions(hashes) == {name: store.editions.get(name) for name in hashes}


@both
def test_an_address_that_another_letter_may_have_is_never_said_to_be_free(
    kind: str, carried: tuple[Store, ReadConnection]
) -> None:
    del kind
    store, listing = carried[0], Listing(carried[1])
    slugs = {str(row[0]) for row in carried[1].rows("SELECT slug FROM editions WHERE slug <> ''")}
    assert slugs
    for slug, issue in product(slugs, range(1, 7)):
        others = [
            one for one in store.web_versions.namesakes(slug) if one.issue != issue or one.is_sent
        ]
        assert listing.may_be_taken(slug, issue) or not others
    assert all(listing.may_be_taken(slug, 99) for slug in slugs)
    assert not listing.may_be_taken("nergens-gebruikt", 1)


@both
def test_only_a_start_that_waits_with_the_approved_edition_is_listed(
    kind: str, carried: tuple[Store, ReadConnection]
) -> None:
    del kind
    store, listing = carried[0], Listing(carried[1])
    assert listing.starts() == {}
    (first,) = store.queue.entries()  # 77 was never approved
    for issue, edition in ((first.issue, first.edition), (77, first.edition)):
        asked = Start(issue=issue, edition=edition, at=NOW, editor=1, asked_at=NOW)
        store.starts.put(asked)
    assert listing.starts() == {first.issue: NOW}
    store.starts.put(replace(asked, issue=first.issue, edition="0" * 64))
    assert listing.starts() == {}
    store.starts.put(replace(asked, issue=first.issue))
    assert listing.starts() == {first.issue: NOW}
    store.starts.drop(first.issue, NotSent.LATE)
    assert listing.starts() == {}


@both
def test_what_has_yet_to_go_is_told_with_its_edition(
    kind: str, carried: tuple[Store, ReadConnection]
) -> None:
    del kind
    listing = Listing(carried[1])
    gone = [one.issue for one in carried[0].dispatches.latest()]
    assert [number for number, _ in listing.waiting()] == [n for n in range(1, 7) if n not in gone]
    assert next(number for number, _ in listing.waiting({1})) == 1
    assert all(edition.issue == number for number, edition in listing.waiting({1}))


@both
def test_a_list_of_dispatches_says_what_the_store_says(
    kind: str, carried: tuple[Store, ReadConnection]
) -> None:
    del kind
    store, listing = carried[0], Listing(carried[1])
    assert listing.dispatches() == (*store.dispatches.latest(), store.dispatches.find(NOTICES))
    numbers = [one.id for one in listing.dispatches()]
    assert listing.progress(numbers) == {n: store.counts.progress(n) for n in numbers}
    assert listing.obstacles(numbers) == {n: store.counts.obstacles(n) for n in numbers}
    assert {n for n in numbers if listing.holds(n)} == set(store.doubts.held())
    assert (listing.progress([]), listing.obstacles([]), listing.editions(())) == ({}, {}, {})


@both
def test_a_list_of_api_keys_says_what_the_store_says(
    kind: str, carried: tuple[Store, ReadConnection]
) -> None:
    del kind
    kept, listing = carried[0].api_keys, Listing(carried[1])
    digests = {b"read": {Scope.READ}, b"all": set(Scope), b"gone": {Scope.SIGN_UP, Scope.EDIT}}
    for digest, scopes in digests.items():
        kept.add(digest.decode(), digest, scopes, NOW)
    made = [key for digest in digests if (key := kept.by_digest(digest)) is not None]
    assert [key.scopes for key in made] == list(digests.values())
    kept.note_used(made[1].id, NOW + timedelta(days=1))
    assert kept.revoke(made[2].id, NOW + timedelta(days=2))
    changed = tuple(kept.by_digest(digest) for digest in digests)
    assert listing.api_keys()[-3:] == changed
    assert {key.used_at is None for key in listing.api_keys()} == {True, False}


@both
def test_a_list_of_people_says_what_the_store_says(
    kind: str, carried: tuple[Store, ReadConnection]
) -> None:
    del kind
    store, reading = carried
    tags, pages = (None, "ouders", "nobody has it"), (1, 2, 500)
    for standing, tag, page in product((None, *Standing), tags, pages):
        theirs = store.subscribers.page(standing=standing, tag=tag)
        assert list(people(reading, standing=standing, tag=tag, page=page)) == [
            (one, store.suppressions.of(one.address)) for one in theirs
        ]


class Counted(ReadConnection):
    """Counts its statements."""

    statements = 0

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        self.statements += 1
        return super().rows(sql, *values)


@both
def test_a_page_of_people_is_one_statement(kind: str, tmp_path: Path) -> None:
    url = url_of(kind, tmp_path)
    with closing(a_store(url)) as store:
        readers(store, 1_200)
        reading = Counted.open(url)
        assert reading is not None
        with closing(reading):
            assert len(list(people(reading))) == 1_200
            assert reading.statements == 4  # three pages, and one that is empty


@pytest.mark.parametrize("kind", ["sqlite, wal", "sqlite, rollback journal", "postgresql"])
def test_a_database_is_read_without_the_store_only_where_nothing_is_to_be_done_to_it(
    kind: str, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.log"
    fresh = url_of(kind, tmp_path, migrated=False)
    assert not needs_nothing(fresh, journal)
    a_store(fresh, journal=journal).close()
    pepper = Secret("a pepper of tests")
    assert needs_nothing(fresh, journal, Secret("newer"), pepper)
    assert not needs_nothing(fresh, journal, Secret("another"))
    assert not needs_nothing(fresh, tmp_path / "other.log", pepper)
    with closing(a_store(fresh, journal=journal)) as store, store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert not needs_nothing(fresh, journal, pepper)


def needs_nothing(url: str, journal: Path, *peppers: Secret) -> bool:
    reading = ReadConnection.open(url)
    if reading is None:
        return False
    with closing(reading):
        return reading.needs_nothing(peppers, journal)


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.db", "postgresql://127.0.0.1:9/none", "mysql://host/name", "?"],
)
def test_what_cannot_be_read_without_the_store_is_left_to_it(url: str) -> None:
    assert ReadConnection.open(url) is None


def test_reading_makes_no_file_and_changes_nothing(tmp_path: Path) -> None:
    assert ReadConnection.open(f"sqlite:///{tmp_path / 'new.db'}") is None
    assert not (tmp_path / "new.db").exists()
    url = url_of("sqlite, wal", tmp_path)
    a_store(url).close()
    reading = ReadConnection.open(url)
    assert reading is not None
    with closing(reading), pytest.raises(StoreError, match="database-silent"):
        reading.rows("DELETE FROM subscribers")


def test_a_password_stands_in_no_message_of_a_list() -> None:
    connection = sqlite3.connect(":memory:")
    reading = ReadConnection(connection, sqlite3, "postgresql://me:hush@host/name")
    with closing(reading), pytest.raises(StoreError) as told:
        reading.rows("SELECT nothing FROM nowhere")
    assert "hush" not in str(told.value)
    assert "me:***@host" in str(told.value)


@both
def test_a_list_may_be_read_beside_an_open_store(kind: str, tmp_path: Path) -> None:
    with closing(a_store(url_of(kind, tmp_path))) as store:
        readers(store, 2)
        store.suppressions.add(an_address("lezer1"), SuppressionReason.BOUNCED)
        with closing(ReadConnection.second(store.database)) as reading:
            assert [one.id for one, _ in people(reading)] == [1, 2]
            store.subscribers.take_in([a_newcomer("later")], source="test")
            assert len(list(people(reading))) == 3
