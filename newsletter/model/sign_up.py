"""What a person asked for and has not yet confirmed, and the short keys that are sent to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsletter.model.audience import Subscriber, Suppression


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


@dataclass(frozen=True, slots=True)
class ConsentWording:
    """The consent text next to the button, with a version derived from its words."""

    text: str
    version: str


class SignUpChannel(Enum):
    """How a request came in."""

    FORM = "form"
    API = "api"


class SignUpAnswer(Enum):
    """The answer to a request; the same whether or not the address is known."""

    LOOK_IN_YOUR_MAILBOX = "look in your mailbox"
    PRESS_AGAIN = "press again"  # too quick for a person, or the form is a day old
    TOO_MANY = "too many"  # from one network


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpRequest:
    """A request to join, as it was typed.

    Attributes:
        client: The IP address that it came from.
        trap: A field that people do not see; robots fill it in, and some
            password managers.
        stamp: From the form: when it was shown, signed.
    """

    address: str
    way: SignUpChannel
    first_name: str = ""
    language: str = ""
    tags: Collection[str] = ()
    client: str = ""
    trap: str = ""
    stamp: str = ""


class ConfirmationState(Enum):
    """What a confirmation link is good for."""

    OPEN = "open"
    TOO_LATE = "too late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A reader has joined.

    Attributes:
        lifted: Our suppression that their confirmation has ended.
        may_be_blocked: Whether the provider may have one of its own, which we
            cannot end; both sides are notified.
    """

    reader: Subscriber
    is_news: bool
    lifted: Suppression | None = None
    may_be_blocked: bool = False
