"""Indexes by which pages count readers and recipients without a look at each row."""

from sqlalchemy import Index, and_, literal_column

from newsletter.store.codes import AS_USUAL
from newsletter.store.schema.sending import deliveries, subscribers

# The suppressed are few: they are found among the readers, instead of each reader among them.
Index("ix_subscribers_fingerprint", subscribers.c.fingerprint)
_LEFT, _PAUSED = subscribers.c.left_at.is_not(None), subscribers.c.paused_until.is_not(None)
Index(
    "ix_subscribers_left_at",
    subscribers.c.left_at,
    subscribers.c.confirmed_at,
    sqlite_where=_LEFT,
    postgresql_where=_LEFT,
)
Index(
    "ix_subscribers_paused_until",
    subscribers.c.paused_until,
    subscribers.c.standing,
    sqlite_where=_PAUSED,
    postgresql_where=_PAUSED,
)

# The few whose letter was not simply taken and delivered: counted and listed without a look at
# all the others. Numbers in the words themselves: a database must know them to use the index.
IS_APART = and_(*(deliveries.c.state != literal_column(str(code)) for code in AS_USUAL))
Index(
    "ix_deliveries_apart",
    deliveries.c.dispatch,
    deliveries.c.state,
    deliveries.c.subscriber,
    sqlite_where=IS_APART,
    postgresql_where=IS_APART,
)
