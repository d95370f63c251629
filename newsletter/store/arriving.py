"""How people come in, many at a time."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Arrival, NewSubscriber, Standing
from newsletter.store.tables import subscribers, suppressions, tagged, tags

Fingerprint = Callable[[EmailAddress], bytes]


def read_address(kept: str) -> EmailAddress:
    """An address as we wrote it; it was checked when it came in."""
    local, _, domain = kept.rpartition("@")
    return EmailAddress(local, domain)


def insert_or_leave(connection: Connection, table: Table, *unique: str) -> Executable:
    """An INSERT that leaves a row of the same ``unique`` columns as it is; ``rowcount`` tells."""
    made = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    return made.on_conflict_do_nothing(index_elements=unique).execution_options(
        preserve_rowcount=True
    )


def arrivals(
    connection: Connection, newcomers: Sequence[NewSubscriber], fingerprint: Fingerprint
) -> tuple[Arrival, ...]:
    """What each newcomer is: new, known, one who left, or suppressed."""
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
    """Write down new people; what all of them have in common is in ``given``."""
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
    """Give people these tags beside those that they have; a new tag is made."""
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
