"""Requests to subscribe, and links that open a reader's own data once."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from newsletter.model.sign_up import FreshLink, SignUp
from newsletter.store.database import Database
from newsletter.store.schema.readers import fresh_links, sign_ups


class SignUps:
    """Requests by number, which is part of the link in the confirmation mail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, sign_up: SignUp) -> int:
        """Store a request, ignoring its id, and return its number."""
        values = {
            "subscriber": sign_up.subscriber,
            "asked_at": sign_up.asked_at,
            "way": sign_up.way,
            "wording": sign_up.wording,
            "version": sign_up.version,
            "network": sign_up.network,
            "first_name": sign_up.first_name,
            "language": sign_up.language,
            "tags": json.dumps(sorted(sign_up.tags), ensure_ascii=False),
        }
        with self._database.write() as connection:
            added = connection.execute(insert(sign_ups).values(**values).returning(sign_ups.c.id))
            return int(added.scalar_one())

    def find(self, number: int) -> SignUp | None:
        """Return the request with this number, or ``None`` if it was deleted."""
        with self._database.read() as connection:
            row = connection.execute(select(sign_ups).where(sign_ups.c.id == number)).first()
        return None if row is None else _request(row)

    def use(self, number: int, at: datetime) -> bool:
        """Mark a request as confirmed, and return ``False`` if it was confirmed before."""
        with self._database.write() as connection:
            used = connection.execute(
                update(sign_ups)
                .where(sign_ups.c.id == number, sign_ups.c.used_at.is_(None))
                .values(used_at=at)
            )
        return bool(used.rowcount)

    def waiting(self, *, asked_before: datetime, limit: int = 500) -> tuple[SignUp, ...]:
        """Return the newest request of each person who has neither confirmed nor been reminded."""
        newest = (
            select(func.max(sign_ups.c.id))
            .group_by(sign_ups.c.subscriber)
            .having(func.count(sign_ups.c.used_at) == 0, func.count(sign_ups.c.reminded_at) == 0)
        )
        query = (
            select(sign_ups)
            .where(sign_ups.c.id.in_(newest), sign_ups.c.asked_at < asked_before)
            .order_by(sign_ups.c.id)
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(_request(row) for row in connection.execute(query))

    def note_reminded(self, number: int, at: datetime) -> bool:
        """Record a reminder, and return ``False`` if another process was first."""
        with self._database.write() as connection:
            noted = connection.execute(
                update(sign_ups)
                .where(sign_ups.c.id == number, sign_ups.c.reminded_at.is_(None))
                .values(reminded_at=at)
            )
        return bool(noted.rowcount)

    def drop(self, *, asked_before: datetime) -> int:
        """Delete old requests, and return how many. The consents are kept."""
        with self._database.write() as connection:
            return connection.execute(
                delete(sign_ups).where(sign_ups.c.asked_at < asked_before)
            ).rowcount


class FreshLinks:
    """Links that open a reader's own data once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, subscriber: int, at: datetime) -> int:
        """Create a link, and return its number."""
        with self._database.write() as connection:
            added = connection.execute(
                insert(fresh_links)
                .values(subscriber=subscriber, made_at=at)
                .returning(fresh_links.c.id)
            )
            return int(added.scalar_one())

    def find(self, number: int) -> FreshLink | None:
        """Return the link with this number, or ``None``."""
        with self._database.read() as connection:
            row = connection.execute(select(fresh_links).where(fresh_links.c.id == number)).first()
        return None if row is None else FreshLink(**row._asdict())

    def use(self, number: int, at: datetime) -> bool:
        """Mark a link as used, and return ``False`` if it was used before."""
        with self._database.write() as connection:
            used = connection.execute(
                update(fresh_links)
                .where(fresh_links.c.id == number, fresh_links.c.used_at.is_(None))
                .values(used_at=at)
            )
        return bool(used.rowcount)

    def drop(self, *, made_before: datetime) -> int:
        """Delete old links, and return how many."""
        with self._database.write() as connection:
            return connection.execute(
                delete(fresh_links).where(fresh_links.c.made_at < made_before)
            ).rowcount


def _request(row: Row[Any]) -> SignUp:
    return SignUp(
        id=row.id,
        subscriber=row.subscriber,
        asked_at=row.asked_at,
        way=row.way,
        wording=row.wording,
        version=row.version,
        network=row.network,
        first_name=row.first_name,
        language=row.language,
        tags=frozenset(json.loads(row.tags)),
        used_at=row.used_at,
    )
