"""Writing many rows: by columns of values, and in many large transactions one after another."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text

from newsletter.model.audience import Consent, Rhythm, SuppressionReason
from newsletter.store import codes
from newsletter.store.bulk import find_among, insert_columns, read_columns
from newsletter.store.schema.sending import consents, subscribers, suppressions, tags
from newsletter.store.store import Store
from tests.store.builders import NOW, a_newcomer, a_store
from tests.store.places import url_of


def pragmas(store: Store) -> tuple[int, int]:
    with store.database.write() as connection:
        names = ("cache_size", "wal_autocheckpoint")
        cache, pages = (
            connection.execute(text(f"PRAGMA {name}")).scalar_one()  # of two names
            for name in names
        )
    return int(cache), int(pages)


@pytest.mark.parametrize("kind", ["sqlite, wal", "sqlite, rollback journal"])
def test_sqlite_has_more_memory_for_many_transactions_and_gives_it_back(
    kind: str, tmp_path: Path
) -> None:
    store = a_store(url_of(kind, tmp_path))
    usual = pragmas(store)
    assert usual == (-16_000, 1_000)
    with store.many():
        for name in ("lezer1", "lezer2"):
            assert pragmas(store) == (-64_000, 16_000)
            store.subscribers.add(a_newcomer(name))
            assert store.subscribers.count()  # is committed: another connection reads it
        with store.many():  # is one with it
            assert pragmas(store) == (-64_000, 16_000)
    assert pragmas(store) == usual
    assert store.subscribers.count() == 2
    store.close()


def test_others_write_between_the_transactions_of_one_who_writes_many(any_store: Store) -> None:
    def join() -> None:
        any_store.subscribers.add(a_newcomer("ander"))

    with any_store.many():
        any_store.subscribers.add(a_newcomer("lezer1"))
        other = threading.Thread(target=join)
        other.start()
        other.join()
        any_store.subscribers.add(a_newcomer("lezer2"))
    assert any_store.subscribers.count() == 3


def test_what_fails_among_many_is_rolled_back_alone(any_store: Store) -> None:
    def fail() -> None:
        with any_store.together():
            any_store.subscribers.add(a_newcomer("lezer2"))
            raise LookupError

    with any_store.many():
        any_store.subscribers.add(a_newcomer("lezer1"))
        with pytest.raises(LookupError):
            fail()
        any_store.subscribers.add(a_newcomer("lezer3"))
    found = [one.address.local for one in any_store.subscribers.page()]
    assert found == ["lezer1", "lezer3"]
    if any_store.database.is_sqlite:
        assert pragmas(any_store) == (-16_000, 1_000)


def test_rows_by_columns_are_kept_as_the_columns_keep_them(any_store: Store) -> None:
    people = [
        a_newcomer("een", first_name="An\x1bna", language="de", rhythm=Rhythm.MONTHLY),
        a_newcomer("twee", first_name="", tags=frozenset({"ru\x00st", "\x00"})),
    ]
    any_store.subscribers.take_in(people, source="a\x07 list")
    one, other = any_store.subscribers.page()
    assert (one.first_name, one.language, one.rhythm) == ("Anna", "de", Rhythm.MONTHLY)
    assert (other.first_name, other.tags) == ("", {"rust"})
    with any_store.database.read() as connection:
        sources = connection.execute(select(subscribers.c.source)).scalars()
        assert set(sources) == {"a list"}


def test_values_that_are_found_are_those_of_the_column(any_store: Store) -> None:
    names = [f"tag{number}" for number in range(1_100)]  # more than one statement asks for
    with any_store.database.write() as connection:
        insert_columns(connection, tags, {"name": [*names, "tag\x00more"]}, {})
        insert_columns(connection, tags, {"name": names[:3]}, {}, "name")
        asked = [*names, "tag\x00more", "nowhere"]
        found = sorted(name for (name,) in find_among(connection, tags.c.name, asked, tags.c.name))
        assert found == sorted([*names, "tagmore"])
        assert not list(find_among(connection, tags.c.name, [], tags.c.name))


_READERS = (
    select(subscribers.c.id, subscribers.c.first_name, subscribers.c.confirmed_at)
    .where(subscribers.c.language == bindparam("language"))
    .order_by(subscribers.c.first_name.desc(), subscribers.c.id.desc())
)


def test_columns_are_read_in_the_order_of_the_rows(any_store: Store) -> None:
    names = ["Zoë", 'a "quoted"\\ name', "", "日本 🌷", "Zoë"]
    people = [
        a_newcomer(f"lezer{number}", first_name=name, language="de")
        for number, name in enumerate(names)
    ]
    any_store.subscribers.take_in([*people, a_newcomer("ander", language="fr")], source="list")
    with any_store.database.read() as connection:
        rows = connection.execute(_READERS, {"language": "de"}).all()
        numbers, found, moments = read_columns(connection, _READERS, {"language": "de"})
        assert read_columns(connection, _READERS, {"language": "it"}) == [[], [], []]
    assert sorted(found) == sorted(names)
    assert (numbers, found) == ([row.id for row in rows], [row.first_name for row in rows])
    assert moments == [codes.micros(row.confirmed_at) for row in rows]


def test_no_rows_are_no_trouble_and_shared_values_are_in_each(any_store: Store) -> None:
    shared = {"reason": SuppressionReason.MANUAL, "since": NOW, "note": ""}
    prints = [bytes([number]) * 16 for number in range(3)]
    with any_store.database.write() as connection:
        insert_columns(connection, suppressions, {"fingerprint": []}, shared)
        insert_columns(connection, suppressions, {"fingerprint": prints}, shared, "fingerprint")
        rows = connection.execute(select(suppressions).order_by("fingerprint")).all()
    assert [bytes(row.fingerprint) for row in rows] == prints
    assert {(row.reason, row.since) for row in rows} == {(SuppressionReason.MANUAL, NOW)}


def test_a_consent_of_somebody_who_is_new_has_every_part(any_store: Store) -> None:
    consent = Consent(
        kind="imported", at=NOW, wording="on paper", version="2", network="192.0.2.0/24", note="n"
    )
    any_store.subscribers.take_in([a_newcomer(consent=consent)], source="list")
    (reader,) = any_store.subscribers.page()
    assert any_store.consents.of(reader.id) == (consent,)
    with any_store.database.read() as connection:
        assert len(connection.execute(select(consents)).all()) == 1
