"""Subscribers: their standing, preferences and tags."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, update

from newsletter.model.address import EmailAddress
from newsletter.model.audience import (
    Arrival,
    NewSubscriber,
    Rhythm,
    Standing,
    Subscriber,
    SuppressionReason,
)
from newsletter.model.webhook import BulkCause, EventKind
from newsletter.store.backup.journal import Departure, Journal
from newsletter.store.database import Database
from newsletter.store.events import note_many, note_reader
from newsletter.store.schema.sending import subscribers, tagged, tags
from newsletter.store.subscribers.erasure import NOBODY, take_out, take_out_replies, take_out_words
from newsletter.store.subscribers.newcomers import add_people, arrivals, fates
from newsletter.store.subscribers.reader_events import note_left
from newsletter.store.subscribers.rows import chosen, load, tag_people
from newsletter.store.subscribers.suppressions import Suppressions


class Subscribers:
    """Subscribers, without their suppressions, consents and deliveries."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        suppressed: Suppressions,
        journal: Journal,
    ) -> None:
        self._database = database
        self._clock = clock
        self._suppressed = suppressed
        self._journal = journal

    def add(
        self, newcomer: NewSubscriber, *, standing: Standing = Standing.CONFIRMED, source: str = ""
    ) -> Subscriber:
        """Return the subscriber with that address, new or existing and unchanged."""
        with self._database.write() as connection:
            mailbox = newcomer.address.normalised
            if not load(connection, subscribers.c.mailbox == mailbox):
                fingerprint = self._suppressed.fingerprint(newcomer.address)
                coming = (newcomer, mailbox, fingerprint)
                add_people(connection, [coming], standing, source, self._clock())
            found = load(connection, subscribers.c.mailbox == mailbox)
            assert found, "it was there or has just been added"  # noqa: S101  # narrows the type for mypy
            return found[0]

    def take_in(
        self,
        newcomers: Sequence[NewSubscriber],
        *,
        standing: Standing = Standing.CONFIRMED,
        source: str,
        cause: BulkCause | None = None,
        imported: int | None = None,
    ) -> tuple[Arrival, ...]:
        """Import people in one transaction, with their consents, and return each result.

        Existing subscribers are not changed. People who left or are suppressed are not added. An
        address counts once. ``cause`` makes one event of all; ``imported`` is the import's number.
        """
        with self._database.write() as connection:
            found = arrivals(connection, newcomers, self._suppressed.fingerprints)
            new = [newcomer for arrival, newcomer in found if arrival is Arrival.NEW]
            given = (standing, source, self._clock())
            added = add_people(connection, new, *given, cause=cause, imported=imported)
        return fates(found, added)

    def preview(self, newcomers: Sequence[NewSubscriber]) -> tuple[Arrival, ...]:
        """Return what ``take_in`` would return, without importing anybody."""
        with self._database.read() as connection:
            found = arrivals(connection, newcomers, self._suppressed.fingerprints)
        return tuple(arrival for arrival, _ in found)

    def find(self, subscriber: int) -> Subscriber | None:
        """Return the person with this number; ``None`` if erased or unknown."""
        is_here = subscribers.c.mailbox.is_not(None)
        with self._database.read() as connection:
            found = load(connection, subscribers.c.id == subscriber, is_here)
        return found[0] if found else None

    def by_address(self, address: EmailAddress) -> Subscriber | None:
        """Return the person with this address, or ``None``."""
        with self._database.read() as connection:
            found = load(connection, subscribers.c.mailbox == address.normalised)
        return found[0] if found else None

    def among(self, addresses: Collection[EmailAddress]) -> Mapping[str, Subscriber]:
        """Return the subscribers by normalised address (at most a few thousand)."""
        mailboxes = list({address.normalised for address in addresses})
        with self._database.read() as connection:
            found = load(connection, subscribers.c.mailbox.in_(mailboxes), limit=len(mailboxes))
        return {reader.address.normalised: reader for reader in found}

    def page(
        self,
        *,
        after: int = 0,
        limit: int = 500,
        standing: Standing | None = None,
        tag: str | None = None,
        search: str = "",
    ) -> tuple[Subscriber, ...]:
        """Return up to ``limit`` people by number, after the number ``after``."""
        rules = [
            subscribers.c.id > after,
            *chosen(standing, tag, search, is_sqlite=self._database.is_sqlite),
        ]
        with self._database.read() as connection:
            return load(connection, *rules, limit=limit)

    def count(
        self, *, standing: Standing | None = None, tag: str | None = None, search: str = ""
    ) -> int:
        """Return how many people match."""
        query = (
            select(func.count())
            .select_from(subscribers)
            .where(*chosen(standing, tag, search, is_sqlite=self._database.is_sqlite))
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def confirm(self, subscriber: int) -> bool:
        """Confirm a subscription, also of a person who left. Return whether it is new."""
        now = self._clock()
        with self._database.write() as connection:
            before = self._present(connection, subscriber)
            if before is None or before.standing is Standing.CONFIRMED:
                return False
            if before.left_at is not None:
                self._journal.append(Departure.RETURNED, [bytes(before.fingerprint)], now)
            self._change(
                connection,
                subscriber,
                standing=Standing.CONFIRMED,
                confirmed_at=now,
                left_at=None,
                paused_until=None,
            )
            note_reader(connection, EventKind.JOINED, subscriber, now)
        return True

    def unsubscribe(self, subscriber: int) -> bool:
        """Unsubscribe a person at once. Return whether they were subscribed."""
        now = self._clock()
        with self._database.write() as connection:
            before = self._unsubscribed(connection, subscriber, now)
            if before is not None:
                note_left(connection, subscriber, before, None, now)
        return before is not None

    def unsubscribe_all(self, numbers: Sequence[int], *, cause: BulkCause) -> list[int]:
        """Unsubscribe people together, and return those who were. Webhooks get their number."""
        now = self._clock()
        with self._database.write() as connection:
            before = {number: self._unsubscribed(connection, number, now) for number in numbers}
            readers = sum(standing is Standing.CONFIRMED for standing in before.values())
            # all who unsubscribe many change this row, so nobody is waited for while it is held
            note_many(connection, EventKind.LEFT, cause, readers, now)
        return [number for number, standing in before.items() if standing is not None]

    def ask_again(self, subscriber: int) -> bool:
        """Make a person who left pending until they confirm. Return whether they had left."""
        with self._database.write() as connection:
            asked = connection.execute(
                update(subscribers)
                .where(
                    subscribers.c.id == subscriber,
                    subscribers.c.mailbox.is_not(None),
                    subscribers.c.standing == Standing.UNSUBSCRIBED,
                )
                .values(standing=Standing.PENDING, joined_at=self._clock())
            )
        return bool(asked.rowcount)

    def pause(self, subscriber: int, until: datetime | None) -> None:
        """Pause a person's mail until a moment, or resume it with ``None``."""
        self._set(subscriber, paused_until=until)

    def rename(self, subscriber: int, first_name: str) -> bool:
        """Set a person's first name, which may be empty. Return whether there is such a person."""
        return self._set(subscriber, first_name=first_name)

    def speak(self, subscriber: int, language: str) -> None:
        """Set a person's language of pages and mails."""
        self._set(subscriber, language=language)

    def set_rhythm(self, subscriber: int, rhythm: Rhythm) -> None:
        """Set a person's rhythm."""
        self._set(subscriber, rhythm=rhythm)

    def set_tags(self, subscriber: int, names: Iterable[str]) -> None:
        """Replace a person's tags."""
        with self._database.write() as connection:
            connection.execute(delete(tagged).where(tagged.c.subscriber == subscriber))
            tag_people(connection, {subscriber: frozenset(names)})
            self._change(connection, subscriber)

    def tag_names(self) -> tuple[str, ...]:
        """Return the names of all tags, sorted."""
        with self._database.read() as connection:
            return tuple(connection.execute(select(tags.c.name).order_by(tags.c.name)).scalars())

    def erase(self, subscriber: int, *, cause: BulkCause | None = None) -> bool:
        """Erase a person, and return whether there was one.

        An empty row and a keyed hash of the address remain.
        """
        now = self._clock()
        with self._database.write() as connection:
            before = self._present(connection, subscriber)
            if before is None:
                return False
            fingerprint = bytes(before.fingerprint)
            self._suppressed.add_print(fingerprint, SuppressionReason.ERASED)
            take_out(connection, {subscriber: before.address})
            take_out_words(connection, [fingerprint], [before.address])
            take_out_replies(connection, before.address)
            # readers who left earlier do not leave again: only the letters of that time count them
            self._change(connection, subscriber, **NOBODY, left_at=before.left_at or now)
            note_left(connection, subscriber, before.standing, cause, now)
        return True

    def forget(self, *, standing: Standing, before: datetime, limit: int = 1000) -> int:
        """Erase people who have been unconfirmed, or have left, since before a moment.

        A keyed hash remains of everyone who ever left, so that no import brings them back.
        Nothing remains of the others, who never were readers.

        Returns:
            How many were erased, ``limit`` at most.
        """
        columns = subscribers.c
        since = columns.left_at if standing is Standing.UNSUBSCRIBED else columns.joined_at
        with self._database.write() as connection:
            rows = connection.execute(
                select(columns.id, columns.address, columns.fingerprint, columns.left_at)
                .where(columns.standing == standing, since < before, columns.mailbox.is_not(None))
                .limit(limit)
                .with_for_update()  # a reader who confirms or comes back just now stays
            ).all()
            self._suppressed.remember_left(
                [bytes(row.fingerprint) for row in rows if row.left_at is not None]
            )
            addresses = {row.id: row.address for row in rows}
            take_out(connection, addresses)
            fingerprints = [bytes(row.fingerprint) for row in rows]
            take_out_words(connection, fingerprints, addresses.values())
            connection.execute(
                update(subscribers).where(columns.id.in_(addresses)).values(_changed(NOBODY))
            )
        return len(addresses)

    def _unsubscribed(self, connection: Connection, number: int, now: datetime) -> Standing | None:
        """Return the standing of a person before; ``None`` if they were not subscribed."""
        before = self._present(connection, number)
        if before is None or before.standing is Standing.UNSUBSCRIBED:
            return None
        self._journal.append(Departure.LEFT, [bytes(before.fingerprint)], now)
        left = {"standing": Standing.UNSUBSCRIBED, "left_at": now, "paused_until": None}
        self._change(connection, number, **left)
        return Standing(before.standing)

    def _change(self, connection: Connection, subscriber: int, **values: object) -> None:
        connection.execute(
            update(subscribers).where(subscribers.c.id == subscriber).values(_changed(values))
        )

    def _set(self, subscriber: int, **values: object) -> bool:
        """Change a person, and return whether there was one. An erased person stays erased."""
        with self._database.write() as connection:
            changed = connection.execute(
                update(subscribers)
                .where(subscribers.c.id == subscriber, subscribers.c.mailbox.is_not(None))
                .values(_changed(values))
            )
        return bool(changed.rowcount)

    @staticmethod
    def _present(connection: Connection, subscriber: int) -> Row[*tuple[Any, ...]] | None:
        theirs = subscribers.c
        return connection.execute(
            select(theirs.address, theirs.fingerprint, theirs.standing, theirs.left_at)
            .where(theirs.id == subscriber, theirs.mailbox.is_not(None))
            .with_for_update()  # what another process changes just now is waited for
        ).first()


def _changed(values: Mapping[str, object]) -> dict[str, object]:
    """Return the values of somebody who then stays if the import that added them is undone."""
    return {**values, "imported": None}
