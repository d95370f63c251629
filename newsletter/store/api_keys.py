"""API keys: the hash of their text, their scopes, and when they were used."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from newsletter.model.secret import ApiKey, Scope
from newsletter.store import codes
from newsletter.store.database import Database
from newsletter.store.schema.readers import api_keys


class ApiKeys:
    """Rows of keys. None is ever deleted, so that an old log still refers to its name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, digest: bytes, scopes: Collection[Scope], at: datetime) -> ApiKey:
        """Store a new key."""
        values = {
            "name": name,
            "digest": digest,
            "scopes": sum(codes.SCOPE[scope] for scope in set(scopes)),
            "made_at": at,
        }
        with self._database.write() as connection:
            row = connection.execute(insert(api_keys).values(**values).returning(api_keys)).one()
        return _key(row)

    def by_digest(self, digest: bytes) -> ApiKey | None:
        """Return the key of this hash, revoked or not."""
        with self._database.read() as connection:
            row = connection.execute(select(api_keys).where(api_keys.c.digest == digest)).first()
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


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=codes.scopes(row.scopes),
        made_at=row.made_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
