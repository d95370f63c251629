"""Tables of what editors decide about issues in the queue: decisions and starts."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Table, UniqueConstraint

from newsletter.model.start import NotSent
from newsletter.store.codes import ACTOR, VERDICT
from newsletter.store.schema.sending import metadata
from newsletter.store.schema.types import Coded, OutsideText, UtcMoment

# as in ``store.codes``: a new member gets a new number
NOT_SENT = {
    NotSent.WITHDRAWN: 1,
    NotSent.CHANGED: 2,
    NotSent.LATE: 3,
    NotSent.NO_READERS: 4,
    NotSent.NOT_READY: 5,
    NotSent.NOT_ALLOWED: 6,
}

# The subject of an editor's link in the mail of the day before.
decision_links = Table(
    "decision_links",
    metadata,
    # random, so that a number is not reused after a restore: mails contain it
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("issue", Integer, nullable=False),
    Column("edition", OutsideText(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("editor", Integer, ForeignKey("editors.id"), nullable=False),
    Column("expires_at", UtcMoment, nullable=False, index=True),
    UniqueConstraint("issue", "edition", "day", "editor"),
)

# At most one decision about an edition at a slot.
decisions = Table(
    "decisions",
    metadata,
    Column("day", Date, primary_key=True),
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("edition", OutsideText(64), primary_key=True),
    Column("verdict", Coded(VERDICT), nullable=False),
    Column("actor", Coded(ACTOR), nullable=False),
    Column("editor", Integer),
    Column("at", UtcMoment, nullable=False),
)

# At most one an issue; deleted in the transaction that freezes its dispatch.
starts = Table(
    "starts",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("edition", OutsideText(64), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("editor", Integer, nullable=False),
    Column("asked_at", UtcMoment, nullable=False),
    Column("not_sent", Coded(NOT_SENT)),  # NULL: it waits
)
