"""What the editor is notified of once: a notice may name what it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; notices of before are about nothing."""
    op.add_column("notices", sa.Column("about", sa.String(200)))
    op.create_index("uq_notices_about", "notices", ["about"], unique=True)
