"""Secrets, which must not reach logs, tracebacks or pages, and API keys."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Secret:
    """A key or password. Printing, formatting and ``repr`` show dots.

    It is true unless empty. Two are compared in constant time.
    """

    reveal: str = ""

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self.reveal)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.matches(other.reveal)

    def __hash__(self) -> int:
        return hash((Secret, self.reveal))

    def matches(self, given: str) -> bool:
        """Return whether ``given`` is this secret, compared in constant time.

        An empty secret matches nothing, not even an empty text.
        """
        # JSON can carry half a surrogate pair, which UTF-8 cannot
        written = given.encode("utf-8", "surrogatepass")
        return bool(self.reveal) and hmac.compare_digest(self.reveal.encode(), written)


def hash_of(token: str) -> bytes:
    """Return the hash under which a random token or key is stored; 256 bits need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


class Scope(Enum):
    """What a key may do."""

    SIGN_UP = "sign-up"  # ask people in; each still confirms by mail
    READ = "read"  # see figures and the archive, never addresses
    EDIT = "edit"  # articles, letters, the queue and dispatches, as at the editor's desk
    READERS = "readers"  # readers by name: an owner's key


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key as stored. Its text is shown once, on creation, and only a hash is kept.

    Attributes:
        made_by: The editor who made it, with whose account as an owner it ends; ``None`` if
            it was made at the terminal.
    """

    id: int
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    made_by: int | None = None

    def may(self, scope: Scope) -> bool:
        """Return whether the key is still valid and has a scope."""
        return self.revoked_at is None and scope in self.scopes
