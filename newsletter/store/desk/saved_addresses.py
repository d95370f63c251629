"""Rows of the addresses that tests of issues go to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from newsletter.model.address import EmailAddress
from newsletter.model.saved_address import SavedAddress
from newsletter.store.database import Database
from newsletter.store.schema.desk import saved_addresses
from newsletter.store.subscribers.rows import read_address


class SavedAddressRecords:
    """Stores addresses, each with the hash of the link by which its holder answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[SavedAddress, ...]:
        """Return every address in the order in which they were saved."""
        query = select(saved_addresses).order_by(saved_addresses.c.id)
        with self._database.read() as connection:
            return tuple(map(_saved, connection.execute(query)))

    def by_key(self, key: bytes) -> SavedAddress | None:
        """Return the address to which a link belongs, or ``None``."""
        query = select(saved_addresses).where(saved_addresses.c.key == key)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else _saved(row)

    def add(self, address: EmailAddress, key: bytes, expires_at: datetime) -> int:
        """Store an address that waits for its holder, and return its number."""
        values = {"address": str(address), "key": key, "expires_at": expires_at}
        query = insert(saved_addresses).values(**values).returning(saved_addresses.c.id)
        with self._database.write() as connection:
            return int(connection.execute(query).scalar_one())

    def confirm(self, number: int, at: datetime) -> bool:
        """Record that the holder confirmed an address. Return false if that is not open any more."""
        columns = saved_addresses.c
        waiting = (columns.id == number, columns.confirmed_at.is_(None), columns.expires_at > at)
        query = update(saved_addresses).where(*waiting).values(confirmed_at=at)
        with self._database.write() as connection:
            return bool(connection.execute(query).rowcount)

    def remove(self, number: int) -> bool:
        """Delete an address, and return whether there was one."""
        query = delete(saved_addresses).where(saved_addresses.c.id == number)
        with self._database.write() as connection:
            return bool(connection.execute(query).rowcount)

    def drop_unanswered(self, now: datetime) -> None:
        """Delete the addresses whose link ran out before their holders confirmed them."""
        columns = saved_addresses.c
        late = (columns.confirmed_at.is_(None), columns.expires_at <= now)
        with self._database.write() as connection:
            connection.execute(delete(saved_addresses).where(*late))


def _saved(row: Row[Any]) -> SavedAddress:
    return SavedAddress(
        id=row.id,
        address=read_address(row.address),
        expires_at=row.expires_at,
        confirmed_at=row.confirmed_at,
    )
