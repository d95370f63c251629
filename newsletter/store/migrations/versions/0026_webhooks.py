"""Webhooks, and the events that wait to be delivered."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_EXPECTED = sa.text("due_at IS NULL AND given_up_at IS NULL")


def upgrade() -> None:
    """Add both tables; nothing that is there changes."""
    op.create_table(
        "webhooks",
        sa.Column("name", sa.String(30), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger()),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("trouble", sa.Text()),
        sa.Column("gone_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook", sa.String(30), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("subscriber", sa.Integer()),
        sa.Column("dispatch", sa.Integer()),
        sa.Column("cause", sa.SmallInteger()),
        sa.Column("count", sa.Integer()),
        sa.Column("data", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("given_up_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["webhook"], ["webhooks.name"], name=op.f("fk_webhook_events_webhook_webhooks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_events")),
        sa.UniqueConstraint("key", name=op.f("uq_webhook_events_key")),
    )
    op.create_index("ix_webhook_events_webhook_due_at", "webhook_events", ["webhook", "due_at"])
    op.create_index(op.f("ix_webhook_events_subscriber"), "webhook_events", ["subscriber"])
    op.create_index(
        "ix_webhook_events_expected",
        "webhook_events",
        ["dispatch"],
        sqlite_where=_EXPECTED,
        postgresql_where=_EXPECTED,
    )
