"""Finding the delivery that an id names, and whether its id must carry a tag."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Integer, bindparam, func, select

from newsletter.model.delivery_ids import DeliveryName
from newsletter.model.dispatch import NOTICES
from newsletter.store.codes import SKIPPED
from newsletter.store.schema.sending import batches, deliveries, dispatches, notices

# They run for every report, and building one takes longer than running it.
_DISPATCH = select(dispatches.c.id, dispatches.c.is_keyed, dispatches.c.frozen_at).where(
    dispatches.c.key == bindparam("the_key", type_=dispatches.c.key.type)
)
_MEMBER = select(deliveries.c.subscriber).where(
    deliveries.c.dispatch == bindparam("the_dispatch", type_=Integer),
    deliveries.c.subscriber == bindparam("the_number", type_=Integer),
    deliveries.c.state != SKIPPED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What an id names.

    Attributes:
        dispatch: The database's number of the dispatch; ``NOTICES`` for a notice.
        number: The subscriber's number, or the notice's.
        is_keyed: Whether its id was written with a tag.
        since: When the dispatch was frozen, or the notice written.
    """

    dispatch: int
    number: int
    is_keyed: bool
    since: datetime


def find(connection: Connection, name: DeliveryName) -> Named | None:
    """Return what an id names, or ``None`` if nothing of ours has that name.

    The tag is not checked.
    """
    row = connection.execute(_DISPATCH, {"the_key": name.key}).first()
    if row is None or row.id == NOTICES:
        return _notice(connection, name, is_keyed=row is None)
    if not row.is_keyed and not _is_member(connection, row.id, name.number):
        return None
    return Named(
        dispatch=row.id, number=name.number, is_keyed=bool(row.is_keyed), since=row.frozen_at
    )


def audience(connection: Connection, dispatch: int) -> int:
    """Return how many recipients a dispatch was frozen for."""
    total = select(func.coalesce(func.sum(batches.c.members), 0))
    return int(connection.execute(total.where(batches.c.dispatch == dispatch)).scalar_one())


def _notice(connection: Connection, name: DeliveryName, *, is_keyed: bool) -> Named | None:
    """Return the notice with that number and key. Older ones have no key."""
    made_at = connection.execute(
        select(notices.c.made_at).where(
            notices.c.id == name.number,
            notices.c.key == name.key if is_keyed else notices.c.key.is_(None),
        )
    ).scalar()
    if made_at is None:
        return None
    return Named(dispatch=NOTICES, number=name.number, is_keyed=is_keyed, since=made_at)


def _is_member(connection: Connection, dispatch: int, subscriber: int) -> bool:
    found = connection.execute(_MEMBER, {"the_dispatch": dispatch, "the_number": subscriber})
    return found.first() is not None
