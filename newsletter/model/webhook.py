"""Events that other programs are notified of, each by a call to their address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from newsletter.message import Message

# How long after each failure a call is repeated (Standard Webhooks, "Deliverability and reliability").
RETRIES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
_LONGEST: Final = max(RETRIES)
_SPREAD: Final = 0.1  # of a wait, so that many publications do not call one program all at once
LONGEST_RETRY: Final = _LONGEST * (1 + _SPREAD)


class EventKind(Enum):
    """What happened. The value is the event's type, also in the settings."""

    JOINED = "subscriber.joined"
    LEFT = "subscriber.left"
    SENT = "issue.sent"
    PAUSED = "dispatch.paused"


class BulkCause(Enum):
    """What makes many people join or leave at once, so that one event has their number."""

    IMPORT = "import"
    RESTORE = "restore"


SUMMARIES: Final[Mapping[EventKind, str]] = {
    EventKind.JOINED: "subscribers.joined",
    EventKind.LEFT: "subscribers.left",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent:
    """One event that is due, for one webhook.

    Attributes:
        id: Its number here.
        webhook: The webhook's name in the settings.
        key: Its name there: the same in every call about it.
        kind: What happened.
        at: When it happened.
        attempts: How often it was called before.
        reader: The reader's number for this webhook; ``None`` if it is about nobody, or
            about somebody who was erased since.
        address: The reader's address, if it is still known.
        data: The ids and counts of any other event, or of many readers at once.
    """

    id: int
    webhook: str
    key: str
    kind: EventKind
    at: datetime
    attempts: int = 0
    reader: str | None = None
    address: str | None = None
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_summary(self) -> bool:
        """Whether it tells how many joined or left at once."""
        return "cause" in self.data

    @property
    def type(self) -> str:
        """The event's type in the call."""
        return SUMMARIES[self.kind] if self.is_summary else self.kind.value


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookState:
    """How the calls of one webhook fare.

    Attributes:
        waiting: How many events are due or tried again later.
        given_up: How many events failed for the last time, and are kept for a while.
        delivered_at: When a call last succeeded.
        failing_since: When the calls began to fail; ``None`` if the last one succeeded.
        trouble: Why the last call failed.
        gone_at: When the address answered that it is gone for good, which ends the calls.
        next_at: When the next call is due.
    """

    name: str
    waiting: int = 0
    given_up: int = 0
    delivered_at: datetime | None = None
    failing_since: datetime | None = None
    trouble: Message | None = None
    gone_at: datetime | None = None
    next_at: datetime | None = None


def retry_after(
    attempts: int, asked: timedelta = timedelta(), *, chance: float = 0.0
) -> timedelta | None:
    """Return how long to wait after a failure, or ``None`` if it was the last attempt.

    Args:
        attempts: How many calls were made, this one included.
        asked: The wait that the other side asked for, which counts up to a day.
        chance: A number from 0 up to 1, drawn by the caller: how much of a tenth is added.
    """
    if attempts > len(RETRIES):
        return None
    return max(RETRIES[attempts - 1], min(asked, _LONGEST)) * (1 + _SPREAD * chance)
