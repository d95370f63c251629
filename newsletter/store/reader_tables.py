"""The tables of readers' own affairs: asking to join, fresh links, limits, votes, API keys."""

from sqlalchemy import Column, Integer, LargeBinary, SmallInteger, Table, text

from newsletter.store.tables import metadata
from newsletter.store.types import Moment, Words

# A request to join counts once confirmed; what a stranger typed changes no reader before that.
sign_ups = Table(
    "sign_ups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber", Integer, nullable=False, index=True),
    Column("asked_at", Moment, nullable=False, index=True),
    Column("way", Words(20), nullable=False),
    Column("wording", Words(), nullable=False),
    Column("version", Words(40), nullable=False),
    Column("network", Words(50), nullable=False),
    Column("first_name", Words(), nullable=False),
    Column("language", Words(35), nullable=False),
    Column("tags", Words(), nullable=False),  # JSON list
    Column("used_at", Moment),
    Column("reminded_at", Moment),
    sqlite_autoincrement=True,  # the number stands in links and is never given twice
)

fresh_links = Table(
    "fresh_links",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subscriber", Integer, nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
    Column("used_at", Moment),
    sqlite_autoincrement=True,
)

# Keys are keyed hashes; ``stretch`` is the hour since 1970 in which a count begins.
limits = Table(
    "limits",
    metadata,
    Column("key", Words(80), primary_key=True),
    Column("stretch", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

vote_keys = Table(
    "vote_keys",
    metadata,
    Column("issue", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(32)),  # NULL once destroyed
    Column("made_at", Moment, nullable=False),
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
)

leave_reasons = Table(
    "leave_reasons",
    metadata,
    Column("month", Words(7), primary_key=True),
    Column("reason", Words(40), primary_key=True),
    Column("count", Integer, nullable=False),
    sqlite_with_rowid=False,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Words(100), nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", SmallInteger, nullable=False),  # a bit a scope, see store.codes
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
    sqlite_autoincrement=True,
)
