"""An index by which the few suppressed are found among the readers."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index; nothing that is there changes."""
    op.create_index("ix_subscribers_fingerprint", "subscribers", ["fingerprint"])
