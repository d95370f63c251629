"""People, suppressions and the journal that outlives the database."""

from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, select

from newsletter.errors import StoreError
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Arrival, Consent, Rhythm, Standing, SuppressionReason
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.store.backup.journal import Departure, Journal
from newsletter.store.schema.sending import soft_bounces
from newsletter.store.store import Store
from tests.store.builders import (
    NOW,
    Clock,
    a_dispatch,
    a_newcomer,
    a_store,
    an_address,
    readers,
)
from tests.store.places import url_of


def test_a_person_comes_back_as_they_were_written_down(any_store: Store) -> None:
    made = any_store.subscribers.add(
        a_newcomer(
            "Anna",
            first_name="Anna ☀",
            language="de",
            tags=frozenset({"rust", "werk"}),
            rhythm=Rhythm.MONTHLY,
        )
    )
    assert made == any_store.subscribers.find(made.id)
    assert made == any_store.subscribers.by_address(EmailAddress("aNNa", "example.org"))
    assert (made.first_name, made.language, made.rhythm) == ("Anna ☀", "de", Rhythm.MONTHLY)
    assert made.tags == {"rust", "werk"}
    assert made.joined_at == made.confirmed_at == NOW
    assert made.joined_at.tzinfo is UTC


def test_adding_somebody_twice_changes_nothing(any_store: Store) -> None:
    made = any_store.subscribers.add(a_newcomer(first_name="Anna", tags=frozenset({"rust"})))
    assert any_store.subscribers.add(a_newcomer(first_name="Bea", tags=frozenset({"werk"}))) == made


def test_an_import_says_of_everyone_what_became_of_them(any_store: Store) -> None:
    left, known = readers(any_store, 2)
    any_store.subscribers.unsubscribe(left.id)
    any_store.suppressions.add(an_address("boos"), SuppressionReason.COMPLAINED)
    newcomers = [a_newcomer(name) for name in ("lezer1", "lezer2", "boos", "nieuw", "NIEUW")]
    expected = (Arrival.HAS_LEFT, Arrival.KNOWN, Arrival.SUPPRESSED, Arrival.NEW, Arrival.KNOWN)
    assert any_store.subscribers.preview(newcomers) == expected
    assert any_store.subscribers.take_in(newcomers, source="csv") == expected
    assert any_store.subscribers.count() == 3
    assert any_store.subscribers.find(left.id).standing is Standing.UNSUBSCRIBED
    assert any_store.subscribers.find(known.id) == known


def test_any_number_of_people_is_taken_in_at_once(tmp_path: Path) -> None:
    store = a_store(url_of("postgresql", tmp_path), Clock())
    consents = [Consent(kind="imported", at=NOW, note=note) for note in ("one", "other")]
    people = [
        a_newcomer(f"lezer{n}", tags=frozenset({f"tag{n % 7}"}), consent=consents[n % 2])
        for n in range(1_200)
    ]
    values = []

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def count(_connection, _cursor, _statement, parameters, _context, executemany) -> None:
        values.append(len(parameters[0] if executemany else parameters))

    assert set(store.subscribers.take_in(people, source="csv")) == {Arrival.NEW}
    assert set(store.subscribers.preview(people)) == {Arrival.KNOWN}
    assert max(values) < len(people)  # PostgreSQL takes 65,535 in one statement
    last = store.subscribers.by_address(people[-1].address)
    assert last is not None
    assert last.tags == people[-1].tags
    assert store.consents.of(last.id) == (consents[1],)
    assert store.subscribers.count(tag="tag0") == len(people[::7])
    store.close()


def test_an_import_records_consent_of_those_alone_who_are_new(any_store: Store) -> None:
    (known,) = readers(any_store, 1)
    consent = Consent(kind="imported", at=NOW, wording="asked at the door")
    people = [a_newcomer(name, consent=consent) for name in ("lezer1", "nieuw", "NIEUW")]
    any_store.subscribers.take_in(people, source="csv")
    new = any_store.subscribers.by_address(an_address("nieuw"))
    assert new is not None
    assert any_store.consents.of(known.id) == ()
    assert any_store.consents.of(new.id) == (consent,)


def test_who_signs_up_while_an_import_has_them_is_known_and_gets_nothing_of_it(
    store: Store,
) -> None:
    own = (
        "INSERT INTO subscribers (mailbox, address, fingerprint, standing, rhythm, language,"
        " first_name, source, joined_at)"
        " VALUES ('bram@example.org', 'bram@example.org', x'00', 0, 0, 'nl', '', 'form', 1)"
    )
    engine, came = store.database.engine, []

    @event.listens_for(engine, "before_cursor_execute")
    def sign_up(connection, cursor, statement, parameters, context, many) -> None:
        if statement.startswith("INSERT INTO subscribers") and not came:
            came.append(cursor.connection.cursor().execute(own))

    said = Consent(kind="imported", at=NOW, wording="zei de redacteur")
    newcomers = [
        a_newcomer(name, tags=frozenset({"klant"}), consent=said) for name in ("anna", "bram")
    ]
    found = store.subscribers.take_in(newcomers, source="")
    assert found == (Arrival.NEW, Arrival.KNOWN)
    bram = store.subscribers.by_address(an_address("bram"))
    assert (bram.tags, store.consents.of(bram.id)) == (frozenset(), ())


@pytest.mark.parametrize("others", [0, 1, 2, 3, 40])
def test_a_suppressed_newcomer_is_found_among_few_and_among_many_suppressed(
    any_store: Store, others: int
) -> None:
    for name in ["bram", *(f"ander{number}" for number in range(others))]:
        any_store.suppressions.add(an_address(name), SuppressionReason.COMPLAINED, "")
    newcomers = [a_newcomer("anna"), a_newcomer("bram"), a_newcomer("cato")]
    found = any_store.subscribers.take_in(newcomers, source="csv")
    assert found == (Arrival.NEW, Arrival.SUPPRESSED, Arrival.NEW)
    assert any_store.subscribers.by_address(an_address("bram")) is None


def test_a_repeated_import_changes_nothing(any_store: Store) -> None:
    people = [a_newcomer(f"lezer{n}", tags=frozenset({"rust"})) for n in range(50)]
    any_store.subscribers.take_in(people, source="csv")
    before = any_store.subscribers.page()
    assert set(any_store.subscribers.take_in(people, source="csv")) == {Arrival.KNOWN}
    assert any_store.subscribers.page() == before


def test_pages_go_by_number_and_find_by_name_tag_and_standing(any_store: Store) -> None:
    readers(any_store, 7)
    any_store.subscribers.set_tags(3, ["rust"])
    any_store.subscribers.unsubscribe(5)
    assert [one.id for one in any_store.subscribers.page(after=2, limit=3)] == [3, 4, 5]
    assert [one.id for one in any_store.subscribers.page(tag="rust")] == [3]
    assert [one.id for one in any_store.subscribers.page(standing=Standing.UNSUBSCRIBED)] == [5]
    assert [one.id for one in any_store.subscribers.page(search="LEZER7")] == [7]
    assert any_store.subscribers.page(search="%") == ()
    assert any_store.subscribers.count(standing=Standing.CONFIRMED) == 6


def test_many_people_are_looked_up_at_once_with_all_that_is_noted_of_them(any_store: Store) -> None:
    one, other = readers(any_store, 2)
    for kind in ("imported", "confirmed"):
        any_store.consents.add([one.id], Consent(kind=kind, at=NOW))
    found = any_store.subscribers.among([an_address("LEZER1"), an_address("niemand")])
    assert found == {one.address.normalised: one}
    noted = any_store.consents.of_each([one.id, other.id])
    assert {number: [line.kind for line in lines] for number, lines in noted.items()} == {
        one.id: ["imported", "confirmed"]
    }
    assert any_store.subscribers.among([]) == {}
    assert any_store.consents.of_each([]) == {}


def test_a_consent_of_somebody_who_is_no_reader_is_noted_nowhere(any_store: Store) -> None:
    consent = Consent(kind="returned elsewhere", at=NOW, note="not acted on")
    any_store.consents.add_by_address([(an_address("nobody"), consent)])
    (reader,) = readers(any_store, 1)
    assert any_store.consents.of(reader.id) == ()


def test_leaving_is_news_once_and_coming_back_too(any_store: Store) -> None:
    (reader,) = readers(any_store, 1)
    assert any_store.subscribers.unsubscribe(reader.id)
    assert not any_store.subscribers.unsubscribe(reader.id)
    assert any_store.subscribers.find(reader.id).left_at == NOW
    assert any_store.subscribers.ask_again(reader.id)
    assert any_store.subscribers.find(reader.id).standing is Standing.PENDING
    assert any_store.subscribers.confirm(reader.id)
    assert not any_store.subscribers.confirm(reader.id)
    assert any_store.subscribers.find(reader.id).left_at is None


def test_nobody_of_that_number_is_no_news(any_store: Store) -> None:
    assert not any_store.subscribers.unsubscribe(99)
    assert not any_store.subscribers.confirm(99)
    assert not any_store.subscribers.erase(99)
    assert any_store.subscribers.find(99) is None


def test_what_a_reader_asks_for_is_kept(any_store: Store) -> None:
    (reader,) = readers(any_store, 1)
    until = NOW + timedelta(days=30)
    any_store.subscribers.rename(reader.id, "Anna")
    any_store.subscribers.speak(reader.id, "en")
    any_store.subscribers.set_rhythm(reader.id, Rhythm.MONTHLY)
    any_store.subscribers.pause(reader.id, until)
    any_store.subscribers.set_tags(reader.id, ["werk", "rust"])
    any_store.subscribers.set_tags(reader.id, ["werk"])
    now = any_store.subscribers.find(reader.id)
    assert (now.first_name, now.language, now.rhythm, now.paused_until, now.tags) == (
        "Anna", "en", Rhythm.MONTHLY, until, {"werk"},
    )  # fmt: skip
    assert any_store.subscribers.tag_names() == ("rust", "werk")


def test_an_erased_reader_is_nowhere_and_no_import_brings_them_back(any_store: Store) -> None:
    (reader,) = readers(any_store, 1)
    assert any_store.subscribers.erase(reader.id)
    assert any_store.subscribers.find(reader.id) is None
    assert any_store.subscribers.page() == ()
    assert any_store.subscribers.by_address(reader.address) is None
    assert any_store.subscribers.take_in([a_newcomer()], source="csv") == (Arrival.SUPPRESSED,)
    assert any_store.suppressions.of(reader.address).reason is SuppressionReason.ERASED


def test_a_number_is_never_given_twice(any_store: Store) -> None:
    (reader,) = readers(any_store, 1)
    any_store.subscribers.erase(reader.id)
    assert any_store.subscribers.add(a_newcomer("else")).id > reader.id


def test_the_weightier_reason_stays(any_store: Store) -> None:
    address = an_address()
    any_store.suppressions.add(address, SuppressionReason.SOFT_BOUNCES)
    any_store.suppressions.add(address, SuppressionReason.COMPLAINED)
    any_store.suppressions.add(address, SuppressionReason.MANUAL)
    assert any_store.suppressions.of(an_address("LEZER1")).reason is SuppressionReason.COMPLAINED
    assert any_store.suppressions.lift(address)
    assert not any_store.suppressions.is_suppressed(address)


def test_no_address_stands_in_a_suppression(tmp_path: Path) -> None:
    store = a_store(url_of("sqlite, rollback journal", tmp_path), journal=tmp_path / "journal")
    store.suppressions.add(EmailAddress("geheim", "example.org"), SuppressionReason.MANUAL)
    store.close()
    assert b"geheim" not in (tmp_path / "newsletter.db").read_bytes()
    assert "geheim" not in (tmp_path / "journal").read_text()


def test_soft_bounces_over_weeks_end_in_suppression(store: Store) -> None:
    reader, other = readers(store, 2)
    for issue in range(1, 4):
        dispatch = a_dispatch(store, issue=issue)
        for number in (reader.id, reader.id) if issue > 1 else (reader.id, other.id):
            store.outcomes.record(
                Report(
                    provider="fake",
                    kind=ReportKind.DEFERRED,
                    replay_key="r",
                    delivery_id=delivery_id(dispatch.key, number),
                    at=NOW,
                )
            )
    assert store.outcomes.suppress_soft_bouncers(3, timedelta(weeks=6)) == 1
    assert store.suppressions.of(reader.address).reason is SuppressionReason.SOFT_BOUNCES
    assert not store.suppressions.is_suppressed(other.address)
    assert store.outcomes.suppress_soft_bouncers(3, timedelta(weeks=6)) == 0


@pytest.mark.parametrize(
    "kinds",
    [(ReportKind.DEFERRED, ReportKind.DELIVERED), (ReportKind.DELIVERED, ReportKind.DEFERRED)],
    ids=["in order", "out of order"],
)
def test_a_host_that_defers_every_mail_and_then_takes_it_costs_nobody_the_newsletter(
    store: Store, kinds: tuple[ReportKind, ...]
) -> None:
    (reader,) = readers(store, 1)
    for issue in range(1, 6):
        dispatch = a_dispatch(store, issue=issue)
        for kind in kinds:
            store.outcomes.record(
                Report(
                    provider="fake",
                    kind=kind,
                    replay_key="r",
                    delivery_id=delivery_id(dispatch.key, reader.id),
                )
            )
    assert store.outcomes.suppress_soft_bouncers(5, timedelta(weeks=6)) == 0
    assert not store.suppressions.is_suppressed(reader.address)


def test_however_many_readers_soft_bounce_no_statement_names_them_all(store: Store) -> None:
    many = 60
    rows = [{"subscriber": one.id, "dispatch": 1, "at": NOW} for one in readers(store, many)]
    with store.database.write() as connection:
        connection.execute(insert(soft_bounces), rows)
    most = 0

    @event.listens_for(store.database.engine, "before_cursor_execute")
    def count(connection, cursor, statement, parameters, context, executemany) -> None:
        nonlocal most
        most = max(most, len(parameters))

    assert store.outcomes.suppress_soft_bouncers(1, timedelta(weeks=6)) == many
    assert most < many  # a database takes some ten thousands of parameters, and no more
    with store.database.read() as connection:
        assert connection.execute(select(soft_bounces)).all() == []


# the journal


def test_leaving_complaining_and_erasing_are_written_beside_the_database(tmp_path: Path) -> None:
    store = a_store(url_of("sqlite, wal", tmp_path), journal=tmp_path / "journal")
    readers(store, 3)
    store.subscribers.unsubscribe(1)
    store.suppressions.add(an_address("lezer2"), SuppressionReason.COMPLAINED)
    store.subscribers.erase(3)
    store.subscribers.ask_again(1)
    store.subscribers.confirm(1)
    assert [(one.departure, one.at) for one in store.journal.entries()] == [
        (Departure.LEFT, NOW),
        (Departure.COMPLAINED, NOW),
        (Departure.ERASED, NOW),
        (Departure.RETURNED, NOW),
    ]
    store.close()


def test_a_journal_that_cannot_be_written_stops_the_leaving_and_says_so(tmp_path: Path) -> None:
    store = a_store(url_of("sqlite, wal", tmp_path), journal=tmp_path / "journal")
    readers(store, 1)
    (tmp_path / "journal").unlink()
    (tmp_path / "journal").mkdir()
    with pytest.raises(StoreError, match="journal-not-writable"):
        store.subscribers.unsubscribe(1)
    assert store.subscribers.find(1).standing is Standing.CONFIRMED
    store.close()


@settings(max_examples=30)
@given(
    entries=st.lists(st.tuples(st.sampled_from(Departure), st.binary(min_size=16, max_size=16))),
    cut=st.integers(0, 60),
)
def test_a_journal_that_a_crash_cut_short_keeps_every_whole_line(
    tmp_path_factory, entries, cut
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal = Journal(path)
    for departure, fingerprint in entries:
        journal.append(departure, [fingerprint], NOW)
    if entries:
        whole = path.read_bytes()
        path.write_bytes(whole[: max(0, len(whole) - cut)])
    read = [(one.departure, one.fingerprint) for one in journal.entries()]
    assert read == entries[: len(read)]
    assert len(read) >= len(entries) - 1 - cut // 40


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["import", "leave", "return", "erase"]), max_size=8))
def test_whatever_happens_an_import_never_revives_who_left(tmp_path_factory, steps) -> None:
    folder = tmp_path_factory.mktemp("people")
    store = a_store(url_of("sqlite, wal", folder))
    gone = False
    for step in steps:
        person = store.subscribers.by_address(an_address())
        if step == "import":
            store.subscribers.take_in([a_newcomer()], source="csv")
        elif step == "return" and person is not None and person.standing is not Standing.PENDING:
            store.subscribers.confirm(person.id)
            gone = False
        elif person is not None and step == "leave":
            gone = store.subscribers.unsubscribe(person.id) or gone
        elif person is not None and step == "erase":
            gone = store.subscribers.erase(person.id) or gone
        person = store.subscribers.by_address(an_address())
        assert not (gone and person is not None and person.standing is Standing.CONFIRMED)
    store.close()
