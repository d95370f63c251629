"""The browser of a session, in one of a few names."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of sessions that have begun the browser is unknown."""
    op.add_column("sessions", sa.Column("browser", sa.String(40)))
