"""Readers' own affairs: asking to join, fresh links, limits, votes, API keys."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("network", sa.String(50), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.Column("reminded_at", sa.BigInteger()),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_ups_subscriber", "sign_ups", ["subscriber"])
    op.create_index("ix_sign_ups_asked_at", "sign_ups", ["asked_at"])
    op.create_table(
        "fresh_links",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fresh_links_made_at", "fresh_links", ["made_at"])
    op.create_table(
        "limits",
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("stretch", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    _votes()
    op.create_table(
        "leave_reasons",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("reason", sa.String(40), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("scopes", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
        sqlite_autoincrement=True,
    )


def _votes() -> None:
    op.create_table(
        "vote_keys",
        sa.Column("issue", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.LargeBinary(32)),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "voters",
        sa.Column("issue", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("voter", sa.LargeBinary(16), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tallies",
        sa.Column("issue", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("yes", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("no", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
