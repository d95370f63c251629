"""API keys: the hash of their text, their scopes, and when they were used."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, insert, or_, select, update

from newsletter.model.editor import Role
from newsletter.model.secret import ApiKey, Scope
from newsletter.store import codes
from newsletter.store.database import Database
from newsletter.store.schema.desk import editors
from newsletter.store.schema.readers import api_keys


class ApiKeys:
    """Rows of keys. None is ever deleted, so that an old log still refers to its name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        name: str,
        digest: bytes,
        scopes: Collection[Scope],
        at: datetime,
        made_by: int | None = None,
    ) -> ApiKey:
        """Store a new key."""
        values = {
            "name": name,
            "digest": digest,
            "scopes": sum(codes.SCOPE[scope] for scope in set(scopes)),
            "made_at": at,
            "made_by": made_by,
        }
        with self._database.write() as connection:
            row = connection.execute(insert(api_keys).values(**values).returning(api_keys)).one()
        return _key(row)

    def by_digest(self, digest: bytes) -> ApiKey | None:
        """Return the key of this hash, revoked or not, unless its maker is no owner any more."""
        is_owner = exists().where(
            editors.c.id == api_keys.c.made_by,
            editors.c.role == Role.OWNER,
            editors.c.ended_at.is_(None),
        )
        query = select(api_keys).where(
            api_keys.c.digest == digest, or_(api_keys.c.made_by.is_(None), is_owner)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _key(row)

    def note_used(self, number: int, at: datetime) -> None:
        """Record when a key was last used."""
        with self._database.write() as connection:
            connection.execute(update(api_keys).where(api_keys.c.id == number).values(used_at=at))

    def revoke(self, number: int, at: datetime) -> bool:
        """Revoke a key, and return whether it was still valid."""
        with self._database.write() as connection:
            revoked = connection.execute(
                update(api_keys)
                .where(api_keys.c.id == number, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=at)
            )
        return bool(revoked.rowcount)

    def revoke_made_by(self, editor: int, at: datetime) -> tuple[ApiKey, ...]:
        """Revoke the valid keys that an editor made, and return them."""
        with self._database.write() as connection:
            rows = connection.execute(
                update(api_keys)
                .where(api_keys.c.made_by == editor, api_keys.c.revoked_at.is_(None))
                .values(revoked_at=at)
                .returning(api_keys)
            ).all()
        return tuple(sorted(map(_key, rows), key=lambda key: key.id))


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=codes.scopes(row.scopes),
        made_at=row.made_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        made_by=row.made_by,
    )
