"""Which events follow from people who join or leave: one each, or one with their number."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from newsletter.model.audience import NewSubscriber, Standing
from newsletter.model.webhook import BulkCause, EventKind
from newsletter.store.bulk import find_among
from newsletter.store.events import is_wanted, note_many, note_reader
from newsletter.store.schema.sending import subscribers


def note_joined(
    connection: Connection,
    newcomers: Sequence[NewSubscriber],
    standing: Standing,
    cause: BulkCause | None,
    at: datetime,
) -> None:
    """Store that these people joined, who were just added with a standing."""
    if standing is not Standing.CONFIRMED or not is_wanted(connection, EventKind.JOINED):
        return
    if cause is not None:
        note_many(connection, EventKind.JOINED, cause, len(newcomers), at)
        return
    mailboxes = [who.address.normalised for who in newcomers]
    theirs = subscribers.c
    for (number,) in sorted(find_among(connection, theirs.mailbox, mailboxes, theirs.id)):
        note_reader(connection, EventKind.JOINED, number, at)


def note_left(
    connection: Connection,
    subscriber: int,
    before: Standing,
    cause: BulkCause | None,
    at: datetime,
) -> None:
    """Store that a person left, if they were a reader before."""
    if before is not Standing.CONFIRMED:
        return
    if cause is not None:
        note_many(connection, EventKind.LEFT, cause, 1, at)
    else:
        note_reader(connection, EventKind.LEFT, subscriber, at)
