"""What readers decide for themselves, and why they leave."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

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


class Vote(Enum):
    """The result of an answer."""

    COUNTED = "counted"
    BEFORE = "answered before"
    CLOSED = "closed"  # the key was destroyed: who voted can no longer be known


LETTERS_KEPT = timedelta(days=30)  # what came back in words, or could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """Who keeps which data, why, where and how long. Unknown values are empty.

    Attributes:
        controller: Who decides about the data.
        contact: How to reach them about it.
        officer: The data protection officer, if there is one.
        provider: The company that sends the mails, and ``provider_country`` where.
        host: The company on whose machine the addresses are kept.
        authority: Where a reader may complain, and ``authority_url`` on the web.
        letters_kept: How long mail stays that a person wrote to the address for
            leaving, and reports that could not be read; ``None`` where no mailbox
            is read.
        asks_clear_moment: Whether issues end with a question that is counted.
    """

    controller: str
    contact: str
    officer: str
    provider: str
    provider_country: str
    host: str
    authority: str
    authority_url: str
    unconfirmed_kept: timedelta
    left_kept: timedelta
    proof_kept: timedelta
    letters_kept: timedelta | None
    asks_clear_moment: bool
