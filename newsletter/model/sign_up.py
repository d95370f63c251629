"""Requests to subscribe that are not yet confirmed, and links to own data."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsletter.model.audience import Subscriber, Suppression


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp:
    """One request to subscribe. It counts once confirmed.

    Anybody may ask in another person's name, so nothing of it changes a reader
    before the link in the mail is used.

    Attributes:
        id: The database's number, which the confirmation link carries.
        subscriber: The number of the person whose request it is.
        way: How it was made: ``form`` or ``api``.
        wording: The text agreed to, and ``version`` is its version.
        network: The network that it came from, truncated to /24 or /48.
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
    """How a request was handled."""

    FORM = "form"
    API = "api"


class SignUpAnswer(Enum):
    """The answer to a request, the same whether or not the address is known."""

    LOOK_IN_YOUR_MAILBOX = "look in your mailbox"
    PRESS_AGAIN = "press again"  # too quick for a person, or the form is a day old
    TOO_MANY = "too many"  # from one network


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpRequest:
    """A request to subscribe, as typed.

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
    """The state of a confirmation link."""

    OPEN = "open"
    TOO_LATE = "too late"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A reader has joined.

    Attributes:
        lifted: Our suppression that their confirmation has ended.
        may_be_blocked: Whether the provider may have a suppression of its own, which we
            cannot end; the reader and the editor are both informed.
    """

    reader: Subscriber
    is_news: bool
    lifted: Suppression | None = None
    may_be_blocked: bool = False
