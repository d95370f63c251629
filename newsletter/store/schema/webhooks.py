"""Tables of webhooks and of the events that wait to be delivered."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from newsletter.store.codes import BULK_CAUSE, EVENT_KIND
from newsletter.store.schema.sending import metadata
from newsletter.store.schema.types import Coded, OutsideText, UtcMoment

# The webhooks of the settings, so that an event can be stored in the transaction of its cause by
# every process; and how their calls fare.
webhooks = Table(
    "webhooks",
    metadata,
    Column("name", OutsideText(30), primary_key=True),
    Column("url", OutsideText(2000), nullable=False),
    Column("kinds", OutsideText(), nullable=False),  # the types, joined by spaces
    Column("delivered_at", UtcMoment),
    Column("failing_since", UtcMoment),
    Column("trouble", OutsideText()),  # a message's text
    Column("gone_at", UtcMoment),  # not called any more
)

# One row for each event and webhook, until it is delivered. It never holds an address: that is
# read when it is delivered, so that nothing is left of an erased reader.
webhook_events = Table(
    "webhook_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("webhook", OutsideText(30), ForeignKey("webhooks.name"), nullable=False),
    Column("key", OutsideText(40), nullable=False, unique=True),
    Column("kind", Coded(EVENT_KIND), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("subscriber", Integer, index=True),
    Column("dispatch", Integer),
    Column("cause", Coded(BULK_CAUSE)),
    Column("count", Integer),  # of readers, with a cause
    Column("data", OutsideText()),  # JSON
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcMoment),  # none: it waits for the end of its dispatch, or was given up
    Column("given_up_at", UtcMoment),
)
Index(
    "ix_webhook_events_webhook_due_at",
    webhook_events.c.webhook,
    webhook_events.c.due_at,
)
