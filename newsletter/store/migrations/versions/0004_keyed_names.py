"""Delivery ids with a keyed tag; those of dispatches and notices made before keep theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is under way keeps its plain names, so its mails keep their bytes."""
    keyed = sa.Column("is_keyed", sa.SmallInteger(), nullable=False, server_default=sa.text("0"))
    op.add_column("dispatches", keyed)
    op.add_column("notices", sa.Column("key", sa.String(40)))
