"""The erasure of personal data from every row.

Tables that only an erasure needs are imported with it: every command imports this module.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    Update,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)

from newsletter.model.audience import Standing
from newsletter.model.dispatch import NOTICES
from newsletter.store.events import forget_readers
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

NOBODY = {
    "mailbox": None,
    "address": None,
    "fingerprint": None,
    "first_name": "",
    "source": "",
    "standing": Standing.UNSUBSCRIBED,
    "paused_until": None,
}

_ESCAPE = "\\"
_AT_DOMAIN = re.compile(r"@([\w-]+(?:\.[\w-]+)*)")
EMPTIED = {"headers": "{}", "query": "{}", "body": b""}  # the content of a call after it was read


def take_out(connection: Connection, people: Mapping[int, str]) -> None:
    """Erase people's personal data, but keep numbers, times and outcomes.

    A host's words about a bounce often quote the address, and a request to subscribe
    contains the typed name.

    Args:
        connection: The transaction in which they are erased.
        people: Their addresses by number, a thousand at most.
    """
    from newsletter.store.schema.readers import sign_ups

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
    from newsletter.model.notice import NoticeKind
    from newsletter.store.schema.desk import saved_addresses

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
    """Return the numbers of the few rows whose address is one of these."""
    rows = connection.execute(select(table.c.id, table.c.address).where(*which))
    return [row.id for row in rows if read_address(row.address).normalised in mailboxes]


def take_out_words(
    connection: Connection, fingerprints: list[bytes], addresses: Collection[str]
) -> None:
    """Remove addresses from what providers said: of suppressions, of many readers, or unread.

    Args:
        connection: The transaction.
        fingerprints: The keyed hashes of the suppressed addresses.
        addresses: The addresses to remove from calls and emails that could not be read, which
            are emptied when they are read otherwise, and from what a provider said of many.
    """
    connection.execute(
        update(suppressions)
        .where(suppressions.c.fingerprint.in_(fingerprints), suppressions.c.note.contains("@"))
        .values(note="")
    )
    if addresses:
        wanted = _Addresses(addresses)
        _empty_odd_reports(connection, wanted)
        _take_out_of_reasons(connection, wanted)
        _take_out_of_file_names(connection, wanted)


class _Addresses:
    """Addresses to be found in texts, in whichever letters. There may be a thousand of them."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._locals: dict[str, list[str]] = {}
        for one in addresses:
            local, _, domain = one.lower().rpartition("@")
            self._locals.setdefault(domain, []).append(local)

    def named_in(self, text: str) -> list[str]:
        """Return those that a text names, the longest first, as one may end with another."""
        text, found = text.lower(), set()
        for at in _AT_DOMAIN.finditer(text):
            labels = at[1].split(".")
            for count in range(1, len(labels) + 1):  # a sentence may continue after its full stop
                domain = ".".join(labels[:count])
                for local in self._locals.get(domain, ()):
                    if text.endswith(local, 0, at.start()):
                        found.add(f"{local}@{domain}")
        return sorted(found, key=len, reverse=True)

    def taken_out(self, text: str) -> str:
        """Return a text without them."""
        for one in self.named_in(text):
            text = re.sub(re.escape(one), "…", text, flags=re.IGNORECASE)
        return text


def _empty_odd_reports(connection: Connection, addresses: _Addresses) -> None:
    """Empty the calls and emails that could not be read and mention an address."""
    odd = connection.execute(  # few rows: those of the last weeks
        select(reports).where(reports.c.trouble.is_not(None))
    )
    quoting = []
    for row in odd:
        body = bytes(row.body).decode("utf-8", "replace")
        # a form in a call has its signs encoded
        texts = (body, unquote_plus(body), row.headers, row.query, row.trouble)
        if addresses.named_in("\n".join(texts)):
            quoting.append(row.id)
    if quoting:
        emptied = update(reports).where(reports.c.id.in_(quoting))
        connection.execute(emptied.values(**EMPTIED, trouble="taken out with its reader"))


def take_out_replies(connection: Connection, address: str) -> None:
    """Delete the replies from this address, and its mention in others."""
    connection.execute(delete(replies).where(func.lower(replies.c.sender) == address.lower()))
    wanted = _Addresses([address])
    for row in connection.execute(select(replies)).all():  # few rows: those of the last weeks
        if wanted.named_in(f"{row.subject}\n{row.words}"):
            subject, words = (wanted.taken_out(text) for text in (row.subject, row.words))
            step = update(replies).where(replies.c.id == row.id)
            connection.execute(step.values(subject=subject, words=words))
    connection.execute(
        update(notices)
        .where(notices.c.kind == "reply", _names(notices.c.merge_values))
        .values(merge_values=None),
        {"the_words": _pattern(address)},
    )


def _take_out_of_reasons(connection: Connection, addresses: _Addresses) -> None:
    """Delete the mention of addresses in why a batch waits or was refused, or a dispatch is paused."""
    for table in (batches, dispatches):
        for row in connection.execute(select(table).where(table.c.why.contains("@"))).all():
            if not addresses.named_in(row.why):
                continue
            this = (column == row._mapping[column] for column in table.primary_key)
            words = addresses.taken_out(row.why)
            connection.execute(update(table).where(*this).values(why=words))
            if table is batches:
                _take_out_of_members(connection, row, addresses)


def _take_out_of_file_names(connection: Connection, addresses: _Addresses) -> None:
    """Delete the mention of addresses in the names of imported files."""
    from newsletter.store.schema.readers import imports

    for row in connection.execute(select(imports).where(imports.c.source.contains("@"))).all():
        if addresses.named_in(row.source):
            named = update(imports).where(imports.c.id == row.id)
            connection.execute(named.values(source=addresses.taken_out(row.source)))


def _take_out_of_members(connection: Connection, batch: Row[Any], addresses: _Addresses) -> None:
    """Delete the mention of addresses in what was said of every member of a batch."""
    theirs = (
        deliveries.c.dispatch == batch.dispatch,
        deliveries.c.subscriber.between(batch.first, batch.last),
    )
    found = select(deliveries.c.detail).where(*theirs, deliveries.c.detail.contains("@"))
    for words in connection.execute(found.distinct()).scalars().all():
        if addresses.named_in(words):
            same = update(deliveries).where(*theirs, deliveries.c.detail == words)
            connection.execute(same.values(detail=addresses.taken_out(words)))


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
