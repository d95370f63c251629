"""Conversion between rows of people and values."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Consent, Standing, Subscriber
from newsletter.store.bulk import find_among, insert_columns
from newsletter.store.schema.sending import consents, subscribers, tagged, tags
from newsletter.store.subscribers.rule import has_tag
from newsletter.text.folding import keepable

CONSENT: Final = ("at", "kind", "wording", "version", "network", "note")  # the columns of one


def read_address(kept: str) -> EmailAddress:
    """Return an address as stored. It was checked when it came in."""
    local, _, domain = kept.rpartition("@")
    return EmailAddress(local, domain)


def add_consents(connection: Connection, found: Sequence[tuple[int, Consent]]) -> None:
    """Record a consent for each of these numbers of people."""
    if not found:
        return
    numbers, given = zip(*found, strict=True)
    each: dict[str, Sequence[object]] = {"subscriber": numbers}
    shared: dict[str, object] = {}
    if len(set(map(id, given))) == 1:  # most lists say the same of everybody
        shared = {name: getattr(given[0], name) for name in CONSENT}
    else:
        each |= {name: [getattr(consent, name) for consent in given] for name in CONSENT}
    insert_columns(connection, consents, each, shared)


def numbers_of(connection: Connection, mailboxes: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the people who have one of the mailboxes, with the mailbox."""
    columns = subscribers.c
    return find_among(connection, columns.mailbox, mailboxes, columns.id, columns.mailbox)


def tag_people(connection: Connection, wanted: Mapping[int, frozenset[str]]) -> None:
    """Add tags to subscribers, and create unknown tags."""
    kept = {  # as the column keeps them; many people have the same ones
        theirs: frozenset(filter(None, map(keepable, theirs))) for theirs in set(wanted.values())
    }
    names = frozenset().union(*kept.values())
    if not names:
        return
    insert_columns(connection, tags, {"name": sorted(names)}, {}, "name")
    numbers: dict[str, int] = dict(
        find_among(connection, tags.c.name, names, tags.c.name, tags.c.id)
    )
    numbered = {theirs: [numbers[name] for name in some] for theirs, some in kept.items()}
    pairs = sorted((tag, person) for person, theirs in wanted.items() for tag in numbered[theirs])
    each = {"tag": [tag for tag, _ in pairs], "subscriber": [person for _, person in pairs]}
    insert_columns(connection, tagged, each, {}, "tag", "subscriber")


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
