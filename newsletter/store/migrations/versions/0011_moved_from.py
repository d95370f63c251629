"""A feed remembers the address from which it moved."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the address, which no feed has yet."""
    op.add_column("feeds", sa.Column("moved_from", sa.String(2000)))
