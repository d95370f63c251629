"""The erasure of personal data from every row."""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Update,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from newsletter.model.dispatch import NOTICES
from newsletter.model.notice import NoticeKind
from newsletter.store.events import forget_readers
from newsletter.store.schema.desk import saved_addresses
from newsletter.store.schema.readers import sign_ups
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    dispatches,
    notices,
    replies,
    reports,
    soft_bounces,
    suppressions,
    tagged,
)
from newsletter.store.subscribers.rows import read_address

_ESCAPE = "\\"
EMPTIED = {"headers": "{}", "query": "{}", "body": b""}  # the content of a call after it was read


def take_out(connection: Connection, people: Mapping[int, str]) -> None:
    """Erase people's personal data, but keep numbers, times and outcomes.

    A host's words about a bounce often quote the address, and a request to subscribe
    contains the typed name.

    Args:
        connection: The transaction in which they are erased.
        people: Their addresses by number, a thousand at most.
    """
    if not people:
        return
    ids = list(people)
    connection.execute(delete(tagged).where(tagged.c.subscriber.in_(ids)))
    forget_readers(connection, ids)
    connection.execute(delete(sign_ups).where(sign_ups.c.subscriber.in_(ids)))
    connection.execute(delete(soft_bounces).where(soft_bounces.c.subscriber.in_(ids)))
    connection.execute(
        update(notices).where(notices.c.subscriber.in_(ids)).values(merge_values=None, address=None)
    )
    found = [
        {"the_reader": number, "the_words": _pattern(address)} for number, address in people.items()
    ]
    connection.execute(_DELIVERIES, found)
    connection.execute(_REFUSED_NOTICES, found)
    _take_out_as_test_addresses(connection, people.values())


def _take_out_as_test_addresses(connection: Connection, people: Iterable[str]) -> None:
    """Delete people's addresses from those that tests go to, and from the questions about it."""
    mailboxes = {read_address(address).normalised for address in people}
    asked = notices.c.kind == NoticeKind.TEST_ADDRESS.value
    questions = _theirs(connection, notices, mailboxes, notices.c.address.is_not(None), asked)
    saved = _theirs(connection, saved_addresses, mailboxes)
    connection.execute(delete(saved_addresses).where(saved_addresses.c.id.in_(saved)))
    connection.execute(
        update(notices).where(notices.c.id.in_(questions)).values(merge_values=None, address=None)
    )
    connection.execute(
        update(batches)
        .where(batches.c.dispatch == NOTICES, batches.c.number.in_(questions))
        .values(why=None, provider_id=None)
    )


def _theirs(
    connection: Connection, table: Table, mailboxes: AbstractSet[str], *which: ColumnElement[bool]
) -> list[int]:
    """Return the numbers of the rows, of which there are few, whose address is one of these."""
    rows = connection.execute(select(table.c.id, table.c.address).where(*which))
    return [row.id for row in rows if read_address(row.address).normalised in mailboxes]


def take_out_words(connection: Connection, fingerprints: list[bytes], address: str = "") -> None:
    """Remove addresses from notes about suppressions, from unread reports and from reasons.

    Args:
        connection: The transaction.
        fingerprints: The keyed hashes of the suppressed addresses.
        address: The address to remove from calls and emails that could not be read, which
            are emptied when they are read otherwise, and from what a provider said of many.
    """
    connection.execute(
        update(suppressions)
        .where(suppressions.c.fingerprint.in_(fingerprints), suppressions.c.note.contains("@"))
        .values(note="")
    )
    if address:
        _empty_odd_reports(connection, address.lower().encode())
        _take_out_of_replies(connection, address)
        _take_out_of_reasons(connection, address)


def _empty_odd_reports(connection: Connection, address: bytes) -> None:
    odd = connection.execute(  # few rows: those of the last weeks
        select(reports.c.id, reports.c.body, reports.c.trouble).where(
            reports.c.trouble.is_not(None)
        )
    )
    quoting = [
        row.id for row in odd if address in bytes(row.body).lower() + row.trouble.lower().encode()
    ]
    if quoting:
        emptied = update(reports).where(reports.c.id.in_(quoting))
        connection.execute(emptied.values(**EMPTIED, trouble="taken out with its reader"))


def _take_out_of_replies(connection: Connection, address: str) -> None:
    """Delete the replies from this address, and its mention in others."""
    connection.execute(delete(replies).where(func.lower(replies.c.sender) == address.lower()))
    mentions = re.compile(re.escape(address), re.IGNORECASE)
    for row in connection.execute(select(replies)).all():  # few rows: those of the last weeks
        if mentions.search(f"{row.subject}\n{row.words}"):
            subject, words = (mentions.sub("…", text) for text in (row.subject, row.words))
            step = update(replies).where(replies.c.id == row.id)
            connection.execute(step.values(subject=subject, words=words))
    connection.execute(
        update(notices)
        .where(notices.c.kind == "reply", _names(notices.c.merge_values))
        .values(merge_values=None),
        {"the_words": _pattern(address)},
    )


def _take_out_of_reasons(connection: Connection, address: str) -> None:
    """Delete the mention of an address in why a batch waits or a dispatch is paused."""
    mentions = re.compile(re.escape(address), re.IGNORECASE)
    for table in (batches, dispatches):
        key = list(table.primary_key)
        query = select(*key, table.c.why).where(_names(table.c.why))
        for row in connection.execute(query, {"the_words": _pattern(address)}).all():
            this = (column == value for column, value in zip(key, row, strict=False))
            words = mentions.sub("…", row.why)
            connection.execute(update(table).where(*this).values(why=words))


def _names(column: ColumnElement[str | None]) -> ColumnElement[bool]:
    return func.lower(column).like(bindparam("the_words"), escape=_ESCAPE)


def _pattern(address: str) -> str:
    """Return the pattern of an address anywhere in a text, in lower case."""
    plain = address.lower()
    for sign in (_ESCAPE, "%", "_"):
        plain = plain.replace(sign, _ESCAPE + sign)
    return f"%{plain}%"


# along the primary key, dispatch by dispatch: there is no index by reader alone
_DELIVERIES: Update = (
    update(deliveries)
    .where(
        deliveries.c.dispatch.in_(select(dispatches.c.id)),
        deliveries.c.subscriber == bindparam("the_reader"),
        or_(_names(deliveries.c.detail), _names(deliveries.c.provider_id)),
    )
    .values(detail=None, provider_id=None)
)

_REFUSED_NOTICES: Update = (
    update(batches)
    .where(
        batches.c.dispatch == NOTICES,
        batches.c.number.in_(
            select(notices.c.id).where(notices.c.subscriber == bindparam("the_reader"))
        ),
        or_(_names(batches.c.why), _names(batches.c.provider_id)),
    )
    .values(why=None, provider_id=None)
)
