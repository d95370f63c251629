"""Which editors have which letters open."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    op.create_table(
        "open_letters",
        sa.Column("issue", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("editor", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor"], ["editors.id"], name=op.f("fk_open_letters_editor_editors")
        ),
        sa.PrimaryKeyConstraint("issue", "editor", name=op.f("pk_open_letters")),
    )
