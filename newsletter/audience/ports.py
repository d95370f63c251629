"""The protocols that readers' services need. This package imports no other."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeAlias

from newsletter.model.address import EmailAddress
from newsletter.model.audience import (
    Arrival,
    Consent,
    NewSubscriber,
    Rhythm,
    Standing,
    Subscriber,
    Suppression,
    SuppressionReason,
)
from newsletter.model.notice import NoticeKind
from newsletter.model.preferences import Answer, AnswerCounts
from newsletter.model.secret import ApiKey, Scope
from newsletter.model.sign_up import FreshLink, SignUp
from newsletter.model.webhook import BulkCause

Clock: TypeAlias = Callable[[], datetime]
Dice: TypeAlias = Callable[[int], bytes]  # so many random bytes, like secrets.token_bytes
Transaction: TypeAlias = Callable[[], AbstractContextManager[object]]


class Notify(Protocol):
    """Queues one notice. It is sent only if the open transaction is committed."""

    def __call__(self, kind: NoticeKind, reader: Subscriber, *, action: str = "") -> None:
        """Queue it in the reader's language.

        Args:
            kind: The kind of notice.
            reader: The recipient, of any standing.
            action: The path of its button, such as ``/confirm/…``.
        """
        ...


class Subscribers(Protocol):
    """The subscribers."""

    def add(
        self, newcomer: NewSubscriber, *, standing: Standing = ..., source: str = ...
    ) -> Subscriber:
        """Return the subscriber with that address, new or existing and unchanged."""
        ...

    def take_in(
        self,
        newcomers: Sequence[NewSubscriber],
        *,
        standing: Standing = ...,
        source: str,
        cause: BulkCause | None = ...,
        imported: int | None = ...,
    ) -> tuple[Arrival, ...]:
        """Import people in one transaction, and return the result for each, in order.

        Nobody who left comes back. With a cause, webhooks get one event with the number.
        """
        ...

    def preview(self, newcomers: Sequence[NewSubscriber]) -> tuple[Arrival, ...]:
        """Return what ``take_in`` would return, without importing anybody."""
        ...

    def find(self, subscriber: int) -> Subscriber | None:
        """Return the person with this number. An erased one is not found."""
        ...

    def by_address(self, address: EmailAddress) -> Subscriber | None:
        """Return the person with this address."""
        ...

    def among(self, addresses: Collection[EmailAddress]) -> Mapping[str, Subscriber]:
        """Return the subscribers by normalised address (at most a few thousand)."""
        ...

    def confirm(self, subscriber: int) -> bool:
        """Confirm a subscription, also of a person who left. Return whether it is new."""
        ...

    def unsubscribe(self, subscriber: int) -> bool:
        """Unsubscribe a person at once, and return whether they were subscribed."""
        ...

    def unsubscribe_all(self, numbers: Sequence[int], *, cause: BulkCause) -> list[int]:
        """Unsubscribe people together, and return those who were subscribed.

        Webhooks get the number of those who left instead of each.
        """
        ...

    def ask_again(self, subscriber: int) -> bool:
        """Make a person who left pending, until they confirm. Return whether they had left."""
        ...

    def pause(self, subscriber: int, until: datetime | None) -> None:
        """Pause mail until then, or resume it with ``None``."""
        ...

    def rename(self, subscriber: int, first_name: str) -> bool:
        """Set the first name, or remove it. Return whether there is such a person."""
        ...

    def speak(self, subscriber: int, language: str) -> None:
        """Set the language."""
        ...

    def set_rhythm(self, subscriber: int, rhythm: Rhythm) -> None:
        """Set the rhythm."""
        ...

    def set_tags(self, subscriber: int, names: Iterable[str]) -> None:
        """Set exactly these tags."""
        ...

    def erase(self, subscriber: int) -> bool:
        """Erase the person but for a keyed hash of the address. Return whether there was one."""
        ...

    def forget(self, *, standing: Standing, before: datetime, limit: int = ...) -> int:
        """Erase at most ``limit`` who were unconfirmed, or had left, before then. Return how many."""
        ...


class Suppressions(Protocol):
    """Suppressions of addresses."""

    def of(self, address: EmailAddress) -> Suppression | None:
        """Return the suppression of this address, if there is one."""
        ...

    def among(self, addresses: Iterable[EmailAddress]) -> Mapping[EmailAddress, Suppression]:
        """Return the suppressed ones of the addresses (at most a few thousand)."""
        ...

    def add(self, address: EmailAddress, reason: SuppressionReason, note: str = "") -> None:
        """Suppress this address from now on."""
        ...

    def lift(self, address: EmailAddress) -> bool:
        """Lift the suppression, and return whether there was one."""
        ...


class Consents(Protocol):
    """Records of consent."""

    def add(self, people: Iterable[int], consent: Consent) -> None:
        """Record the same consent for one or many people."""
        ...

    def add_by_address(self, consents: Iterable[tuple[EmailAddress, Consent]]) -> None:
        """Record a consent for each of these people, found by their address."""
        ...

    def of(self, subscriber: int) -> tuple[Consent, ...]:
        """Return all records about one person, oldest first."""
        ...

    def of_each(self, people: Collection[int]) -> Mapping[int, tuple[Consent, ...]]:
        """Return all records about each of these people (at most a few thousand)."""
        ...

    def newest_of(self, people: Collection[int]) -> Mapping[int, Consent]:
        """Return the newest record about each of these people."""
        ...

    def drop(self, *, left_before: datetime) -> int:
        """Delete the proof of people who left before then, and return how many records."""
        ...


class SignUps(Protocol):
    """Requests to subscribe."""

    def add(self, sign_up: SignUp) -> int:
        """Store a request, ignoring its id, and return the number for its link."""
        ...

    def find(self, number: int) -> SignUp | None:
        """Return the request with this number, or ``None`` if it was deleted."""
        ...

    def use(self, number: int, at: datetime) -> bool:
        """Mark it confirmed, and return ``False`` if it already was."""
        ...

    def waiting(self, *, asked_before: datetime, limit: int = ...) -> tuple[SignUp, ...]:
        """Return the newest unconfirmed request of each person not yet reminded."""
        ...

    def note_reminded(self, number: int, at: datetime) -> bool:
        """Record a reminder, and return ``False`` if there was one before."""
        ...

    def drop(self, *, asked_before: datetime) -> int:
        """Delete the requests that were made before then, and return how many."""
        ...


class FreshLinks(Protocol):
    """Links that open a reader's own data once."""

    def add(self, subscriber: int, at: datetime) -> int:
        """Create a link, and return its number."""
        ...

    def find(self, number: int) -> FreshLink | None:
        """Return the link with this number."""
        ...

    def use(self, number: int, at: datetime) -> bool:
        """Mark it used, and return ``False`` if it already was.

        Only one of two presses succeeds.
        """
        ...

    def drop(self, *, made_before: datetime) -> int:
        """Delete the links that were made before then, and return how many."""
        ...


class Limits(Protocol):
    """Counters of all processes, by key and window: the hour, since 1970, at which it begins."""

    def count(self, key: str, window: int) -> int:
        """Return the count of this key in this window, without counting."""
        ...

    def hit(self, key: str, window: int) -> int:
        """Count once more, and return the new count."""
        ...

    def drop(self, *, before: int) -> int:
        """Delete the counters of windows that begin before this hour, and return how many."""
        ...


class Votes(Protocol):
    """Answers to the question of each issue: a tally, and separately who has answered."""

    def key(self, issue: int, fresh: bytes, at: datetime) -> bytes | None:
        """Return the stored key, or store ``fresh``, or ``None`` once destroyed."""
        ...

    def cast(self, issue: int, voter: bytes, answer: Answer) -> bool:
        """Count an answer once per voter, and return whether it counted."""
        ...

    def tally(self, issue: int) -> AnswerCounts:
        """Return how often each answer was given."""
        ...

    def destroy_keys(self, *, made_before: datetime) -> int:
        """Destroy the keys, which closes the votes, and return how many. The tallies remain."""
        ...


class LeaveReasons(Protocol):
    """Why people left, counted by month and linked to nobody."""

    def add(self, reason: str, month: str) -> None:
        """Count one reason in a month, such as ``2026-03``."""
        ...

    def counts(self) -> Mapping[str, int]:
        """Return how often each reason was given."""
        ...


class ApiKeys(Protocol):
    """API keys, by the hash of their text."""

    def add(
        self,
        name: str,
        digest: bytes,
        scopes: Collection[Scope],
        at: datetime,
        made_by: int | None = None,
    ) -> ApiKey:
        """Store a new key, which ends with the account of the editor who made it."""
        ...

    def by_digest(self, digest: bytes) -> ApiKey | None:
        """Return the key with this hash, revoked or not, unless its maker is no owner any more."""
        ...

    def note_used(self, number: int, at: datetime) -> None:
        """Record its last use, to the day."""
        ...

    def revoke(self, number: int, at: datetime) -> bool:
        """Revoke it, and return whether it was still valid."""
        ...


class Deliveries(Protocol):
    """What was sent to whom."""

    def of(self, subscriber: int) -> Sequence[Mapping[str, object]]:
        """Return the issues sent to one person, with time and outcome, oldest first."""
        ...


class Replies(Protocol):
    """What people wrote to the mailbox in their own words."""

    def of(self, address: EmailAddress) -> Sequence[Mapping[str, object]]:
        """Return the messages from this address, with time, subject and text."""
        ...
