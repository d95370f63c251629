"""Tables of the desk: accounts and signing in, calendars, the log, earlier texts, open letters, addresses for tests."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
)

from newsletter.model.writing import KeptBecause
from newsletter.store.codes import ACTOR, ROLE
from newsletter.store.schema.sending import metadata
from newsletter.store.schema.types import Coded, OutsideText, UtcMoment

# as in ``store.codes``: a new member gets a new number
KEPT_BECAUSE = {KeptBecause.REPLACED: 1, KeptBecause.UNREADABLE: 2, KeptBecause.LOST: 3}

editors = Table(
    "editors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", OutsideText(100), nullable=False),
    Column("address", OutsideText(320), unique=True),  # NULL once the account has ended
    # Argon2id, with its parameters; NULL: sign in by link only
    Column("password", OutsideText(200)),
    Column("role", Coded(ROLE), nullable=False),
    Column("made_at", UtcMoment, nullable=False),
    Column("ended_at", UtcMoment),
    sqlite_autoincrement=True,  # a number is never reused: the log names it
)

# Cookies and links are stored as SHA-256 only, so that nobody can sign in with these tables. The
# notice that mails a link contains it, until the notice is erased.
sessions = Table(
    "sessions",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("editor", Integer, ForeignKey("editors.id"), nullable=False, index=True),
    Column("began_at", UtcMoment, nullable=False),
    Column("seen_at", UtcMoment, nullable=False),
    Column("proven_at", UtcMoment, nullable=False),
    Column("browser", OutsideText(40)),  # such as Firefox/Android; NULL if it is unknown
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),
    # NULL: it makes the first owner
    Column("editor", Integer, ForeignKey("editors.id"), index=True),
    Column("expires_at", UtcMoment, nullable=False, index=True),
    Column("used_at", UtcMoment),
)

# The secret part of each editor's calendar address, hashed like the others.
calendars = Table(
    "calendars",
    metadata,
    Column("editor", Integer, ForeignKey("editors.id"), primary_key=True, autoincrement=False),
    Column("key", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", UtcMoment, nullable=False),
)

log_entries = Table(
    "log_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcMoment, nullable=False, index=True),
    Column("actor", Coded(ACTOR), nullable=False),
    Column("editor", Integer),
    Column("act", OutsideText(40), nullable=False),
    Column("thing", OutsideText(200), nullable=False),
    Column("before", OutsideText(100), nullable=False),
    Column("after", OutsideText(100), nullable=False),
    sqlite_autoincrement=True,
)

# Texts of issues that a save replaced or that could not be saved.
earlier_texts = Table(
    "earlier_texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("issue", Integer, nullable=False, index=True),
    Column("kept_at", UtcMoment, nullable=False, index=True),
    Column("because", Coded(KEPT_BECAUSE), nullable=False),
    Column("data", LargeBinary, nullable=False),  # UTF-8, byte for byte
    Column("editor", Integer, nullable=False),
    Column("after", OutsideText(64), nullable=False),
    sqlite_autoincrement=True,
)

# How editors divide articles into weeks, until issues are made of them; one for each article.
cuttings = Table(
    "cuttings",
    metadata,
    Column("article", OutsideText(255), primary_key=True),
    Column("state", OutsideText(64), nullable=False),
    Column("count", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),  # JSON in UTF-8
    Column("editor", Integer, nullable=False),
    Column("changed_at", UtcMoment, nullable=False, index=True),
)

# Drafts that editors share with somebody without an account, as they were at that time.
shared_drafts = Table(
    "shared_drafts",
    metadata,
    Column("key", LargeBinary(32), primary_key=True),  # a hash of the address's secret part
    Column("issue", Integer, nullable=False, unique=True),
    Column("title", OutsideText(500), nullable=False),
    Column("editor", Integer, nullable=False),
    Column("until", UtcMoment, nullable=False, index=True),
    Column("data", LargeBinary, nullable=False),  # HTML in UTF-8
)

# When each editor was last seen at a letter. Open pages renew their row, and old rows are deleted.
open_letters = Table(
    "open_letters",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("editor", Integer, ForeignKey("editors.id"), primary_key=True, autoincrement=False),
    Column("seen_at", UtcMoment, nullable=False),
)

# Where tests of issues go, once the holder of the address has confirmed it with the link.
saved_addresses = Table(
    "saved_addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("address", OutsideText(320), nullable=False, unique=True),
    Column("key", LargeBinary(32), nullable=False, unique=True),  # a hash of the link's token
    Column("expires_at", UtcMoment, nullable=False, index=True),
    Column("confirmed_at", UtcMoment),
    sqlite_autoincrement=True,  # a number is never reused: the log names it
)
