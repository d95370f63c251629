"""Editors, their sessions and links to sign in, and the log of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; nothing that is there changes."""
    op.create_table(
        "editors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("address", sa.String(320)),
        sa.Column("password", sa.String(200)),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editors")),
        sa.UniqueConstraint("address", name=op.f("uq_editors_address")),
        sqlite_autoincrement=True,
    )
    _add_sign_in()
    op.create_table(
        "log_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.SmallInteger(), nullable=False),
        sa.Column("editor", sa.Integer()),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("thing", sa.String(200), nullable=False),
        sa.Column("before", sa.String(100), nullable=False),
        sa.Column("after", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_log_entries_at"), "log_entries", ["at"])


def _add_sign_in() -> None:
    op.create_table(
        "sessions",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("editor", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("began_at", "seen_at", "proven_at")
        ),
        sa.ForeignKeyConstraint(
            ["editor"], ["editors.id"], name=op.f("fk_sessions_editor_editors")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_editor"), "sessions", ["editor"])
    op.create_table(
        "sign_in_links",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("editor", sa.Integer()),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["editor"], ["editors.id"], name=op.f("fk_sign_in_links_editor_editors")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_links")),
    )
    for column in ("editor", "expires_at"):
        op.create_index(op.f(f"ix_sign_in_links_{column}"), "sign_in_links", [column])
