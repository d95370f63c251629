"""A batch says to which account it was handed over, and since when a doubt is looked into."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns, which are empty for the batches that are there: nothing of it is known."""
    op.add_column("batches", sa.Column("account", sa.String(200)))
    op.add_column("batches", sa.Column("seen_at", sa.BigInteger()))
