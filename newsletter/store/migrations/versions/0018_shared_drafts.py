"""Drafts that editors show to somebody without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    op.create_table(
        "shared_drafts",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("editor", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shared_drafts")),
        sa.UniqueConstraint("issue", name=op.f("uq_shared_drafts_issue")),
    )
    op.create_index(op.f("ix_shared_drafts_until"), "shared_drafts", ["until"])
