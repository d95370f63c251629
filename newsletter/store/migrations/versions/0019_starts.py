"""Issues that editors send at once, with a minute in which to undo it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    op.create_table(
        "starts",
        sa.Column("issue", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("editor", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("not_sent", sa.SmallInteger()),
        sa.PrimaryKeyConstraint("issue", name=op.f("pk_starts")),
    )
