"""Webhooks and their waiting events: claimed, delivered, tried again, given up."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from newsletter.message import Message
from newsletter.model.dispatch import DeliveryState, DispatchState
from newsletter.model.webhook import LONGEST_RETRY, EventKind, WebhookEvent, WebhookState
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.ledger.sparing import end_unspared, has_open_batches
from newsletter.store.progress import Counts
from newsletter.store.schema.sending import dispatches, subscribers
from newsletter.store.schema.webhooks import webhook_events, webhooks

# The address and the kinds of each, by name.
WantedWebhooks: TypeAlias = Mapping[str, tuple[str, Collection[EventKind]]]

_THEIRS: Final = webhook_events.c
_LEASE: Final = timedelta(minutes=2)  # longer than any call takes


class WebhookRecords:
    """The webhooks of the settings, with the events that wait for them.

    Args:
        database: Where they are stored.
        clock: The time of calls.
        keyed_hash: Returns the keyed hash of a text, from which a reader's numbers follow.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        keyed_hash: Callable[[str], bytes],
    ) -> None:
        self._database = database
        self._clock = clock
        self._keyed_hash = keyed_hash

    def add(self, wanted: WantedWebhooks) -> None:
        """Add those of the settings that are not known yet.

        Nothing else changes: a machine of the fleet may have settings from before.
        """
        if not wanted:
            return
        kept = self._kept()
        new = {name: one for name, one in _given(wanted).items() if name not in kept}
        if new:
            with self._database.write() as connection:
                for name, (url, kinds) in new.items():
                    added = {"name": name, "url": url, "kinds": kinds}
                    connection.execute(insert_or_leave(connection, webhooks, "name"), added)

    def set_up(self, wanted: WantedWebhooks) -> None:
        """Take over the webhooks of the settings, and delete all others with their events.

        An address that was gone is called again once it is another one.
        """
        self.add(wanted)
        given, kept = _given(wanted), self._kept()
        if kept == given:
            return
        with self._database.write() as connection:
            # in the same order as where events are stored, so that neither waits for the other
            connection.execute(select(webhooks.c.name).order_by(webhooks.c.name).with_for_update())
            others = [name for name in kept if name not in given]
            connection.execute(delete(webhook_events).where(_THEIRS.webhook.in_(others)))
            connection.execute(delete(webhooks).where(webhooks.c.name.in_(others)))
            for name, (url, kinds) in given.items():
                self._take_over(connection, name, url, kinds)

    def _kept(self) -> Mapping[str, tuple[str, str]]:
        query = select(webhooks.c.name, webhooks.c.url, webhooks.c.kinds)
        with self._database.read() as connection:
            return {row.name: (row.url, row.kinds) for row in connection.execute(query)}

    @staticmethod
    def _take_over(connection: Connection, name: str, url: str, kinds: str) -> None:
        this = webhooks.c.name == name
        known = connection.execute(select(webhooks.c.url).where(this)).scalar()
        connection.execute(update(webhooks).where(this).values(url=url, kinds=kinds))
        if known != url:
            fresh = {"gone_at": None, "failing_since": None, "trouble": None}
            connection.execute(update(webhooks).where(this).values(**fresh))

    def claim(self, name: str) -> WebhookEvent | None:
        """Take the webhook's event that has been due for the longest; ``None`` if none is.

        The attempt is counted before the call, and until it ends nobody else takes the
        event. After a crash it is taken again: it is delivered at least once.
        """
        now = self._clock()
        # a clock that was wrong once must not delay an event for longer than the rules can
        is_due = or_(_THEIRS.due_at <= now, _THEIRS.due_at > now + LONGEST_RETRY)
        query = (
            select(_THEIRS.id)
            .join(webhooks, webhooks.c.name == _THEIRS.webhook)
            .where(_THEIRS.webhook == name, webhooks.c.gone_at.is_(None), is_due)
            .order_by(_THEIRS.due_at, _THEIRS.id)
            .limit(1)
        )
        with self._database.read() as connection:
            found = connection.execute(query).scalar()
        if found is None:
            return None
        with self._database.write() as connection:
            row = connection.execute(
                update(webhook_events)
                .where(_THEIRS.id == found, is_due)
                .values(attempts=_THEIRS.attempts + 1, due_at=now + _LEASE)
                .returning(webhook_events)
            ).first()
        if row is None:
            return None
        with self._database.read() as connection:  # the claim is committed, even of an odd event
            return self._event(connection, row)

    def note_delivered(self, event: WebhookEvent) -> None:
        """Delete an event that was delivered."""
        with self._database.write() as connection:
            connection.execute(delete(webhook_events).where(_THEIRS.id == event.id))
            self._note(connection, event.webhook, delivered_at=self._clock())

    def note_failed(self, event: WebhookEvent, trouble: Message, wait: timedelta | None) -> None:
        """Record a failure. Without ``wait``, it was the last attempt."""
        now = self._clock()
        ends = {"due_at": None, "given_up_at": now} if wait is None else {"due_at": now + wait}
        with self._database.write() as connection:
            connection.execute(
                update(webhook_events)
                .where(_THEIRS.id == event.id, _THEIRS.attempts == event.attempts)
                .values(**ends)
            )
            self._note(connection, event.webhook, trouble=trouble)

    def note_gone(self, event: WebhookEvent, trouble: Message) -> None:
        """Record that the address is gone, which ends the calls and deletes what waits."""
        with self._database.write() as connection:
            self._note(connection, event.webhook, trouble=trouble)
            ended = update(webhooks).where(webhooks.c.name == event.webhook)
            connection.execute(ended.values(gone_at=self._clock()))
            connection.execute(delete(webhook_events).where(_THEIRS.webhook == event.webhook))

    def _note(
        self,
        connection: Connection,
        name: str,
        *,
        delivered_at: datetime | None = None,
        trouble: Message | None = None,
    ) -> None:
        values: dict[str, object] = {"trouble": None, "failing_since": None}
        if delivered_at is not None:
            values["delivered_at"] = delivered_at
        if trouble is not None:
            now = literal(self._clock(), webhooks.c.failing_since.type)
            since = func.coalesce(webhooks.c.failing_since, now)
            values = {"trouble": trouble.to_text(), "failing_since": since}
        connection.execute(update(webhooks).where(webhooks.c.name == name).values(**values))

    def retry(self, name: str) -> int:
        """Make all events of a webhook due now, including given-up ones. Return how many."""
        now = self._clock()
        with self._database.write() as connection:
            called_again = update(webhooks).where(webhooks.c.name == name)
            connection.execute(called_again.values(gone_at=None))
            due = connection.execute(
                update(webhook_events)
                .where(_THEIRS.webhook == name, or_(_waits(), _is_given_up()))
                .values(attempts=0, due_at=now, given_up_at=None)
            )
        return due.rowcount

    def release_sent(self) -> int:
        """Make the events of ended dispatches due, with their counts.

        Of a cancelled dispatch there is none. Return how many are due.
        """
        query = select(_THEIRS.dispatch).where(_is_expected()).distinct()
        with self._database.read() as connection:
            expected = list(connection.execute(query).scalars())
        return sum(self._release(dispatch) for dispatch in expected)

    def _release(self, dispatch: int) -> int:
        these = (_THEIRS.dispatch == dispatch, _is_expected())
        with self._database.write() as connection:
            if has_open_batches(connection, dispatches.c.id == dispatch):
                return 0
            end_unspared(connection, dispatches.c.id == dispatch)
            row = connection.execute(
                select(dispatches.c.issue, dispatches.c.state, dispatches.c.again_of).where(
                    dispatches.c.id == dispatch
                )
            ).first()
            if row is None or row.state is DispatchState.CANCELLED:
                connection.execute(delete(webhook_events).where(*these))
                return 0
            data = {"issue": row.issue, "dispatch": dispatch, "again_of": row.again_of}
            data |= _counts(Counts(self._database).progress(dispatch).counts)
            now = self._clock()
            due = update(webhook_events).where(*these).values(data=json.dumps(data))
            return connection.execute(due.values(at=now, due_at=now)).rowcount

    def states(self) -> tuple[WebhookState, ...]:
        """Return how each webhook fares, by name."""
        mine = _THEIRS.webhook == webhooks.c.name
        query = (
            select(
                webhooks,
                func.count(_THEIRS.id).filter(_waits()).label("waiting"),
                func.count(_THEIRS.id).filter(_is_given_up()).label("given_up"),
                func.min(_THEIRS.due_at).label("next_at"),
            )
            .outerjoin(webhook_events, mine)
            .group_by(*webhooks.c)
            .order_by(webhooks.c.name)
        )
        with self._database.read() as connection:
            return tuple(map(_state, connection.execute(query)))

    def clean(self, before: datetime) -> int:
        """Delete events that were given up before then, and return how many."""
        with self._database.write() as connection:
            old = delete(webhook_events).where(_THEIRS.given_up_at < before)
            return connection.execute(old).rowcount

    def _event(self, connection: Connection, row: Row[Any]) -> WebhookEvent:
        address = None
        if row.subscriber is not None:
            theirs = select(subscribers.c.address).where(subscribers.c.id == row.subscriber)
            address = connection.execute(theirs).scalar()
        data: dict[str, object] = json.loads(row.data) if row.data else {}
        if row.cause is not None:
            data = {"count": row.count, "cause": row.cause.value}
        return WebhookEvent(
            id=row.id,
            webhook=row.webhook,
            key=row.key,
            kind=row.kind,
            at=row.at,
            attempts=row.attempts,
            reader=self._number(row.webhook, row.subscriber),
            address=address,
            data=data,
        )

    def _number(self, webhook: str, subscriber: int | None) -> str | None:
        """Return the number of a reader for one webhook, by which no two can be linked."""
        if subscriber is None:
            return None
        return str(int.from_bytes(self._keyed_hash(f"webhook {webhook} {subscriber}")[:8]))


def _given(wanted: WantedWebhooks) -> Mapping[str, tuple[str, str]]:
    return {
        name: (url, " ".join(sorted(kind.value for kind in kinds)))
        for name, (url, kinds) in wanted.items()
    }


def _waits() -> ColumnElement[bool]:
    return _THEIRS.due_at.is_not(None)


def _is_given_up() -> ColumnElement[bool]:
    return _THEIRS.given_up_at.is_not(None)


def _is_expected() -> ColumnElement[bool]:
    return _THEIRS.due_at.is_(None) & _THEIRS.given_up_at.is_(None)


def _counts(found: Mapping[DeliveryState, int]) -> dict[str, object]:
    """Return how many readers it was handed over for, how many were refused, and how many skipped."""
    skipped = found.get(DeliveryState.SKIPPED, 0)
    # the superseded were refused here, and another dispatch has them since
    refused = found.get(DeliveryState.REFUSED, 0) + found.get(DeliveryState.SUPERSEDED, 0)
    return {"readers": sum(found.values()) - skipped, "refused": refused, "skipped": skipped}


def _state(row: Row[Any]) -> WebhookState:
    return WebhookState(
        name=row.name,
        waiting=row.waiting,
        given_up=row.given_up,
        delivered_at=row.delivered_at,
        failing_since=row.failing_since,
        trouble=Message.from_text(row.trouble) if row.trouble else None,
        gone_at=row.gone_at,
        next_at=row.next_at,
    )
