"""Starts: an editor's decision to send an issue now, which can be undone for a minute."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class NotSent(Enum):
    """Why nothing was sent after a start."""

    WITHDRAWN = "withdrawn"  # the approval was, so that the issue is a draft again
    CHANGED = "changed"  # another edition was approved
    LATE = "late"  # no process ran at its moment, nor soon enough afterwards
    NO_READERS = "no readers"
    NOT_READY = "not ready"  # the settings no longer allow it
    NOT_ALLOWED = "not allowed"  # the editor who asked for it may not send any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """An editor's decision to send an edition. It is not a dispatch until it is frozen.

    Attributes:
        edition: SHA-256 of the edition that the editor was shown.
        at: The moment from which it is frozen; until then it can be undone.
        editor: The number of the editor who asked for it.
        asked_at: When they did.
        not_sent: Why nothing was sent; ``None`` while the start waits.
    """

    issue: int
    edition: str
    at: datetime
    editor: int
    asked_at: datetime
    not_sent: NotSent | None = None
