"""Conversion between rows of people and values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Arrival, NewSubscriber, Standing, Subscriber
from newsletter.store.database import insert_or_leave
from newsletter.store.schema.sending import subscribers, suppressions, tagged, tags
from newsletter.store.subscribers.rule import has_tag
from newsletter.text.folding import keepable

Fingerprint = Callable[[EmailAddress], bytes]


def read_address(kept: str) -> EmailAddress:
    """Return an address as stored. It was checked when it came in."""
    local, _, domain = kept.rpartition("@")
    return EmailAddress(local, domain)


def arrivals(
    connection: Connection, newcomers: Sequence[NewSubscriber], fingerprint: Fingerprint
) -> tuple[Arrival, ...]:
    """Return for each newcomer whether they are new, known, have left, or are suppressed."""
    prints = {who.address.normalised: fingerprint(who.address) for who in newcomers}
    known = dict(
        connection.execute(
            select(subscribers.c.mailbox, subscribers.c.standing).where(
                subscribers.c.mailbox.in_(list(prints))
            )
        ).all()
    )
    barred = {
        bytes(one)
        for one in connection.execute(
            select(suppressions.c.fingerprint).where(
                suppressions.c.fingerprint.in_(list(prints.values()))
            )
        ).scalars()
    }
    seen = set(known)
    found = []
    for mailbox in (who.address.normalised for who in newcomers):
        if known.get(mailbox) is Standing.UNSUBSCRIBED:
            found.append(Arrival.HAS_LEFT)
        elif prints[mailbox] in barred:
            found.append(Arrival.SUPPRESSED)
        else:
            found.append(Arrival.KNOWN if mailbox in seen else Arrival.NEW)
        seen.add(mailbox)
    return tuple(found)


def add_people(
    connection: Connection,
    newcomers: Sequence[NewSubscriber],
    fingerprint: Fingerprint,
    given: Mapping[str, object],
) -> None:
    """Insert new people. ``given`` holds the values that they share."""
    if not newcomers:
        return
    connection.execute(
        insert_or_leave(connection, subscribers, "mailbox"),
        [
            {
                "mailbox": who.address.normalised,
                "address": str(who.address),
                "fingerprint": fingerprint(who.address),
                "rhythm": who.rhythm,
                "language": who.language,
                "first_name": who.first_name,
                **given,
            }
            for who in newcomers
        ],
    )
    with_tags = {who.address.normalised: who.tags for who in newcomers if who.tags}
    numbers = connection.execute(
        select(subscribers.c.id, subscribers.c.mailbox).where(
            subscribers.c.mailbox.in_(list(with_tags))
        )
    )
    tag_people(connection, {number: with_tags[mailbox] for number, mailbox in numbers})


def tag_people(connection: Connection, wanted: Mapping[int, frozenset[str]]) -> None:
    """Add tags to subscribers, and create unknown tags."""
    wanted = {
        number: frozenset(filter(None, map(keepable, theirs)))  # as the column keeps them
        for number, theirs in wanted.items()
    }
    names = frozenset().union(*wanted.values())
    if not names:
        return
    connection.execute(
        insert_or_leave(connection, tags, "name"), [{"name": name} for name in sorted(names)]
    )
    numbers = dict(
        connection.execute(select(tags.c.name, tags.c.id).where(tags.c.name.in_(names))).all()
    )
    connection.execute(
        insert_or_leave(connection, tagged, "tag", "subscriber"),
        [
            {"tag": numbers[name], "subscriber": subscriber}
            for subscriber, theirs in wanted.items()
            for name in theirs
        ],
    )


def chosen(
    standing: Standing | None, tag: str | None, search: str, *, is_sqlite: bool
) -> list[ColumnElement[bool]]:
    """Return the conditions for the chosen people, without erased ones."""
    rules: list[ColumnElement[bool]] = [subscribers.c.mailbox.is_not(None)]
    if standing is not None:
        rules.append(subscribers.c.standing == standing)
    if tag is not None:
        rules.append(has_tag(tag))
    if search:
        name = subscribers.c.first_name
        # SQLite's LIKE ignores case by itself, and lower() would cost as much as all the rest
        named = name.contains if is_sqlite else name.icontains
        mailbox = subscribers.c.mailbox.contains(search.casefold(), autoescape=True)
        rules.append(or_(mailbox, named(search, autoescape=True)))
    return rules


def load(
    connection: Connection, *rules: ColumnElement[bool], limit: int = 1
) -> tuple[Subscriber, ...]:
    """Load up to ``limit`` people who match, by number, with their tags."""
    rows = connection.execute(
        select(subscribers).where(*rules).order_by(subscribers.c.id).limit(limit)
    ).all()
    their_tags: dict[int, set[str]] = {row.id: set() for row in rows}
    for number, name in connection.execute(
        select(tagged.c.subscriber, tags.c.name)
        .join(tags, tags.c.id == tagged.c.tag)
        .where(tagged.c.subscriber.in_(list(their_tags)))
    ):
        their_tags[number].add(name)
    return tuple(_person(row, frozenset(their_tags[row.id])) for row in rows)


def _person(row: Row[Any], their_tags: frozenset[str]) -> Subscriber:
    return Subscriber(
        id=row.id,
        address=read_address(row.address),
        standing=row.standing,
        first_name=row.first_name,
        language=row.language,
        tags=their_tags,
        rhythm=row.rhythm,
        paused_until=row.paused_until,
        joined_at=row.joined_at,
        confirmed_at=row.confirmed_at,
        left_at=row.left_at,
    )
