"""Keys with which other programs come in."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Scope(Enum):
    """What a key may do."""

    SIGN_UP = "sign-up"  # ask people in; each still confirms by mail
    READ = "read"  # see figures and the archive, never addresses
    EDIT = "edit"  # the editor's desk


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key as it is kept: its text is shown once, when it is made, and only a hash stays."""

    id: int
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
