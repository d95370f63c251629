"""Addresses that tests of issues go to."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nothing that is there changes."""
    op.create_table(
        "saved_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_addresses")),
        sa.UniqueConstraint("address", name=op.f("uq_saved_addresses_address")),
        sa.UniqueConstraint("key", name=op.f("uq_saved_addresses_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_saved_addresses_expires_at"), "saved_addresses", ["expires_at"])
