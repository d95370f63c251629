"""A correction goes to those who got the issue that it corrects."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was approved or sent before corrects nothing."""
    op.add_column("approvals", sa.Column("readers_of", sa.Integer()))
    op.add_column("dispatches", sa.Column("readers_of", sa.Integer()))
