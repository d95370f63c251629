"""Decisions by mail about the issue of a slot, and the links to make them with."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    op.create_table(
        "decision_links",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("editor", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor"], ["editors.id"], name=op.f("fk_decision_links_editor_editors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_links")),
        sa.UniqueConstraint(
            "issue",
            "edition",
            "day",
            "editor",
            name=op.f("uq_decision_links_issue_edition_day_editor"),
        ),
    )
    op.create_index(op.f("ix_decision_links_expires_at"), "decision_links", ["expires_at"])
    op.create_table(
        "decisions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("issue", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(64), nullable=False),
        sa.Column("verdict", sa.SmallInteger(), nullable=False),
        sa.Column("actor", sa.SmallInteger(), nullable=False),
        sa.Column("editor", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "issue", "edition", name=op.f("pk_decisions")),
    )
