"""Pausing a dispatch, of which webhooks are told in the same transaction, and resuming it."""

from datetime import datetime

from sqlalchemy import Connection, update

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
    """Resume a dispatch, and return whether it was paused."""
    paused = (dispatches.c.id == dispatch, dispatches.c.state == DispatchState.PAUSED)
    resumed = update(dispatches).where(*paused).values(state=DispatchState.GOING, why="")
    return bool(connection.execute(resumed).rowcount)
