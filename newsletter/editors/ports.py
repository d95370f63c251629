"""What this room needs from others, passed in by the app."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

from newsletter.model.address import EmailAddress
from newsletter.model.editor import DeskSession, Editor, LogEntry, Role

Clock: TypeAlias = Callable[[], datetime]
Dice: TypeAlias = Callable[[int], bytes]  # so many random bytes, like secrets.token_bytes
Transaction: TypeAlias = Callable[[], AbstractContextManager[object]]
Mail: TypeAlias = Callable[
    [Editor, str], None
]  # a token to the editor's mailbox, in the open transaction


class Accounts(Protocol):
    """Stored accounts."""

    def add(self, name: str, address: EmailAddress, role: Role, at: datetime) -> Editor:
        """Store a new account, without a password."""
        ...

    def find(self, number: int) -> Editor | None:
        """Return the account of that number, ended or not."""
        ...

    def at(self, address: EmailAddress) -> Editor | None:
        """Return the account with that address; one that ended has none."""
        ...

    def password(self, number: int, *, is_held: bool = False) -> str | None:
        """Return the hash of an active account's password, if it has one.

        With ``is_held``, others who change it wait for the end of the transaction.
        """
        ...

    def set_password(self, number: int, hashed: str) -> None:
        """Store the hash of a new password."""
        ...

    def set_role(self, number: int, role: Role) -> None:
        """Give an active account another role."""
        ...

    def end(self, number: int, at: datetime) -> None:
        """End an account, and erase who it was."""
        ...

    def hold(self) -> int:
        """Return how many owners are active; others who ask wait for the transaction."""
        ...

    def count(self) -> int:
        """Return how many accounts are active."""
        ...


class Sessions(Protocol):
    """Stored sessions, by the hash of their cookie."""

    def add(self, key: bytes, editor: int, at: datetime) -> None:
        """Store a session that begins now."""
        ...

    def find(self, key: bytes) -> DeskSession | None:
        """Return a session, however old."""
        ...

    def note_seen(self, key: bytes, at: datetime) -> None:
        """Record that a page was asked for."""
        ...

    def end(self, key: bytes) -> bool:
        """End a session, and return whether it was there."""
        ...

    def end_all(self, editor: int, *, but: bytes = b"") -> int:
        """End the sessions of an editor, but for one; return how many."""
        ...


class Links(Protocol):
    """Stored links that sign somebody in once, by the hash of their token."""

    def add(self, key: bytes, editor: int | None, expires_at: datetime) -> None:
        """Store a link; ``None`` as the editor: for the first owner."""
        ...

    def find(self, key: bytes) -> tuple[int | None, datetime] | None:
        """Return whose unused link it is and when it expires."""
        ...

    def use(self, key: bytes, at: datetime) -> bool:
        """Mark it used; false for everybody but the first."""
        ...

    def drop_of(self, editor: int | None) -> None:
        """Delete the links of an editor; ``None``: those for the first owner."""
        ...


class Log(Protocol):
    """The log of what editors did."""

    def add(self, entry: LogEntry) -> None:
        """Append an entry in the open transaction."""
        ...


class Limiter(Protocol):
    """Counts attempts, under a keyed hash that names nobody."""

    def is_over(self, what: str, whose: str, most: int, *, hours: int = 1) -> bool:
        """Count once more, and return whether that exceeds ``most`` in these hours."""
        ...
