"""A batch by column: the rows are the same, and so is the hash of what the provider gets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.delivery import batches
from newsletter.errors import BadAddress
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Audience, Ground
from newsletter.model.batch import AllAccepted, MembersOfBatch, RecipientsOfBatch, ids_of
from newsletter.model.delivery import Batch, BatchMember, Outcome, Receipt, Recipient
from newsletter.model.dispatch import Claim, Dispatch, DispatchState
from newsletter.model.edition import Email
from tests.builders.editions import an_edition

MORNING = datetime(2026, 3, 8, 7, tzinfo=UTC)


def a_recipient(number: int, local: str, name: str) -> Recipient:
    return Recipient(
        f"d1k2e3y4.{number}-abcdefghijklmnop",
        EmailAddress(local, "example.org"),
        {
            "greeting": f"Dag {name},",
            "first_name": name,
            "unsubscribe_url": f"https://helder.example.nl/unsubscribe/{number}",
            "unsubscribe_mailbox": "",
            "why": "Je krijgt deze brief\nomdat je je aanmeldde.",
        },
    )


READERS = (
    a_recipient(1, "anna", "Anna"),
    a_recipient(2, '"bo@huis"', 'Bo "de \\ beer"'),
    a_recipient(3, "chloé", "Chloé \u2028😀"),
)
BY_COLUMN = RecipientsOfBatch.of(READERS)


def payload_of(recipients: Any, emails: Sequence[Email] = ()) -> bytes:
    dispatch = Dispatch(
        id=1,
        key="d1k2e3y4",
        issue=1,
        edition="e" * 64,
        audience=Audience(),
        state=DispatchState.GOING,
        frozen_at=MORNING,
    )
    shared: dict[str, Any] = {"number": 1, "attempt": 1, "key": "key", "date": MORNING}
    claim = Claim(dispatch=dispatch, generation=1, members=(), edition="e" * 64, **shared)
    edition = an_edition()
    batch = Batch(
        dispatch="d1k2e3y4", edition=edition, recipients=recipients, emails=emails, **shared
    )
    return batches.payload(claim, batch)


@pytest.mark.parametrize("recipients", [READERS, BY_COLUMN], ids=["rows", "columns"])
def test_a_batch_that_was_claimed_before_there_were_columns_keeps_its_hash(recipients: Any) -> None:
    assert payload_of(recipients).hex() == (
        "ea644b2e6157ed6f15ab5248aa967a19650d1e4c329080e172f7908a0d6add12"
    )


def an_email(subject: str = "Stilte", mime: bytes = b"") -> Email:
    to = EmailAddress("anna", "example.org")
    headers = (("Subject", subject),)
    return Email("d1k2e3y4.1", to, subject, "<p>Dag</p>", "Dag", headers, mime)


@pytest.mark.parametrize(
    "other",
    [
        an_email("Rust"),
        replace(an_email(), html="<p>Hallo</p>"),
        replace(an_email(), text="Hallo"),
        replace(an_email(), headers=(("Subject", "Stilte"), ("Reply-To", "post@example.org"))),
        an_email(mime=b"Subject: Stilte\r\n\r\nDag"),
    ],
    ids=["subject", "html", "text", "headers", "finished"],
)
@pytest.mark.parametrize("place", [0, 2], ids=["first", "last"])
def test_a_letter_that_is_made_otherwise_since_has_another_hash(other: Email, place: int) -> None:
    letters = [an_email() for _ in READERS]
    kept = payload_of(READERS, letters)
    assert payload_of(READERS, [*letters]) == kept
    letters[place] = other
    assert payload_of(READERS, letters) != kept


def test_a_finished_letter_is_hashed_by_its_bytes() -> None:
    dag, hallo = (an_email(mime=b"Subject: Stilte\r\n\r\n" + word) for word in (b"Dag", b"Hallo"))
    assert payload_of(READERS, [dag]) != payload_of(READERS, [hallo])


LOCALS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0<>,"), min_size=1)


@given(st.lists(st.tuples(LOCALS, st.text(st.characters(codec="utf-8"))), max_size=5))
def test_whatever_readers_are_called_columns_have_the_hash_of_their_rows(
    readers: list[tuple[str, str]],
) -> None:
    rows = tuple(a_recipient(number, *reader) for number, reader in enumerate(readers))
    assert payload_of(RecipientsOfBatch.of(rows)) == payload_of(rows)


def test_what_all_readers_have_in_common_is_in_each_row() -> None:
    columns = RecipientsOfBatch(
        ["d.1", "d.2"],
        ["anna@example.org", "bo@example.org"],
        {"day": "zondag 8 maart", "first_name": ["Anna", "Bo"], "moment_url": ""},
    )
    assert [orjson.dumps(one.values) for one in columns] == [
        b'{"day":"zondag 8 maart","first_name":"Anna","moment_url":""}',
        b'{"day":"zondag 8 maart","first_name":"Bo","moment_url":""}',
    ]
    assert payload_of(columns) == payload_of(tuple(columns))


def test_a_column_that_lacks_a_reader_stops_the_batch_and_shifts_nobody_s_values() -> None:
    values = {"greeting": ["Dag Anna,"], "day": "zondag"}
    columns = RecipientsOfBatch(["d.1", "d.2"], ["anna@example.org", "bo@example.org"], values)
    with pytest.raises(ValueError, match="size 1"):
        payload_of(columns)
    with pytest.raises(ValueError, match="shorter"):
        list(columns)


def test_columns_are_a_sequence_of_their_rows() -> None:
    assert BY_COLUMN == READERS
    assert READERS == BY_COLUMN
    assert READERS[:2] != BY_COLUMN
    assert BY_COLUMN[1] == READERS[1]
    assert BY_COLUMN[1] is BY_COLUMN[1]  # made once
    assert BY_COLUMN[-2:] == READERS[-2:]
    assert list(BY_COLUMN) == list(READERS)
    assert (len(BY_COLUMN), READERS[2] in BY_COLUMN) == (3, True)
    assert RecipientsOfBatch.of(()) == ()


def test_members_are_the_rows_of_their_columns() -> None:
    members = (
        BatchMember(1, EmailAddress("anna", "example.org"), "Anna", "nl", Ground.SIGNED_UP),
        BatchMember(2, EmailAddress("bo", "example.org"), "", "en", Ground.CUSTOMER),
    )
    columns = MembersOfBatch.of(members)
    assert columns == members
    assert (columns.numbers, columns.first_names) == ([1, 2], ["Anna", ""])


def test_an_address_that_would_forge_a_header_is_no_member() -> None:
    with pytest.raises(BadAddress):
        MembersOfBatch([1], ["anna@example.org\r\nBcc: bo"], [""], ["nl"], [Ground.SIGNED_UP])


def test_a_batch_accepted_whole_has_a_receipt_for_each() -> None:
    whole = AllAccepted(ids_of(BY_COLUMN), "id")
    receipts = tuple(Receipt(one.delivery_id, Outcome.ACCEPTED, "id") for one in READERS)
    assert whole == receipts
    assert hash(whole) == hash(receipts)
    assert ids_of(whole) == ids_of(receipts) == ids_of(READERS)
