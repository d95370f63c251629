"""The question at the end of an issue has a third answer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a tally that begins at 0; the others stay."""
    op.add_column(
        "tallies", sa.Column("somewhat", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
