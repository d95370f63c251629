"""What a person asked for and has not yet confirmed, and the short keys that are sent to them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """One request to join, as it was made; it counts once confirmed.

    A stranger may ask in somebody's name, so nothing of it changes a reader
    before the link in the mail was used.

    Attributes:
        id: The database's number, which the confirmation link carries.
        subscriber: Whose request it is.
        way: How it was made: ``form`` or ``api``.
        wording: The words agreed to, and ``version`` which of them.
        network: Where it came from, cut to /24 or /48.
        used_at: When it was confirmed.
    """

    id: int
    subscriber: int
    asked_at: datetime
    way: str
    wording: str
    version: str
    network: str
    first_name: str = ""
    language: str = ""
    tags: frozenset[str] = frozenset()
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshLink:
    """A link mailed on request that opens a reader's own data once, for a short while."""

    id: int
    subscriber: int
    made_at: datetime
    used_at: datetime | None = None
