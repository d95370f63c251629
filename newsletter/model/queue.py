"""The queue: what was approved, in the order in which it will go, and when that is."""

from dataclasses import dataclass, field
from datetime import date, datetime

from newsletter.model.audience import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An issue that the editor approved: its edition is frozen under its SHA-256.

    Attributes:
        file_hash: SHA-256 of the issue's file as it was; another one now means
            that the file was changed after the approval.
        send_at: The moment that pins it; ``None`` for the next free slot.
        position: Its place in the queue, counted from 1; ``None``: not queued.
        queued_at: Since when it is queued; earlier slots were not meant for it.
    """

    issue: int
    edition: str
    approved_at: datetime
    file_hash: str = ""
    audience: Audience = field(default_factory=Audience)
    send_at: datetime | None = None
    position: int | None = None
    queued_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """Return the moment after which it may go."""
        return self.queued_at or self.approved_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An approved issue at its slot.

    Attributes:
        day: The slot's local date, which is its key: a local date comes once,
            where an hour comes twice in autumn and not at all in spring.
        at: The moment of the slot, in UTC.
    """

    issue: int
    edition: str
    day: date
    at: datetime
    audience: Audience = field(default_factory=Audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedSlot:
    """A slot whose bell rang too late; the editor decides."""

    day: date
    issue: int
