"""Conversion between rows of people and values."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Arrival, Consent, NewSubscriber, Standing, Subscriber
from newsletter.store.bulk import find_among, insert_columns
from newsletter.store.codes import STANDING
from newsletter.store.schema.sending import consents, subscribers, suppressions, tagged, tags
from newsletter.store.subscribers.rule import has_tag
from newsletter.text.folding import keepable

CONSENT: Final = ("at", "kind", "wording", "version", "network", "note")  # the columns of one
_HAS_LEFT: Final = STANDING[Standing.UNSUBSCRIBED]


def read_address(kept: str) -> EmailAddress:
    """Return an address as stored. It was checked when it came in."""
    local, _, domain = kept.rpartition("@")
    return EmailAddress(local, domain)


def arrivals(
    connection: Connection,
    newcomers: Sequence[NewSubscriber],
    fingerprints: Callable[[Iterable[str]], Sequence[bytes]],
) -> list[tuple[Arrival, bytes]]:
    """Return for each newcomer whether they are new, known, have left, or are suppressed.

    The fingerprint of the address is beside it.
    """
    mailboxes = [who.address.normalised for who in newcomers]
    prints = fingerprints(mailboxes)
    known: dict[str, int] = dict(
        find_among(
            connection,
            subscribers.c.mailbox,
            mailboxes,
            subscribers.c.mailbox,
            subscribers.c.standing,
        )
    )
    column = suppressions.c.fingerprint
    barred = {bytes(one) for (one,) in find_among(connection, column, prints, column)}
    seen = set(known)
    found = []
    for mailbox, fingerprint in zip(mailboxes, prints, strict=True):
        if known.get(mailbox) == _HAS_LEFT:
            arrival = Arrival.HAS_LEFT
        elif fingerprint in barred:
            arrival = Arrival.SUPPRESSED
        else:
            arrival = Arrival.KNOWN if mailbox in seen else Arrival.NEW
        seen.add(mailbox)
        found.append((arrival, fingerprint))
    return found


def fates(
    newcomers: Sequence[NewSubscriber],
    found: Sequence[tuple[Arrival, bytes]],
    added: Sequence[NewSubscriber],
) -> tuple[Arrival, ...]:
    """Return what became of each newcomer: who joined by themselves meanwhile is known."""
    ours = set(map(id, added))
    return tuple(
        Arrival.KNOWN if arrival is Arrival.NEW and id(who) not in ours else arrival
        for who, (arrival, _) in zip(newcomers, found, strict=True)
    )


def add_people(
    connection: Connection,
    newcomers: Sequence[tuple[NewSubscriber, bytes]],
    given: Mapping[str, object],
) -> list[NewSubscriber]:
    """Insert new people with their fingerprints, and return those who were not added meanwhile.

    ``given`` holds the values that they share.
    """
    if not newcomers:
        return []
    found = _inserted(connection, newcomers, given)
    tag_people(connection, {number: who.tags for number, who in found if who.tags})
    add_consents(connection, [(number, who.consent) for number, who in found if who.consent])
    return [who for _, who in found]


def _inserted(
    connection: Connection,
    newcomers: Sequence[tuple[NewSubscriber, bytes]],
    given: Mapping[str, object],
) -> list[tuple[int, NewSubscriber]]:
    """Insert people, and return those who were not there with their numbers."""
    columns = subscribers.c
    before = connection.execute(select(func.max(columns.id))).scalar() or 0
    mailboxes = [who.address.normalised for who, _ in newcomers]
    each: dict[str, list[object]] = {
        "mailbox": [*mailboxes],
        "address": [str(who.address) for who, _ in newcomers],
        "fingerprint": [fingerprint for _, fingerprint in newcomers],
        "rhythm": [who.rhythm for who, _ in newcomers],
        "language": [who.language for who, _ in newcomers],
        "first_name": [who.first_name for who, _ in newcomers],
    }
    insert_columns(connection, subscribers, each, given, "mailbox")
    # numbers only rise, and of others who join meanwhile the moment, the source or the import differs
    ours = [columns[name] == given[name] for name in ("joined_at", "source", "imported")]
    added = select(columns.mailbox, columns.id).where(columns.id > before, *ours)
    numbers: dict[str | None, int] = dict(map(tuple, connection.execute(added).all()))
    both = zip(mailboxes, newcomers, strict=True)
    return [(numbers[one], who) for one, (who, _) in both if one in numbers]


def add_consents(connection: Connection, found: Sequence[tuple[int, Consent]]) -> None:
    """Record a consent for each of these numbers of people."""
    each: dict[str, list[object]] = {
        name: [getattr(consent, name) for _, consent in found] for name in CONSENT
    }
    each["subscriber"] = [number for number, _ in found]
    insert_columns(connection, consents, each, {})


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
    pairs = [(tag, person) for person, theirs in wanted.items() for tag in numbered[theirs]]
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
