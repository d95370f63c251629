"""What was refused can be sent again, and what made a suppression is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_GOES = sa.text("state != 1 AND state != 8")  # neither skipped nor superseded


def upgrade() -> None:
    """Add columns that are empty for what is there; the index is made anew."""
    op.add_column("dispatches", sa.Column("again_of", sa.Integer()))
    op.add_column("deliveries", sa.Column("refusal", sa.SmallInteger()))
    op.add_column("suppressions", sa.Column("dispatch", sa.Integer()))
    op.drop_index("uq_deliveries_issue_subscriber", table_name="deliveries")
    op.create_index(
        "uq_deliveries_issue_subscriber",
        "deliveries",
        ["issue", "subscriber"],
        unique=True,
        sqlite_where=_GOES,
        postgresql_where=_GOES,
    )
    op.create_table(
        "refusals",
        sa.Column("dispatch", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False, server_default=sa.text("0"))
            for name in ("handed_before", "partly", "refused", "in_a_row", "reported_in_a_row")
        ),
        sa.ForeignKeyConstraint(
            ["dispatch"], ["dispatches.id"], name=op.f("fk_refusals_dispatch_dispatches")
        ),
        sa.PrimaryKeyConstraint("dispatch", name=op.f("pk_refusals")),
        sqlite_with_rowid=False,
    )
    _withdraw_what_was_cancelled()


def _withdraw_what_was_cancelled() -> None:
    """Withdraw approvals as ``cancel`` does, so that the old text goes to nobody by itself.

    State 2 is cancelled. A dispatch without a provider is known by the journal alone: it was not cancelled.
    """
    op.execute(
        "DELETE FROM approvals WHERE issue IN (SELECT newest.issue FROM dispatches newest "
        "WHERE newest.state = 2 AND newest.provider <> '' AND newest.id = "
        "(SELECT max(other.id) FROM dispatches other WHERE other.issue = newest.issue))"
    )
