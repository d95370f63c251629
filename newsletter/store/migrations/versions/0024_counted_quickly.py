"""Indexes by which pages count readers and what became of letters."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_APART = sa.text("state != 0 AND state != 2 AND state != 5")  # not taken and delivered as usual
_LEFT = sa.text("left_at IS NOT NULL")
_PAUSED = sa.text("paused_until IS NOT NULL")


def upgrade() -> None:
    """Add the indexes; nothing that is there changes."""
    op.create_index("ix_subscribers_confirmed_at", "subscribers", ["confirmed_at", "standing"])
    for name, table, columns, rows in (
        ("ix_subscribers_left_at", "subscribers", ["left_at", "confirmed_at"], _LEFT),
        ("ix_subscribers_paused_until", "subscribers", ["paused_until", "standing"], _PAUSED),
        ("ix_deliveries_apart", "deliveries", ["dispatch", "state", "subscriber"], _APART),
    ):
        op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows)
