"""What the archive shows of an edition, and what the editor changed there since."""

import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns and table; editions of before keep the address that their letters link to."""
    op.add_column("editions", sa.Column("slug", sa.String(200)))
    op.add_column("editions", sa.Column("web_version", sa.Text()))
    op.create_index("ix_editions_slug", "editions", ["slug"])
    op.create_table(
        "web_changes",
        sa.Column("issue", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("web_version", sa.Text()),
        sa.Column("corrected_at", sa.BigInteger()),
        sa.Column("hidden_at", sa.BigInteger()),
    )
    _name_editions()


def _name_editions() -> None:
    editions = sa.table(
        "editions", sa.column("sha256"), sa.column("issue"), sa.column("json"), sa.column("slug")
    )
    connection = op.get_bind()
    hashes = connection.execute(sa.select(editions.c.sha256).where(editions.c.issue > 0))
    for sha256 in hashes.scalars().all():  # one at a time: each is some ten kilobytes
        this = editions.c.sha256 == sha256
        kept = connection.execute(sa.select(editions.c.json).where(this)).scalar_one()
        slug = _slug_in(json.loads(kept))
        if slug:
            connection.execute(sa.update(editions).where(this).values(slug=slug))


def _slug_in(edition: dict[str, Any]) -> str:
    """Return the last part of the address behind "view in browser", below that of List-Archive."""
    headers = {name: "".join(map(str, chunks)) for name, chunks in edition["headers"]}
    archive = headers.get("List-Archive", "").strip("<>")
    html = "".join(chunk for chunk in edition["html"] if isinstance(chunk, str))
    found = archive and re.search(rf"{re.escape(archive)}/([\w-]{{1,200}})", html)
    return found[1] if found else ""
