"""What people write to the letterbox in words of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("replay_key", sa.String(length=200), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("replay_key", name=op.f("uq_replies_replay_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_replies_came_at"), "replies", ["came_at"], unique=False)
