"""A skipped day knows the absence that it belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number of the absence. Of the days skipped so far, it is not known."""
    op.add_column("skipped_days", sa.Column("absence", sa.Integer()))
