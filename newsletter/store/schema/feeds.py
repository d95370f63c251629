"""Tables of followed feeds and of what was found in them."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from newsletter.model.feed import ProposalState
from newsletter.store.schema.sending import metadata
from newsletter.store.schema.types import Coded, OutsideText, UtcMoment

# as in ``store.codes``: a new member gets a new number
PROPOSAL_STATE = {
    ProposalState.SEEN: 0,
    ProposalState.OPEN: 1,
    ProposalState.ACCEPTED: 2,
    ProposalState.DISMISSED: 3,
    ProposalState.UNREADABLE: 4,
}

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", OutsideText(2000), nullable=False, unique=True),
    Column("title", OutsideText(300), nullable=False),
    Column("rights", OutsideText(300)),  # none: of the publication's own site
    # both as received from the site, to be sent back
    Column("etag", OutsideText(500), nullable=False),
    Column("last_modified", OutsideText(500), nullable=False),
    Column("followed_at", UtcMoment, nullable=False),
    Column("polled_at", UtcMoment, nullable=False),
    Column("next_at", UtcMoment, nullable=False, index=True),
    Column("failures", Integer, nullable=False),
    Column("trouble", OutsideText()),  # a message's text
    Column("gone_at", UtcMoment),  # not polled any more
    Column("moved_from", OutsideText(2000)),  # the address before this one
    sqlite_autoincrement=True,  # never reused: emails to the editor name it
)

# One row for each entry that was ever seen, so that none is proposed twice. The article
# itself is kept until the editor has answered.
feed_entries = Table(
    "feed_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", Integer, ForeignKey("feeds.id"), nullable=False),
    Column("entry_key", OutsideText(64), nullable=False),
    Column("digest", OutsideText(64), nullable=False),
    Column("state", Coded(PROPOSAL_STATE), nullable=False, index=True),
    Column("title", OutsideText(300), nullable=False),
    Column("address", OutsideText(2000)),
    Column("found_at", UtcMoment, nullable=False),
    Column("changed_at", UtcMoment),
    Column("words", Integer, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("why", OutsideText()),  # a message's text
    Column("rendition", OutsideText()),
    Column("original", LargeBinary),
    Column("ending", OutsideText(10)),
    UniqueConstraint("feed", "entry_key"),
    sqlite_autoincrement=True,  # never reused: emails to the editor name it
)
