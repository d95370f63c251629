"""The tables of readers' services: sign-ups, links, limits, votes, API keys."""

from sqlalchemy import Column, Integer, LargeBinary, SmallInteger, Table, text

from newsletter.store.schema.sending import metadata
from newsletter.store.schema.types import OutsideText, UtcMoment

# A request to join takes effect once it is confirmed, because anybody may type an address.
sign_ups = Table(
    "sign_ups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber", Integer, nullable=False, index=True),
    Column("asked_at", UtcMoment, nullable=False, index=True),
    Column("way", OutsideText(20), nullable=False),
    Column("wording", OutsideText(), nullable=False),
    Column("version", OutsideText(40), nullable=False),
    Column("network", OutsideText(50), nullable=False),
    Column("first_name", OutsideText(), nullable=False),
    Column("language", OutsideText(35), nullable=False),
    Column("tags", OutsideText(), nullable=False),  # JSON list
    Column("used_at", UtcMoment),
    Column("reminded_at", UtcMoment),
    sqlite_autoincrement=True,  # never reused: links carry it
)

fresh_links = Table(
    "fresh_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber", Integer, nullable=False),
    Column("made_at", UtcMoment, nullable=False, index=True),
    Column("used_at", UtcMoment),
    sqlite_autoincrement=True,
)

# Keys are keyed hashes. ``stretch`` is the hour since 1970 in which a count begins.
limits = Table(
    "limits",
    metadata,
    Column("key", OutsideText(80), primary_key=True),
    Column("stretch", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

vote_keys = Table(
    "vote_keys",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(32)),  # NULL once destroyed
    Column("made_at", UtcMoment, nullable=False),
)

voters = Table(
    "voters",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("voter", LargeBinary(16), primary_key=True),
    sqlite_with_rowid=False,
)

tallies = Table(
    "tallies",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("yes", Integer, nullable=False, server_default=text("0")),
    Column("no", Integer, nullable=False, server_default=text("0")),
    Column("somewhat", Integer, nullable=False, server_default=text("0")),
)

leave_reasons = Table(
    "leave_reasons",
    metadata,
    Column("month", OutsideText(7), primary_key=True),
    Column("reason", OutsideText(40), primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", OutsideText(100), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", SmallInteger, nullable=False),  # a bit a scope, see store.codes
    Column("made_at", UtcMoment, nullable=False),
    Column("used_at", UtcMoment),
    Column("revoked_at", UtcMoment),
    Column("made_by", Integer),  # the editor with whose account it ends
    sqlite_autoincrement=True,
)

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", OutsideText(), nullable=False),
    Column("began_at", UtcMoment, nullable=False),
    Column("ended_at", UtcMoment),
    Column("undone_at", UtcMoment),
    Column("added", Integer, nullable=False, server_default=text("0")),
    Column("barred", Integer, nullable=False, server_default=text("0")),
    Column("removed", Integer, nullable=False, server_default=text("0")),
    sqlite_autoincrement=True,
)
