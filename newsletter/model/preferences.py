"""What readers decide for themselves, and why they leave."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from newsletter.model.audience import Subscriber


@dataclass(frozen=True, slots=True)
class Session:
    """A reader's own data, open for a while. Every change carries ``key`` in its form."""

    reader: Subscriber
    key: str


class Reason(Enum):
    """Why a reader leaves, if they say so, counted by month and linked to nobody."""

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
        reader: Their present standing; ``None`` for one who was erased before.
        stamp: Allows undoing it for an hour; empty if there is nothing to undo.
    """

    reader: Subscriber | None
    stamp: str = ""


class Answer(Enum):
    """An answer to whether an issue was a clear moment."""

    YES = "yes"
    SOMEWHAT = "somewhat"
    NO = "no"


class AnswerCounts(NamedTuple):
    """How often each answer was given."""

    yes: int = 0
    somewhat: int = 0
    no: int = 0


class Vote(Enum):
    """The result of an answer."""

    COUNTED = "counted"
    BEFORE = "answered before"
    CLOSED = "closed"  # the key was destroyed: who voted can no longer be known


LETTERS_KEPT = timedelta(days=30)  # what came back in words, or could not be read
