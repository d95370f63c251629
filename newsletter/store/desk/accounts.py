"""Rows of editors' accounts. None is ever deleted, because the log names them by number."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from newsletter.model.address import EmailAddress
from newsletter.model.editor import Editor, Role
from newsletter.store.database import Database
from newsletter.store.schema.desk import editors
from newsletter.store.subscribers.rows import read_address

_ACTIVE = editors.c.ended_at.is_(None)


class EditorRecords:
    """Stores accounts. Addresses are compared in lower case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, address: EmailAddress, role: Role, at: datetime) -> Editor:
        """Store a new account, without a password."""
        values = {"name": name, "address": _kept(address), "role": role, "made_at": at}
        with self._database.write() as connection:
            row = connection.execute(insert(editors).values(**values).returning(editors)).one()
        return read_editor(row)

    def all(self) -> tuple[Editor, ...]:
        """Return every account in the order in which they were added, ended ones too."""
        with self._database.read() as connection:
            return tuple(
                map(read_editor, connection.execute(select(editors).order_by(editors.c.id)))
            )

    def find(self, number: int) -> Editor | None:
        """Return the account with that number, ended or not, or ``None``."""
        return self._one(editors.c.id == number)

    def at(self, address: EmailAddress) -> Editor | None:
        """Return the account with that address, or ``None``. An ended account has no address."""
        return self._one(editors.c.address == _kept(address))

    def password(self, number: int, *, is_held: bool = False) -> str | None:
        """Return the hash of an active account's password, or ``None`` if it has none.

        With ``is_held``, the row is locked until the end of the open transaction.
        """
        query = select(editors.c.password).where(editors.c.id == number, _ACTIVE)
        if is_held:
            with self._database.write() as connection:
                return connection.execute(query.with_for_update()).scalar_one_or_none()
        with self._database.read() as connection:
            return connection.execute(query).scalar_one_or_none()

    def set_password(self, number: int, hashed: str) -> None:
        """Store the hash of an active account's new password."""
        self._set(number, password=hashed)

    def set_role(self, number: int, role: Role) -> None:
        """Give an active account another role."""
        self._set(number, role=role)

    def end(self, number: int, at: datetime) -> None:
        """End an account, and erase its name, address and password."""
        self._set(number, name="", address=None, password=None, ended_at=at)

    def hold(self) -> int:
        """Lock the active owners until the end of the open transaction, and count them.

        Without the lock, two owners who end each other at the same time would leave none.
        """
        query = select(editors.c.id).where(_ACTIVE, editors.c.role == Role.OWNER)
        with self._database.write() as connection:
            return len(connection.execute(query.with_for_update()).all())

    def count(self) -> int:
        """Return how many accounts are active."""
        with self._database.read() as connection:
            return int(
                connection.execute(
                    select(func.count()).select_from(editors).where(_ACTIVE)
                ).scalar_one()
            )

    def _one(self, condition: ColumnElement[bool]) -> Editor | None:
        with self._database.read() as connection:
            row = connection.execute(select(editors).where(condition)).first()
        return None if row is None else read_editor(row)

    def _set(self, number: int, **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(
                update(editors).where(editors.c.id == number, _ACTIVE).values(**values)
            )


def _kept(address: EmailAddress) -> str:
    """Return an address as it is stored and compared, in lower case."""
    return str(address).lower()


def read_editor(row: Row[Any]) -> Editor:
    """Return the editor in a row that has every column of the table."""
    return Editor(
        id=row.id,
        name=row.name,
        address=read_address(row.address) if row.address else None,
        role=row.role,
        made_at=row.made_at,
        has_password=row.password is not None,
        ended_at=row.ended_at,
    )
