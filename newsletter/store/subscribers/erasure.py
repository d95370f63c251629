"""The erasure of personal data from every row."""

import re
from collections.abc import Mapping

from sqlalchemy import (
    ColumnElement,
    Connection,
    Update,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from newsletter.store.schema.readers import sign_ups
from newsletter.store.schema.sending import (
    deliveries,
    dispatches,
    notices,
    replies,
    reports,
    soft_bounces,
    suppressions,
    tagged,
)

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
    connection.execute(delete(sign_ups).where(sign_ups.c.subscriber.in_(ids)))
    connection.execute(delete(soft_bounces).where(soft_bounces.c.subscriber.in_(ids)))
    connection.execute(
        update(notices).where(notices.c.subscriber.in_(ids)).values(merge_values=None, address=None)
    )
    found = [
        {"the_reader": number, "the_words": _pattern(address)} for number, address in people.items()
    ]
    connection.execute(_DELIVERIES, found)


def take_out_words(connection: Connection, fingerprints: list[bytes], address: str = "") -> None:
    """Remove addresses from notes about suppressions and from unread reports.

    Args:
        connection: The transaction.
        fingerprints: The keyed hashes of the suppressed addresses.
        address: The address to remove from calls and emails that could not be read.
            Others are emptied when they are read.
    """
    connection.execute(
        update(suppressions)
        .where(suppressions.c.fingerprint.in_(fingerprints), suppressions.c.note.contains("@"))
        .values(note="")
    )
    if address:
        _empty_odd_reports(connection, address.lower().encode())
        _take_out_of_replies(connection, address)


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
