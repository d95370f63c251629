"""What this package needs from others, passed in by the app."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

from newsletter.model.address import EmailAddress
from newsletter.model.editor import DeskSession, Editor, LogEntry, Role

Clock: TypeAlias = Callable[[], datetime]
Dice: TypeAlias = Callable[[int], bytes]  # returns that many random bytes
Transaction: TypeAlias = Callable[[], AbstractContextManager[object]]
Mail: TypeAlias = Callable[
    [Editor, str], None
]  # queues a mail with this token to the editor, in the open transaction


class Accounts(Protocol):
    """Stored accounts."""

    def add(self, name: str, address: EmailAddress, role: Role, at: datetime) -> Editor:
        """Store a new account, without a password."""
        ...

    def find(self, number: int) -> Editor | None:
        """Return the account with that number, ended or not, or ``None``."""
        ...

    def at(self, address: EmailAddress) -> Editor | None:
        """Return the active account with that address, or ``None``."""
        ...

    def password(self, number: int, *, is_held: bool = False) -> str | None:
        """Return the hash of an active account's password, or ``None`` if it has none.

        With ``is_held``, nobody else can change it before the end of the transaction.
        """
        ...

    def set_password(self, number: int, hashed: str) -> None:
        """Store the hash of an active account's new password."""
        ...

    def set_role(self, number: int, role: Role) -> None:
        """Give an active account another role."""
        ...

    def end(self, number: int, at: datetime) -> None:
        """End an account, and erase its name, address and password."""
        ...

    def hold(self) -> int:
        """Lock the active owners until the end of the transaction, and count them."""
        ...

    def count(self) -> int:
        """Return how many accounts are active."""
        ...


class Sessions(Protocol):
    """Stored sessions, by the hash of their cookie."""

    def add(self, key: bytes, editor: int, at: datetime, browser: str = "") -> None:
        """Store a session that begins now."""
        ...

    def of(self, editor: int) -> tuple[DeskSession, ...]:
        """Return the editor's sessions, however old, the one that was used last first."""
        ...

    def find(self, key: bytes) -> DeskSession | None:
        """Return a session, however old, or ``None``."""
        ...

    def among(self, keys: Collection[bytes]) -> tuple[DeskSession, ...]:
        """Return those of these sessions that exist, however old."""
        ...

    def note_seen(self, key: bytes, at: datetime) -> None:
        """Record when a page was last requested."""
        ...

    def note_proven(self, key: bytes, at: datetime) -> None:
        """Record when the editor last proved who they are."""
        ...

    def end(self, key: bytes) -> bool:
        """End a session, and return whether it existed."""
        ...

    def end_all(self, editor: int, *, but: bytes = b"") -> int:
        """End the editor's sessions, except for the one named by ``but``; return how many ended."""
        ...


class Links(Protocol):
    """Stored single-use links, by the hash of their token."""

    def add(self, key: bytes, editor: int | None, expires_at: datetime) -> None:
        """Store a link; with ``None`` as the editor it makes the first owner."""
        ...

    def find(self, key: bytes) -> tuple[int | None, datetime] | None:
        """Return the editor of an unused link and when it expires, or ``None``."""
        ...

    def use(self, key: bytes, at: datetime) -> bool:
        """Mark a link as used, and return whether it was unused until now."""
        ...

    def drop_of(self, editor: int | None) -> None:
        """Delete the links of an editor, or with ``None`` those that make the first owner."""
        ...


class Log(Protocol):
    """The log of what editors did."""

    def add(self, entry: LogEntry) -> None:
        """Append an entry in the open transaction."""
        ...


class Limiter(Protocol):
    """Counts attempts under a keyed hash, from which nobody can be recognised."""

    def is_over(self, what: str, whose: str, most: int, *, hours: int = 1) -> bool:
        """Count an attempt, and return whether ``most`` in these hours is exceeded."""
        ...
