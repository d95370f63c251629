"""Texts of issues that are not in their files."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    op.create_table(
        "earlier_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("because", sa.SmallInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("editor", sa.Integer(), nullable=False),
        sa.Column("after", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_texts")),
        sqlite_autoincrement=True,
    )
    for column in ("issue", "kept_at"):
        op.create_index(op.f(f"ix_earlier_texts_{column}"), "earlier_texts", [column])
