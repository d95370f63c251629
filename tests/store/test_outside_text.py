"""What comes from outside can be kept on every database, and no error quotes a row."""

import logging
import threading
import traceback
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import String, Text, insert, select
from sqlalchemy.exc import IntegrityError, ProgrammingError

from newsletter.errors import StoreAway, StoreError
from newsletter.model.delivery import Outcome, Receipt, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.hook import Hook
from newsletter.store.schema.all_tables import metadata
from newsletter.store.schema.sending import batches, deliveries, subscribers
from newsletter.store.schema.types import OutsideText
from newsletter.store.store import Store
from newsletter.text.folding import keepable, one_line
from tests.store.builders import LEASE, NOW, a_dispatch, readers

ODD = "550 \x00no\x1b[2J \x7fsuch\x85 user\ud800"
AS_KEPT = "550 no[2J such user"


@given(st.text())
def test_text_that_was_made_keepable_stays_so_and_can_be_encoded(text: str) -> None:
    made = keepable(text)
    assert keepable(made) == made
    made.encode()
    assert not any(sign in made for sign in "\x00\x1b\x7f\x9b\r")
    assert len(one_line(text).splitlines()) <= 1


def test_text_that_can_be_kept_stays_as_it_is() -> None:
    for text in ("", "Zoë van ’t Hoff", "ελληνικά עברית العربية 日本", "two\nlines\tand a tab"):
        assert keepable(text) == text


JSON = {
    "editions.json",
    "editions.web_version",
    "notices.merge_values",
    "reports.headers",
    "reports.query",
    "web_changes.web_version",
}


def test_every_column_for_text_has_the_gate_but_those_for_json() -> None:
    without = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, (String, Text)) and not isinstance(column.type, OutsideText)
    }
    assert without <= JSON


def test_a_hosts_odd_words_are_kept_without_what_no_database_takes(any_store: Store) -> None:
    readers(any_store, 2)
    key = a_dispatch(any_store).key
    claim = any_store.ledger.claim(LEASE, NOW)
    assert claim is not None
    assert any_store.ledger.ready(claim, b"h" * 32)
    refused = Receipt(delivery_id(key, 1), Outcome.REFUSED, detail=ODD)
    taken = Receipt(delivery_id(key, 2), Outcome.ACCEPTED, provider_id="id\x00\ud800")
    assert any_store.ledger.note(claim, [refused, taken])
    with any_store.database.read() as connection:
        rows = connection.execute(select(deliveries).order_by(deliveries.c.subscriber)).all()
        batch = connection.execute(select(batches)).one()
    assert rows[0].detail == AS_KEPT
    assert batch.provider_id == "id"


@pytest.mark.parametrize("step", ["doubt", "refused", "paused", "released"])
def test_a_providers_odd_words_never_keep_a_batch_from_being_written_down(
    any_store: Store, step: str
) -> None:
    readers(any_store, 1)
    a_dispatch(any_store)
    claim = any_store.ledger.claim(LEASE, NOW)
    assert claim is not None
    ledger = any_store.ledger
    if step in {"doubt", "refused"}:
        assert ledger.ready(claim, b"h" * 32)
    match step:
        case "doubt":
            assert ledger.note_doubt(claim, ODD)
        case "refused":
            assert ledger.note_refused(claim, ODD)
        case "paused":
            assert ledger.release_paused(claim, ODD)
        case _:
            assert ledger.release(claim, timedelta(0), ODD)


def test_an_odd_address_is_looked_for_and_found_or_not_but_breaks_nothing(
    any_store: Store,
) -> None:
    readers(any_store, 1)
    for address in ("lezer1@example.org\x00", "\ud800@example.org", "x" * 100_000, "@", "\x00"):
        report = Report(provider="x", kind=ReportKind.UNSUBSCRIBED, replay_key="k", address=address)
        any_store.outcomes.record(report)
    row = any_store.subscribers.page(limit=1)[0]
    assert not row.is_confirmed if hasattr(row, "is_confirmed") else row


def test_a_call_under_an_odd_or_endless_id_is_kept_once(any_store: Store) -> None:
    for key in ("id\x00", "id\ud800", "x" * 5000, "id"):
        assert any_store.inbox.keep("ses", key, Hook({}, b"{}"))
        assert not any_store.inbox.keep("ses", key, Hook({}, b"{}"))
    assert len(any_store.inbox.unread()) == 4


def test_a_call_that_cannot_be_kept_does_not_lose_those_that_wait_with_it(
    any_store: Store,
) -> None:
    start, kept, lost = threading.Barrier(6), [], []

    def call(number: int) -> None:
        body = "no bytes" if number == 3 else b"{}"
        start.wait()
        try:
            kept.append(any_store.inbox.keep("x", str(number), Hook({}, body)))  # type: ignore[arg-type]  # no bytes are a mistake of ours
        except StoreError:
            lost.append(number)

    with any_store.database.write():  # all of them wait for this transaction
        threads = [threading.Thread(target=call, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        threading.Event().wait(0.2)
    for thread in threads:
        thread.join()
    assert lost == [3]
    assert kept == [True] * 5


def test_what_fails_in_a_part_is_undone_alone(any_store: Store) -> None:
    with any_store.together():
        any_store.facts.put("before", "1")
        with suppress(ZeroDivisionError), any_store.attempt():
            any_store.facts.put("inside", str(1 / 0) if any_store.facts.drop("before") else "")
        any_store.facts.put("after", "1")
    found = [any_store.facts.get(name) for name in ("before", "inside", "after")]
    assert found == ["1", None, "1"]  # also what was dropped inside is there again


def test_no_error_of_the_database_quotes_a_row_or_a_parameter(
    any_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    readers(any_store, 1)
    with any_store.database.read() as connection:
        row = connection.execute(select(subscribers)).mappings().one()
    twice = {**row, "id": 7}
    broken = {**row, "id": 8, "mailbox": "zwijg@example.org", "standing": None}
    for values in (twice, broken):
        with pytest.raises(IntegrityError) as caught, any_store.database.write() as connection:
            connection.execute(insert(subscribers).values(**values))
        told = "".join(traceback.format_exception(caught.value))
        logging.getLogger("test").error("failed", exc_info=caught.value)
        assert "example.org" not in told + caplog.text
        assert "subscribers" in told


def test_a_database_that_is_away_is_told_apart_from_one_that_is_wrong(any_store: Store) -> None:
    # SQLite cannot tell a missing table from a missing file; PostgreSQL can, and it is our mistake
    told = (StoreError, ProgrammingError)
    with pytest.raises(told) as wrong, any_store.database.read() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere")
    assert not isinstance(wrong.value, StoreAway)


@pytest.mark.parametrize(
    ("at", "is_believed"),
    [
        (NOW, True),
        (NOW - timedelta(days=30), True),
        (NOW + timedelta(days=1), False),
        (datetime(1999, 1, 1, tzinfo=UTC), False),
        (datetime(9999, 12, 31, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_a_moment_that_cannot_be_counts_as_now(at: datetime | None, is_believed: bool) -> None:
    report = Report(provider="x", kind=ReportKind.BOUNCED, replay_key="k", at=at)
    assert report.moment(NOW) == (at if is_believed else NOW)
