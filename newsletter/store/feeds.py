"""Followed feeds and their entries, with the editors' answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update

from newsletter.message import Message
from newsletter.model.article import Rights
from newsletter.model.feed import FeedEntry, FollowedFeed, Proposal, ProposalState, ProposedText
from newsletter.store.database import Database
from newsletter.store.schema.feeds import feed_entries, feeds

_ANSWERED = (ProposalState.ACCEPTED, ProposalState.DISMISSED)
_WITHOUT_PIECE = {"rendition": None, "original": None, "ending": None}
# the columns of a list, without the articles, which may have megabytes each
_LISTED = select(feeds.c.title.label("feed_title")).add_columns(
    *(column for column in feed_entries.c if column.name not in _WITHOUT_PIECE)
)


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """A new or changed entry, with what was read of it.

    Attributes:
        outcome: The article, or why it cannot be read. ``None`` if it is not proposed,
            because it is older than the decision to follow its feed.
    """

    entry: FeedEntry
    outcome: ProposedText | Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The result of a poll, for the feed's row.

    Attributes:
        address: The feed's present address.
        trouble: Why the poll failed; ``None`` if it succeeded.
        is_gone: Whether the feed no longer exists.
    """

    address: str
    title: str
    etag: str
    last_modified: str
    next_at: datetime
    failures: int = 0
    trouble: Message | None = None
    is_gone: bool = False


class FeedRecords:
    """Rows of feeds and their entries. Each entry is proposed once, even if two processes poll."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def follow(self, polled: Polled, rights: Rights | None) -> FollowedFeed:
        """Store a feed that was just read for the first time."""
        now = self._clock()
        values = {
            **_values(polled),
            "rights": rights.to_text() if rights else None,
            "followed_at": now,
            "polled_at": now,
        }
        with self._database.write() as connection:
            row = connection.execute(insert(feeds).values(**values).returning(feeds)).one()
        return _feed(row)

    def unfollow(self, number: int) -> bool:
        """Delete a feed and its entries, and return whether it existed."""
        with self._database.write() as connection:
            connection.execute(delete(feed_entries).where(feed_entries.c.feed == number))
            return bool(connection.execute(delete(feeds).where(feeds.c.id == number)).rowcount)

    def all(self) -> tuple[FollowedFeed, ...]:
        """Return the followed feeds in the order in which they were added."""
        with self._database.read() as connection:
            return tuple(map(_feed, connection.execute(select(feeds).order_by(feeds.c.id))))

    def at(self, address: str) -> FollowedFeed | None:
        """Return the feed at an address, if it is followed."""
        with self._database.read() as connection:
            row = connection.execute(select(feeds).where(feeds.c.address == address)).first()
        return None if row is None else _feed(row)

    def due(self) -> FollowedFeed | None:
        """Return the feed that has been due for the longest; ``None`` if none is due.

        A feed whose last poll is in the future was polled under a wrong clock, and is due.
        """
        now = self._clock()
        is_due = or_(feeds.c.next_at <= now, feeds.c.polled_at > now)
        with self._database.read() as connection:
            row = connection.execute(
                select(feeds)
                .where(feeds.c.gone_at.is_(None), is_due)
                .order_by(feeds.c.next_at, feeds.c.id)
                .limit(1)
            ).first()
        return None if row is None else _feed(row)

    def polled(self, number: int, polled: Polled) -> None:
        """Record a poll, unless the feed is no longer followed.

        A feed that moved to the address of another one keeps its former address.
        """
        now = self._clock()
        values = {**_values(polled), "polled_at": now, "gone_at": now if polled.is_gone else None}
        with self._database.write() as connection:
            others = (feeds.c.id == number, feeds.c.address != polled.address)
            left = connection.execute(select(feeds.c.address).where(*others)).scalar_one_or_none()
            taken = select(feeds.c.id).where(feeds.c.address == polled.address)
            if left is not None and connection.execute(taken).first() is not None:
                del values["address"]
            elif left is not None:
                values["moved_from"] = left
            connection.execute(update(feeds).where(feeds.c.id == number).values(**values))

    def digests(self, number: int) -> Mapping[str, str]:
        """Return the digests of a feed's known entries, by key."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(feed_entries.c.entry_key, feed_entries.c.digest).where(
                    feed_entries.c.feed == number
                )
            ).all()
        return {row.entry_key: row.digest for row in rows}

    def keep(self, number: int, found: Sequence[FoundEntry]) -> None:
        """Store the entries found in a feed, unless it is no longer followed.

        An open proposal gets the entry's new content. One that was answered is marked as
        changed.
        """
        with self._database.write() as connection:
            alive = select(feeds.c.id).where(feeds.c.id == number)
            if connection.execute(alive).first() is None:
                return
            for one in found:
                of_entry = (
                    feed_entries.c.feed == number,
                    feed_entries.c.entry_key == one.entry.key,
                )
                state = connection.execute(
                    select(feed_entries.c.state).where(*of_entry)
                ).scalar_one_or_none()
                if state is None:
                    values = {"feed": number, "found_at": self._clock(), **_entry_values(one)}
                    connection.execute(insert(feed_entries).values(**values))
                else:
                    changed = self._changed(one, state)
                    connection.execute(update(feed_entries).where(*of_entry).values(**changed))

    def _changed(self, found: FoundEntry, state: ProposalState) -> dict[str, object]:
        if state in _ANSWERED:
            return {"digest": found.entry.digest, "changed_at": self._clock()}
        values = _entry_values(found)
        return values if found.outcome is not None else {**values, "state": state}

    def proposals(self, *, every: bool = False) -> tuple[Proposal, ...]:
        """Return the proposals that wait for an answer, oldest first.

        With ``every``, those that were answered are included.
        """
        states = [ProposalState.OPEN, ProposalState.UNREADABLE, *(_ANSWERED if every else ())]
        return self._select(feed_entries.c.state.in_(states))

    def proposal(self, number: int) -> Proposal | None:
        """Return the proposal of that number."""
        found = self._select(feed_entries.c.id == number)
        return found[0] if found else None

    def _select(self, condition: ColumnElement[bool]) -> tuple[Proposal, ...]:
        with self._database.read() as connection:
            rows = connection.execute(
                _LISTED.join(feed_entries, feeds.c.id == feed_entries.c.feed)
                .where(condition, feed_entries.c.state != ProposalState.SEEN)
                .order_by(feed_entries.c.id)
            ).all()
        return tuple(map(_proposal, rows))

    def piece(self, number: int) -> ProposedText | None:
        """Return the article of an open proposal."""
        with self._database.read() as connection:
            row = connection.execute(
                select(feed_entries).where(
                    feed_entries.c.id == number, feed_entries.c.state == ProposalState.OPEN
                )
            ).first()
        if row is None:
            return None
        return ProposedText(
            rendition=row.rendition,
            original=row.original,
            ending=row.ending,
            words=row.words,
            weeks=row.weeks,
        )

    def answer(self, number: int, state: ProposalState) -> bool:
        """Record an editor's answer and delete the article. Return whether it was waiting."""
        waiting = (ProposalState.OPEN, ProposalState.UNREADABLE)
        with self._database.write() as connection:
            answered = update(feed_entries).where(
                feed_entries.c.id == number, feed_entries.c.state.in_(waiting)
            )
            return bool(connection.execute(answered.values(state=state, **_WITHOUT_PIECE)).rowcount)


def _values(polled: Polled) -> dict[str, object]:
    return {
        "address": polled.address,
        "title": polled.title,
        "etag": polled.etag,
        "last_modified": polled.last_modified,
        "next_at": polled.next_at,
        "failures": polled.failures,
        "trouble": polled.trouble.to_text() if polled.trouble else None,
    }


def _entry_values(found: FoundEntry) -> dict[str, object]:
    entry = found.entry
    values: dict[str, object] = {"words": 0, "weeks": 0, "why": None, **_WITHOUT_PIECE}
    state = ProposalState.SEEN
    match found.outcome:
        case ProposedText() as piece:
            state = ProposalState.OPEN
            values |= {
                "rendition": piece.rendition,
                "original": piece.original,
                "ending": piece.ending,
                "words": piece.words,
                "weeks": piece.weeks,
            }
        case Message() as why:
            state, values["why"] = ProposalState.UNREADABLE, why.to_text()
        case None:
            pass
    return {
        "entry_key": entry.key,
        "digest": entry.digest,
        "title": entry.title,
        "address": entry.address,
        "state": state,
        **values,
    }


def _feed(row: Row[Any]) -> FollowedFeed:
    return FollowedFeed(
        id=row.id,
        address=row.address,
        title=row.title,
        rights=Rights.from_text(row.rights or ""),
        etag=row.etag,
        last_modified=row.last_modified,
        polled_at=row.polled_at,
        next_at=row.next_at,
        failures=row.failures,
        trouble=Message.from_text(row.trouble) if row.trouble else None,
        is_gone=row.gone_at is not None,
        moved_from=row.moved_from,
    )


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        feed=row.feed_title,
        feed_id=row.feed,
        title=row.title,
        address=row.address,
        state=row.state,
        found_at=row.found_at,
        words=row.words,
        weeks=row.weeks,
        why=Message.from_text(row.why) if row.why else None,
        is_changed=row.changed_at is not None,
    )
