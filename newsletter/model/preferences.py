"""What readers settle for themselves, and what they say in leaving."""

from dataclasses import dataclass
from enum import Enum

from newsletter.model.audience import Subscriber


@dataclass(frozen=True, slots=True)
class Session:
    """A reader's own data, open for a while: ``key`` goes with every change as a hidden field."""

    reader: Subscriber
    key: str


class Reason(Enum):
    """Why a reader leaves, if they care to say; counted by the month and linked to nobody."""

    TOO_OFTEN = "too often"
    NOT_FOR_ME = "not for me"
    NO_TIME = "no time"
    NEVER_ASKED = "never asked"
    BETTER_NOW = "better now"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class UnsubscribeResult:
    """A reader has left.

    Attributes:
        reader: As they stand now; ``None`` for one who was erased before.
        stamp: Takes the leaving back for an hour; empty where there is nothing to take back.
    """

    reader: Subscriber | None
    stamp: str = ""


class Vote(Enum):
    """What became of an answer."""

    COUNTED = "counted"
    BEFORE = "answered before"
    CLOSED = "closed"  # the key was destroyed: who voted can never be told again
