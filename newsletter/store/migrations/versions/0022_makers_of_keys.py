"""An API key knows the editor who made it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# A program has a number below zero, and the terminal none: their keys end with nobody's account.
# The log knows a key by its name alone, and of a key made at the terminal nothing, so that of two
# keys with one name it cannot say whose is which.
_FROM_THE_LOG = """
UPDATE api_keys SET made_by = (
    SELECT max(editor) FROM log_entries
    WHERE act = 'key made' AND thing = 'key ' || api_keys.name AND editor > 0
)
WHERE 1 = (
    SELECT count(DISTINCT editor) FROM log_entries
    WHERE act = 'key made' AND thing = 'key ' || api_keys.name AND editor > 0
)
AND 1 = (SELECT count(*) FROM api_keys AS named WHERE named.name = api_keys.name)
"""

_OF_NO_OWNER = """
UPDATE api_keys SET revoked_at = (
    SELECT coalesce(
        editors.ended_at,
        (
            SELECT max(log_entries.at) FROM log_entries
            WHERE act = 'role changed' AND thing = 'editor ' || editors.id
        ),
        api_keys.made_at
    )
    FROM editors WHERE editors.id = api_keys.made_by
)
WHERE revoked_at IS NULL AND made_by IN (
    SELECT id FROM editors WHERE ended_at IS NOT NULL OR role != 3
)
"""


def upgrade() -> None:
    """Add the number of the editor; of earlier keys, the one whom the log names for certain.

    A key whose maker is no owner any more is revoked as of then.
    """
    op.add_column("api_keys", sa.Column("made_by", sa.Integer()))
    op.execute(_FROM_THE_LOG)
    op.execute(_OF_NO_OWNER)
