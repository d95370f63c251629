"""Pausing a dispatch, which notifies webhooks in the same transaction, and resuming it."""

from datetime import datetime

from sqlalchemy import Connection, and_, case, or_, update

from newsletter.message import Message
from newsletter.model.dispatch import NOTICES, DispatchState
from newsletter.store.events import note_paused
from newsletter.store.schema.sending import dispatches


def pause(connection: Connection, dispatch: int, why: str, at: datetime) -> bool:
    """Pause a dispatch, and return whether it was running.

    Args:
        connection: The transaction.
        dispatch: Its number.
        why: A message's text. Webhooks get its code alone, or ``provider`` for a provider's
            own words, which may quote an address.
        at: The time.
    """
    paused = connection.execute(
        update(dispatches)
        .where(dispatches.c.id == dispatch, dispatches.c.state == DispatchState.GOING)
        .values(state=DispatchState.PAUSED, why=why)
        .returning(dispatches.c.issue)
    ).first()
    if paused is None:
        return False
    issue, message = None if dispatch == NOTICES else paused.issue, Message.from_text(why)
    reason = "provider" if message.is_own_words else message.code
    note_paused(connection, dispatch, issue, reason, at)
    return True


def resume(connection: Connection, dispatch: int) -> bool:
    """Resume a dispatch, and return whether it was paused, or waited after its canary.

    It does not wait again. A canary that is not handed over yet still comes first.
    """
    is_ahead = dispatches.c.waits_until.is_(None)
    is_waiting = and_(dispatches.c.state == DispatchState.GOING, ~is_ahead)
    is_paused = dispatches.c.state == DispatchState.PAUSED
    resumed = (
        update(dispatches)
        .where(dispatches.c.id == dispatch, or_(is_paused, is_waiting))
        .values(
            state=DispatchState.GOING,
            why="",
            canary=case((is_ahead, dispatches.c.canary)),
            waits_until=None,
        )
    )
    return bool(connection.execute(resumed).rowcount)
