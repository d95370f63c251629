"""Replay of the journal's departures that a database does not have."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, select, update

from newsletter.model.audience import Standing, SuppressionReason
from newsletter.model.webhook import BulkCause
from newsletter.store.backup.journal import Departure, Entry, Journal, SentEntry
from newsletter.store.database import Database
from newsletter.store.schema.sending import subscribers, suppressions
from newsletter.store.subscribers.reader_events import note_left
from newsletter.store.subscribers.subscribers import Subscribers
from newsletter.store.subscribers.suppressions import Suppressions

_A_SECOND = timedelta(seconds=1)
_NEWEST = 500  # departures that show whether a database is older than its journal
_AT_ONCE = 500  # people in one query, because there is no index by fingerprint
_NOTE = "from the journal"
_REASONS = {
    Departure.COMPLAINED: SuppressionReason.COMPLAINED,
    Departure.BOUNCED: SuppressionReason.BOUNCED,
    Departure.SUPPRESSED: SuppressionReason.MANUAL,
    Departure.ERASED: SuppressionReason.ERASED,
    Departure.HELD: SuppressionReason.PROVIDERS_LIST,
}


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many people the journal changed.

    Attributes:
        departed: Readers who left, complained, bounced or were erased.
        remembered: People who are not readers in the database. They are suppressed by
            their keyed hash, so that no import adds them.
        taken_back: Readers of an import that was undone.
    """

    departed: int
    remembered: int
    taken_back: int


class _Change(Enum):
    """The effect of repeating one person's departures."""

    NOTHING = "nothing"
    DEPARTED = "departed"
    REMEMBERED = "remembered"
    TAKEN_BACK = "taken back"


class Replaying:
    """Applies the journal to the people in a database. Repeating it changes nothing."""

    def __init__(
        self,
        database: Database,
        people: Subscribers,
        suppressed: Suppressions,
        journal: Journal,
        clock: Callable[[], datetime],
    ) -> None:
        self._clock = clock
        self._database = database
        self._people = people
        self._suppressed = suppressed
        self._journal = journal

    def lacks_departures(self) -> bool:
        """Return whether the newest departures in the journal are missing from the database.

        A database that is older than its journal lacks the newest ones first. A departure
        that another process is about to commit is missing as well, and repeating it does
        no harm.
        """
        undone, left = self._newest()
        with self._database.read() as connection:
            still_here = _known(connection, list(undone))
            if any(_is_of_then(person, undone[one]) for one, person in still_here.items()):
                return True
            return not set(left) <= _gone(connection, left)

    def _newest(self) -> tuple[dict[bytes, Entry], list[bytes]]:
        """Return the newest of those whose import was undone, and of the others who departed.

        A database may lack the former without ever having had them. So the others are
        looked for before a thousand lines about an undone import.
        """
        undone: dict[bytes, Entry] | None = None
        left: list[bytes] = []
        for tail in self._journal.tails():
            newest = _since_last_return(tail)
            left = [one for one, theirs in newest.items() if not _is_undone(theirs)]
            if undone is None:
                undone = {one: theirs[-1] for one, theirs in newest.items() if _is_undone(theirs)}
            if left:
                break
        return undone or {}, left[-_NEWEST:]

    def replay(self) -> Replayed:
        """Repeat the departures of each person since they last came back, in order."""
        departures = _since_last_return(self._journal.entries())
        everybody = list(departures.items())
        changes: Counter[_Change] = Counter()
        with self._database.write() as connection:
            for start in range(0, len(everybody), _AT_ONCE):
                piece = everybody[start : start + _AT_ONCE]
                known = _known(connection, [fingerprint for fingerprint, _ in piece])
                changes.update(
                    self._repeat(connection, known.get(fingerprint), theirs)
                    for fingerprint, theirs in piece
                )
        return Replayed(
            departed=changes[_Change.DEPARTED],
            remembered=changes[_Change.REMEMBERED],
            taken_back=changes[_Change.TAKEN_BACK],
        )

    def _repeat(
        self, connection: Connection, person: Row[*tuple[Any, ...]] | None, theirs: Sequence[Entry]
    ) -> _Change:
        left = [entry for entry in theirs if entry.departure is not Departure.UNDONE]
        # lists, because any() would stop at the first new entry
        if person is None:
            news = [self._remember(entry) for entry in left]
            return _Change.REMEMBERED if any(news) else _Change.NOTHING
        if _is_undone(theirs) and _is_of_then(person, theirs[-1]):
            is_news = self._take_back(connection, person, theirs[-1])
            return _Change.TAKEN_BACK if is_news else _Change.NOTHING
        news = [self._depart(connection, person, entry) for entry in left]
        return _Change.DEPARTED if any(news) else _Change.NOTHING

    def _take_back(
        self, connection: Connection, person: Row[*tuple[Any, ...]], undone: Entry
    ) -> bool:
        """Remove a reader whose import was undone. A person who came by it alone is no reader.

        Another process may have removed them and is about to commit, so its rows are waited for
        in the order in which it takes them. Return whether they were still there.
        """
        from newsletter.store.schema.readers import imports
        from newsletter.store.subscribers.imports import remove

        this = imports.c.id == person.imported
        connection.execute(select(imports.c.id).where(this).with_for_update())
        held = select(subscribers.c.imported).where(subscribers.c.id == person.id)
        if connection.execute(held.with_for_update()).scalar() != person.imported:
            return False
        marked = update(imports).where(this, imports.c.undone_at.is_(None))
        connection.execute(marked.values(undone_at=undone.at))
        note_left(connection, person.id, person.standing, BulkCause.RESTORE, self._clock())
        remove(connection, person.imported, [person.id])
        return True

    def _remember(self, entry: Entry) -> bool:
        """Suppress an address by its hash alone, and return whether that is new."""
        reason = _REASONS.get(entry.departure, SuppressionReason.LEFT)
        return self._suppressed.replay(entry.fingerprint, reason, entry.at, _NOTE)

    def _depart(self, connection: Connection, person: Row[*tuple[Any, ...]], entry: Entry) -> bool:
        """Repeat a departure unless the person came back later. Return whether that is new."""
        reason = _REASONS.get(entry.departure)
        is_news = reason is not None and self._suppressed.replay(
            entry.fingerprint, reason, entry.at, _NOTE
        )
        # the journal has no fractions of a second: of a return and a departure in the same
        # second, the departure counts
        if person.confirmed_at is not None and person.confirmed_at >= entry.at + _A_SECOND:
            return False
        if entry.departure is Departure.ERASED:
            return self._people.erase(person.id, cause=BulkCause.RESTORE)
        if entry.departure not in (Departure.LEFT, Departure.COMPLAINED):
            return is_news
        this = subscribers.c.id == person.id
        # an earlier entry of this person may have changed it, or a process that commits just now
        held = select(subscribers.c.standing).where(this).with_for_update()
        before = connection.execute(held).scalar_one()
        note_left(connection, person.id, before, BulkCause.RESTORE, self._clock())
        connection.execute(
            update(subscribers)
            .where(this)
            .values(standing=Standing.UNSUBSCRIBED, left_at=entry.at, paused_until=None)
        )
        return is_news or person.standing is not Standing.UNSUBSCRIBED


def _is_undone(theirs: Sequence[Entry]) -> bool:
    return theirs[-1].departure is Departure.UNDONE


def _is_of_then(person: Row[*tuple[Any, ...]], undone: Entry) -> bool:
    """Return whether somebody is still the reader whom the undone import had added."""
    return (
        person.standing is Standing.CONFIRMED
        and person.imported is not None
        and person.joined_at <= undone.at
    )


def people_in(journal: Journal) -> Collection[bytes]:
    """Return the keyed hashes of those who departed and did not come back, by the journal."""
    return _since_last_return(journal.entries()).keys()


def _since_last_return(entries: Iterable[Entry | SentEntry]) -> Mapping[bytes, Sequence[Entry]]:
    """Return the departures of each person since they last came back."""
    departures: dict[bytes, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry, SentEntry):
            continue
        if entry.departure is Departure.RETURNED:
            departures.pop(entry.fingerprint, None)
        else:
            departures.setdefault(entry.fingerprint, []).append(entry)
    return departures


def _known(
    connection: Connection, fingerprints: Sequence[bytes]
) -> dict[bytes, Row[*tuple[Any, ...]]]:
    """Return those of these people who are readers, in one pass over the table."""
    theirs = subscribers.c
    columns = (theirs.id, theirs.standing, theirs.joined_at, theirs.confirmed_at, theirs.imported)
    rows = connection.execute(
        select(theirs.fingerprint, *columns).where(theirs.fingerprint.in_(fingerprints))
    ).all()
    return {bytes(row.fingerprint): row for row in rows}


def _gone(connection: Connection, fingerprints: Sequence[bytes]) -> set[bytes]:
    """Return those of these people who are suppressed or have left."""
    suppressed = select(suppressions.c.fingerprint).where(
        suppressions.c.fingerprint.in_(fingerprints)
    )
    left = select(subscribers.c.fingerprint).where(
        subscribers.c.fingerprint.in_(fingerprints), subscribers.c.left_at.is_not(None)
    )
    return {bytes(one) for one in connection.execute(suppressed.union(left)).scalars()}
