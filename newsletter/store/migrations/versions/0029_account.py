"""A batch says to which account of a provider it was handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column, which is empty for the batches that are there: their account is unknown."""
    op.add_column("batches", sa.Column("account", sa.String(200)))
