"""Approved editions, stored permanently under their hash."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, exists, or_, select, update

from newsletter.errors import StoreError
from newsletter.model.edition import Edition, from_json, to_json
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.schema.sending import editions, web_changes

if TYPE_CHECKING:
    from newsletter.model.web_version import WebVersion


class Editions:
    """Editions by their SHA-256. Equal ones are stored once."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def keep(self, edition: Edition, web: "WebVersion | None" = None) -> str:
        """Store an edition, and return its SHA-256.

        Args:
            edition: The edition.
            web: Its page in the archive; ``None`` for a notice.
        """
        sha256 = edition.sha256
        with self._database.write() as connection:
            connection.execute(
                insert_or_leave(connection, editions, "sha256"),
                {
                    "sha256": sha256,
                    "issue": edition.issue,
                    "kept_at": self._clock(),
                    "json": to_json(edition),
                },
            )
            if web is not None:  # also for an edition that was stored by an older version
                _keep_page(connection, sha256, web)
        return sha256

    def get(self, sha256: str) -> Edition:
        """Return the edition with this hash, after checking it.

        Raises:
            StoreError: There is none, or it was altered.
        """
        with self._database.read() as connection:
            kept = connection.execute(
                select(editions.c.json).where(editions.c.sha256 == sha256)
            ).scalar()
        if kept is None:
            raise StoreError("edition-missing", edition=sha256[:12])
        edition = from_json(kept)
        if edition.sha256 != sha256:
            raise StoreError("edition-altered", edition=sha256[:12])
        return edition

    def subject(self, sha256: str) -> str:
        """Return the subject of an edition as a reader without a first name gets it.

        Raises:
            StoreError: There is no such edition, or it was altered.
        """
        return self.get(sha256).subject_without_name

    def shows(self, text: str) -> bool:
        """Return whether any stored edition, or its page in the archive, contains a text.

        Args:
            text: Without quotes and backslashes, which JSON writes otherwise.
        """
        kept = or_(editions.c.json.contains(text), editions.c.web_version.contains(text))
        changed = web_changes.c.web_version.contains(text)
        query = select(or_(exists().where(kept), exists().where(changed)))
        with self._database.read() as connection:
            return bool(connection.execute(query).scalar())


def _keep_page(connection: Connection, sha256: str, web: "WebVersion") -> None:
    from newsletter.model.web_version import to_json as web_json

    connection.execute(
        update(editions)
        .where(editions.c.sha256 == sha256)
        .values(slug=web.issue.slug, web_version=web_json(web))
    )
