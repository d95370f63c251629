"""A part of a dispatch may go out ahead of the rest."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add two columns, which are empty for the dispatches that are there: they go on as they did."""
    op.add_column("dispatches", sa.Column("canary", sa.Integer()))
    op.add_column("dispatches", sa.Column("waits_until", sa.BigInteger()))
