"""The tables of sending: people, approvals, the ledger, and reports."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
    text,
)

from newsletter.store.codes import (
    AS_USUAL,
    BATCH_STATE,
    DISPATCH_STATE,
    REFUSAL,
    RHYTHM,
    STANDING,
    SUPPRESSION,
)
from newsletter.store.schema.types import Coded, OutsideText, UtcMoment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Facts about the database itself, such as the check value of the pepper.
facts = Table(
    "facts",
    metadata,
    Column("name", OutsideText(40), primary_key=True),
    Column("value", OutsideText(), nullable=False),
)

# An erased reader keeps an empty row, so that the number in the ledger identifies nobody.
subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mailbox", OutsideText(320), unique=True),  # EmailAddress.normalised
    Column("address", OutsideText(320)),
    Column("fingerprint", LargeBinary(16)),  # as in suppressions
    Column("standing", Coded(STANDING), nullable=False),
    Column("rhythm", Coded(RHYTHM), nullable=False),
    Column("language", OutsideText(35), nullable=False),
    Column("first_name", OutsideText(), nullable=False),
    Column("source", OutsideText(), nullable=False),
    Column("paused_until", UtcMoment),
    Column("joined_at", UtcMoment, nullable=False),
    Column("confirmed_at", UtcMoment),
    Column("left_at", UtcMoment),
    Column("imported", Integer),  # the import that added them, until anything changes
    # with the standing, readers are counted without a look at their rows
    Index("ix_subscribers_confirmed_at", "confirmed_at", "standing"),
    sqlite_autoincrement=True,  # a number is never reused: links in sent emails carry it
)

tags = Table(
    "tags",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", OutsideText(100), nullable=False, unique=True),
)

tagged = Table(
    "tagged",
    metadata,
    Column("tag", ForeignKey("tags.id"), primary_key=True),
    Column("subscriber", ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_tagged_subscriber", "subscriber"),
    sqlite_with_rowid=False,
)

consents = Table(  # append-only
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber", Integer, nullable=False, index=True),
    Column("at", UtcMoment, nullable=False),
    Column("kind", OutsideText(40), nullable=False),
    Column("wording", OutsideText(), nullable=False),
    Column("version", OutsideText(40), nullable=False),
    Column("network", OutsideText(50), nullable=False),
    Column("note", OutsideText(), nullable=False),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("fingerprint", LargeBinary(16), primary_key=True),
    Column("reason", Coded(SUPPRESSION), nullable=False),
    Column("since", UtcMoment, nullable=False),
    Column("note", OutsideText(), nullable=False),
    Column("dispatch", Integer),  # the dispatch of the bounce or complaint, if there was one
    sqlite_with_rowid=False,
)

editions = Table(
    "editions",
    metadata,
    Column("sha256", OutsideText(64), primary_key=True),
    Column("issue", Integer, nullable=False),
    Column("kept_at", UtcMoment, nullable=False),
    Column("json", Text, nullable=False),
    # its page in the archive, which is not part of the hash; NULL in older rows
    Column("slug", OutsideText(200), index=True),
    Column("web_version", Text),
)

# The editor's changes on the web after an issue went out. What was sent does not change.
web_changes = Table(
    "web_changes",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("web_version", Text),
    Column("corrected_at", UtcMoment),
    Column("hidden_at", UtcMoment),
)

approvals = Table(
    "approvals",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("edition", ForeignKey("editions.sha256"), nullable=False),
    Column("approved_at", UtcMoment, nullable=False),
    Column("file_hash", OutsideText(64), nullable=False),
    Column("audience", OutsideText(100)),
    Column("readers_of", Integer),  # for a correction: it is sent only to readers of that issue
    Column("send_at", UtcMoment),
    Column("position", Integer, index=True),
    Column("queued_at", UtcMoment),
)

skipped_days = Table(
    "skipped_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("absence", Integer),  # the same for days that were skipped together
)

slots = Table(
    "slots",
    metadata,
    Column("day", Date, primary_key=True),
    Column("issue", Integer, nullable=False),
    Column("taken_at", UtcMoment, nullable=False),
    Column("was_missed", SmallInteger, nullable=False),  # 1: too late, the editor decides
)

dispatches = Table(
    "dispatches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", OutsideText(40), nullable=False, unique=True),
    Column("issue", Integer, nullable=False, index=True),
    Column("edition", OutsideText(64), nullable=False),
    Column("audience", OutsideText(100)),
    Column("readers_of", Integer),
    Column("state", Coded(DISPATCH_STATE), nullable=False),
    Column("why", OutsideText(), nullable=False),
    Column("provider", OutsideText(60), nullable=False),
    Column("slot", Date),
    Column("frozen_at", UtcMoment, nullable=False, index=True),
    Column("is_keyed", SmallInteger, nullable=False, server_default=text("0")),  # 0: ids untagged
    Column("again_of", Integer),  # the dispatch whose refused readers it is sent to
    Column("canary", Integer),  # the last batch that may be handed over now; NULL: all may
    Column("waits_until", UtcMoment),  # NULL while the canary is not handed over
)

# The members are the deliveries from first to last: a range of the primary key that never changes.
batches = Table(
    "batches",
    metadata,
    Column("dispatch", ForeignKey("dispatches.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", Coded(BATCH_STATE), nullable=False),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("generation", Integer, nullable=False, server_default=text("0")),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("handed", Integer, nullable=False, server_default=text("0")),
    # the next four columns are by the database's clock, in microseconds
    Column("due_at", BigInteger, nullable=False, server_default=text("0")),
    Column("leased_until", BigInteger, nullable=False, server_default=text("0")),
    Column("keyed_at", BigInteger),
    Column("handed_at", BigInteger),  # when the last bytes may have left
    Column("dated", UtcMoment),
    Column("payload", LargeBinary(32)),
    Column("account", OutsideText(200)),  # the provider's, to which the last bytes may have gone
    Column("seen_at", UtcMoment),  # the provider's time at the first look into the doubt
    Column("provider_id", OutsideText()),
    Column("why", OutsideText()),
    # a claim takes the first batch of a state in this order
    Index("ix_batches_state_dispatch_number", "state", "dispatch", "number"),
    sqlite_with_rowid=False,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("dispatch", Integer, primary_key=True, autoincrement=False),
    Column("subscriber", Integer, primary_key=True, autoincrement=False),
    Column("issue", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("at", UtcMoment),
    Column("provider_id", OutsideText()),
    Column("detail", OutsideText()),
    Column("refusal", Coded(REFUSAL)),  # how it was refused; NULL in older rows
    sqlite_with_rowid=False,
)

# The few whose letter was not simply taken and delivered: counted and listed without a look at
# all the others. Numbers in the words themselves: a database must know them to use the index.
IS_APART = and_(*(deliveries.c.state != literal_column(str(code)) for code in AS_USUAL))

# What the brake judges by, counted since the dispatch was started or last resumed.
refusals = Table(
    "refusals",
    metadata,
    Column("dispatch", ForeignKey("dispatches.id"), primary_key=True),
    Column("handed_before", Integer, nullable=False, server_default=text("0")),
    Column("partly", Integer, nullable=False, server_default=text("0")),  # of unfinished batches
    Column("refused", Integer, nullable=False, server_default=text("0")),
    Column("in_a_row", Integer, nullable=False, server_default=text("0")),
    Column("reported_in_a_row", Integer, nullable=False, server_default=text("0")),
    sqlite_with_rowid=False,
)

# Each is a batch of one in dispatch 0. Its personal data is erased after it was sent.
notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", OutsideText(40), nullable=False),
    Column("edition", ForeignKey("editions.sha256"), nullable=False),
    Column("subscriber", Integer, index=True),
    Column("address", OutsideText(320)),
    Column("merge_values", Text),
    Column("made_at", UtcMoment, nullable=False, index=True),
    Column("about", OutsideText(200)),  # a subject about which there is never a second notice
    # random, so that its ids are unique; NULL: the key is "notice", without a tag
    Column("key", OutsideText(40)),
    Index("uq_notices_about", "about", unique=True),
    sqlite_autoincrement=True,
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("provider", OutsideText(60), nullable=False),
    Column("replay_key", OutsideText(200), nullable=False),
    Column("came_at", UtcMoment, nullable=False, index=True),
    Column("headers", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("read_at", UtcMoment, index=True),
    Column("trouble", OutsideText()),
    UniqueConstraint("provider", "replay_key"),
    sqlite_autoincrement=True,
)

# Mails that people wrote to the letterbox, stored for a month.
replies = Table(
    "replies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("replay_key", OutsideText(200), nullable=False, unique=True),
    Column("came_at", UtcMoment, nullable=False, index=True),
    Column("sender", OutsideText(320), nullable=False),
    Column("subject", OutsideText(), nullable=False),
    Column("words", OutsideText(), nullable=False),
    Column("done_at", UtcMoment),
    sqlite_autoincrement=True,  # never reused: emails to the editor name it
)

soft_bounces = Table(
    "soft_bounces",
    metadata,
    Column("subscriber", Integer, primary_key=True, autoincrement=False),
    Column("dispatch", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcMoment, nullable=False),
    sqlite_with_rowid=False,
)

pace = Table(
    "pace",
    metadata,
    Column("provider", OutsideText(60), primary_key=True),
    Column("free_at", BigInteger, nullable=False),  # by the database's clock
)

chores = Table(
    "chores",
    metadata,
    Column("name", OutsideText(60), primary_key=True),
    Column("holder", OutsideText(60), nullable=False),
    Column("until", BigInteger, nullable=False),  # by the database's clock
    Column("done_at", UtcMoment),
)
