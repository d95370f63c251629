"""People, approvals, the ledger, and what came back."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chores")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("network", sa.String(length=50), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_subscriber"), "consents", ["subscriber"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("dispatch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subscriber", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("dispatch", "subscriber", name=op.f("pk_deliveries")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_deliveries_issue_subscriber",
        "deliveries",
        ["issue", "subscriber"],
        unique=True,
        sqlite_where=sa.text("state != 1"),
        postgresql_where=sa.text("state != 1"),
    )
    op.create_table(
        "dispatches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=100), nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(length=60), nullable=False),
        sa.Column("slot", sa.Date(), nullable=True),
        sa.Column("frozen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint("key", name=op.f("uq_dispatches_key")),
    )
    op.create_index(op.f("ix_dispatches_frozen_at"), "dispatches", ["frozen_at"], unique=False)
    op.create_index(op.f("ix_dispatches_issue"), "dispatches", ["issue"], unique=False)
    op.create_table(
        "editions",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_editions")),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    op.create_table(
        "pace",
        sa.Column("provider", sa.String(length=60), nullable=False),
        sa.Column("free_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_pace")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=60), nullable=False),
        sa.Column("replay_key", sa.String(length=200), nullable=False),
        sa.Column("came_at", sa.BigInteger(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("provider", "replay_key", name=op.f("uq_reports_provider_replay_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reports_came_at"), "reports", ["came_at"], unique=False)
    op.create_index(op.f("ix_reports_read_at"), "reports", ["read_at"], unique=False)
    op.create_table(
        "skipped_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_skipped_days")),
    )
    op.create_table(
        "slots",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("was_missed", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_slots")),
    )
    op.create_table(
        "soft_bounces",
        sa.Column("subscriber", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dispatch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subscriber", "dispatch", name=op.f("pk_soft_bounces")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=320), nullable=True),
        sa.Column("address", sa.String(length=320), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=True),
        sa.Column("standing", sa.SmallInteger(), nullable=False),
        sa.Column("rhythm", sa.SmallInteger(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_subscribers_mailbox")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "suppressions",
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reason", sa.SmallInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_suppressions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("name", name=op.f("uq_tags_name")),
    )
    op.create_table(
        "approvals",
        sa.Column("issue", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=100), nullable=True),
        sa.Column("send_at", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("queued_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition"], ["editions.sha256"], name=op.f("fk_approvals_edition_editions")
        ),
        sa.PrimaryKeyConstraint("issue", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_position"), "approvals", ["position"], unique=False)
    op.create_table(
        "batches",
        sa.Column("dispatch", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("generation", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("handed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("keyed_at", sa.BigInteger(), nullable=True),
        sa.Column("handed_at", sa.BigInteger(), nullable=True),
        sa.Column("dated", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.LargeBinary(length=32), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dispatch"], ["dispatches.id"], name=op.f("fk_batches_dispatch_dispatches")
        ),
        sa.PrimaryKeyConstraint("dispatch", "number", name=op.f("pk_batches")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_batches_state_dispatch_number", "batches", ["state", "dispatch", "number"], unique=False
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("subscriber", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=320), nullable=True),
        sa.Column("merge_values", sa.Text(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition"], ["editions.sha256"], name=op.f("fk_notices_edition_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notices_made_at"), "notices", ["made_at"], unique=False)
    op.create_index(op.f("ix_notices_subscriber"), "notices", ["subscriber"], unique=False)
    op.create_table(
        "tagged",
        sa.Column("tag", sa.Integer(), nullable=False),
        sa.Column("subscriber", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber"],
            ["subscribers.id"],
            name=op.f("fk_tagged_subscriber_subscribers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["tag"], ["tags.id"], name=op.f("fk_tagged_tag_tags")),
        sa.PrimaryKeyConstraint("tag", "subscriber", name=op.f("pk_tagged")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tagged_subscriber", "tagged", ["subscriber"], unique=False)
    # all notices belong to it: each is a batch of one
    op.execute(
        "INSERT INTO dispatches (id, key, issue, edition, state, why, provider, frozen_at) "
        "VALUES (0, 'notice', 0, '', 0, '', '', 0)"
    )
