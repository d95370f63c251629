"""People who come in, one by a form or thousands by an import."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import Connection, func, select

from newsletter.model.audience import Arrival, NewSubscriber, Standing
from newsletter.model.webhook import BulkCause
from newsletter.store.bulk import find_among, insert_columns
from newsletter.store.codes import STANDING
from newsletter.store.schema.sending import subscribers, suppressions
from newsletter.store.subscribers.reader_events import note_joined
from newsletter.store.subscribers.rows import add_consents, tag_people

Newcomer: TypeAlias = tuple[NewSubscriber, str, bytes]  # with the mailbox and its fingerprint
_AS_GIVEN: Final = ("rhythm", "language", "first_name")  # columns with what a newcomer gives
_HAS_LEFT: Final = STANDING[Standing.UNSUBSCRIBED]


def arrivals(
    connection: Connection,
    people: Sequence[NewSubscriber],
    fingerprints: Callable[[Iterable[str]], Sequence[bytes]],
) -> list[tuple[Arrival, Newcomer]]:
    """Return for each person whether they are new, known, have left, or are suppressed."""
    mailboxes = [who.address.normalised for who in people]
    prints = fingerprints(mailboxes)
    columns = subscribers.c
    known: dict[str, int] = dict(
        find_among(connection, columns.mailbox, mailboxes, columns.mailbox, columns.standing)
    )
    barred = _suppressed_among(connection, prints)
    seen = set(known)
    found = []
    for newcomer in zip(people, mailboxes, prints, strict=True):
        _, mailbox, fingerprint = newcomer
        if known.get(mailbox) == _HAS_LEFT:
            arrival = Arrival.HAS_LEFT
        elif fingerprint in barred:
            arrival = Arrival.SUPPRESSED
        else:
            arrival = Arrival.KNOWN if mailbox in seen else Arrival.NEW
        seen.add(mailbox)
        found.append((arrival, newcomer))
    return found


def _suppressed_among(connection: Connection, prints: Sequence[bytes]) -> set[bytes]:
    """Return those of the fingerprints that are suppressed.

    The suppressed are few: with a great many fingerprints, reading all of them takes a fraction
    of a search for each fingerprint.
    """
    column = suppressions.c.fingerprint
    every = connection.execute(select(column).limit(len(prints) + 1)).all()
    found = every if len(every) <= len(prints) else find_among(connection, column, prints, column)
    return {bytes(one) for (one,) in found}.intersection(prints)


def fates(
    found: Sequence[tuple[Arrival, Newcomer]], added: Sequence[NewSubscriber]
) -> tuple[Arrival, ...]:
    """Return what became of each newcomer. One who joined meanwhile counts as known."""
    result = tuple(arrival for arrival, _ in found)
    if len(added) == result.count(Arrival.NEW):
        return result
    ours = set(map(id, added))
    return tuple(
        Arrival.KNOWN if arrival is Arrival.NEW and id(who) not in ours else arrival
        for arrival, (who, _, _) in found
    )


def add_people(
    connection: Connection,
    newcomers: Sequence[Newcomer],
    standing: Standing,
    source: str,
    now: datetime,
    *,
    cause: BulkCause | None = None,
    imported: int | None = None,
) -> list[NewSubscriber]:
    """Insert new people, and return those who were not added meanwhile.

    Args:
        connection: An open transaction.
        newcomers: The people.
        standing: Of all of them.
        source: Where they come from.
        now: When they join.
        cause: Makes one event of all.
        imported: The number of the import that adds them.
    """
    if not newcomers:
        return []
    given = {
        "imported": imported,
        "standing": standing,
        "source": source,
        "joined_at": now,
        "confirmed_at": now if standing is Standing.CONFIRMED else None,
    }
    found = _inserted(connection, newcomers, given)
    tag_people(connection, {number: who.tags for number, who in found if who.tags})
    add_consents(connection, [(number, who.consent) for number, who in found if who.consent])
    added = [who for _, who in found]
    note_joined(connection, added, standing, cause, now)
    return added


def _inserted(
    connection: Connection, newcomers: Sequence[Newcomer], given: Mapping[str, object]
) -> list[tuple[int, NewSubscriber]]:
    """Insert people, and return those who were not there with their numbers."""
    columns = subscribers.c
    before = connection.execute(select(func.max(columns.id))).scalar() or 0
    people, mailboxes, prints = zip(*newcomers, strict=True)
    each: dict[str, Sequence[object]] = {
        "mailbox": mailboxes,
        "address": [str(who.address) for who in people],
        "fingerprint": prints,
        **{name: [getattr(who, name) for who in people] for name in _AS_GIVEN},
    }
    insert_columns(connection, subscribers, each, given, "mailbox")
    # numbers only rise, and of others who join meanwhile the moment, the source or the import differs
    ours = [columns[name] == given[name] for name in ("joined_at", "source", "imported")]
    added = select(columns.mailbox, columns.id).where(columns.id > before, *ours)
    numbers: dict[str | None, int] = dict(map(tuple, connection.execute(added).all()))
    return [(numbers[one], who) for who, one, _ in newcomers if one in numbers]
