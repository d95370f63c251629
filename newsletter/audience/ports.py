"""What readers' affairs need from other rooms, as promises; this room imports none of them."""

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
from newsletter.model.secret import ApiKey, Scope
from newsletter.model.sign_up import FreshLink, SignUp

Clock: TypeAlias = Callable[[], datetime]
Dice: TypeAlias = Callable[[int], bytes]  # so many bytes at random, as secrets.token_bytes
Transaction: TypeAlias = Callable[[], AbstractContextManager[object]]


class Notify(Protocol):
    """Writes one notice down; it leaves only if the transaction that is open is committed."""

    def __call__(self, kind: NoticeKind, reader: Subscriber, *, action: str = "") -> None:
        """Queue it in the reader's language.

        Args:
            kind: Which one.
            reader: To whom, however they stand.
            action: The path that its button leads to, such as ``/confirm/…``.
        """
        ...


class Subscribers(Protocol):
    """The people."""

    def add(
        self, newcomer: NewSubscriber, *, standing: Standing = ..., source: str = ...
    ) -> Subscriber:
        """The subscriber of that address: a new one, or the one who is there, unchanged."""
        ...

    def take_in(
        self, newcomers: Sequence[NewSubscriber], *, standing: Standing = ..., source: str
    ) -> tuple[Arrival, ...]:
        """Import some people in one transaction; nobody who left comes back."""
        ...

    def preview(self, newcomers: Sequence[NewSubscriber]) -> tuple[Arrival, ...]:
        """What ``take_in`` would do, without doing it."""
        ...

    def find(self, subscriber: int) -> Subscriber | None:
        """The person of this number; an erased one is not found."""
        ...

    def by_address(self, address: EmailAddress) -> Subscriber | None:
        """The person of this address."""
        ...

    def among(self, addresses: Collection[EmailAddress]) -> Mapping[str, Subscriber]:
        """Those of the addresses (a few thousand at most) that are somebody's, normalised."""
        ...

    def confirm(self, subscriber: int) -> bool:
        """They said yes; whether that is news. Who left is back."""
        ...

    def unsubscribe(self, subscriber: int) -> bool:
        """They leave, at once; whether that is news."""
        ...

    def ask_again(self, subscriber: int) -> bool:
        """Who left asks to join again: pending until confirmed."""
        ...

    def pause(self, subscriber: int, until: datetime | None) -> None:
        """Nothing until then; ``None``: from now on again."""
        ...

    def rename(self, subscriber: int, first_name: str) -> None:
        """Another first name, or none."""
        ...

    def speak(self, subscriber: int, language: str) -> None:
        """Another language."""
        ...

    def set_rhythm(self, subscriber: int, rhythm: Rhythm) -> None:
        """Another rhythm."""
        ...

    def set_tags(self, subscriber: int, names: Iterable[str]) -> None:
        """Exactly these tags and no others."""
        ...

    def erase(self, subscriber: int) -> bool:
        """Forget the person; a keyed hash of the address remains."""
        ...

    def forget(self, *, standing: Standing, before: datetime, limit: int = ...) -> int:
        """Clean-up: drop the data of the unconfirmed, or of those who left, since ``before``."""
        ...


class Suppressions(Protocol):
    """Standing orders not to write."""

    def of(self, address: EmailAddress) -> Suppression | None:
        """The standing order about this address, if there is one."""
        ...

    def among(self, addresses: Iterable[EmailAddress]) -> Mapping[EmailAddress, Suppression]:
        """Those of the addresses (a few thousand at most) that are suppressed, and why."""
        ...

    def add(self, address: EmailAddress, reason: SuppressionReason, note: str = "") -> None:
        """From now on nothing is written to this address."""
        ...

    def lift(self, address: EmailAddress) -> bool:
        """End the standing order; whether there was one."""
        ...


class Consents(Protocol):
    """What people agreed to."""

    def add(self, people: Iterable[int], consent: Consent) -> None:
        """Note the same consent of one or many people."""
        ...

    def add_by_address(self, consents: Iterable[tuple[EmailAddress, Consent]]) -> None:
        """Note a consent of each of these people, who are there by their address."""
        ...

    def of(self, subscriber: int) -> tuple[Consent, ...]:
        """Everything noted of one person, oldest first."""
        ...

    def of_each(self, people: Collection[int]) -> Mapping[int, tuple[Consent, ...]]:
        """Everything noted of each of these people (a few thousand at most)."""
        ...

    def newest_of(self, people: Collection[int]) -> Mapping[int, Consent]:
        """The newest line of each of these people."""
        ...

    def drop(self, *, left_before: datetime) -> int:
        """Drop the proof of people who left before."""
        ...


class SignUps(Protocol):
    """Requests to join."""

    def add(self, sign_up: SignUp) -> int:
        """Keep it (its id counts for nothing); the number that its link carries."""
        ...

    def find(self, number: int) -> SignUp | None:
        """The request of this number; ``None`` when it was cleaned up."""
        ...

    def use(self, number: int, at: datetime) -> bool:
        """Mark it confirmed; ``False`` when it was before."""
        ...

    def waiting(self, *, asked_before: datetime, limit: int = ...) -> tuple[SignUp, ...]:
        """The newest request of each person who has not confirmed any and was not reminded."""
        ...

    def note_reminded(self, number: int, at: datetime) -> bool:
        """A reminder goes out; ``False`` when one did before: there is no second."""
        ...

    def drop(self, *, asked_before: datetime) -> int:
        """Clean-up of requests that are old."""
        ...


class FreshLinks(Protocol):
    """Links that open a reader's own data once."""

    def add(self, subscriber: int, at: datetime) -> int:
        """Make one; the number that it carries."""
        ...

    def find(self, number: int) -> FreshLink | None:
        """The link of this number."""
        ...

    def use(self, number: int, at: datetime) -> bool:
        """Mark it used; ``False`` when it was before: only one of two presses gets through."""
        ...

    def drop(self, *, made_before: datetime) -> int:
        """Clean-up."""
        ...


class Limits(Protocol):
    """Counters that hold over all processes, each for one stretch of time."""

    def count(self, key: str, window: int) -> int:
        """How often this key was counted in this stretch, without counting."""
        ...

    def hit(self, key: str, window: int) -> int:
        """Count once more; how often it makes."""
        ...

    def drop(self, *, before: int) -> int:
        """Clean-up of stretches that are over."""
        ...


class Votes(Protocol):
    """Answers to one question an issue: a tally, and apart from it who has answered."""

    def key(self, issue: int, fresh: bytes, at: datetime) -> bytes | None:
        """The issue's key: the one that is kept, else ``fresh`` from now on; ``None`` once destroyed."""
        ...

    def cast(self, issue: int, voter: bytes, is_yes: bool) -> bool:
        """Count an answer, once for each voter; whether it counted."""
        ...

    def tally(self, issue: int) -> tuple[int, int]:
        """How many said yes, and how many no."""
        ...

    def destroy_keys(self, *, made_before: datetime) -> int:
        """Forget who voted; the tally stays and the vote is closed."""
        ...


class LeaveReasons(Protocol):
    """Why people left, counted by the month and linked to nobody."""

    def add(self, reason: str, month: str) -> None:
        """Count one."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How often each reason was given."""
        ...


class ApiKeys(Protocol):
    """API keys, by the hash of their text."""

    def add(self, name: str, digest: bytes, scopes: Collection[Scope], at: datetime) -> ApiKey:
        """Keep a new one."""
        ...

    def by_digest(self, digest: bytes) -> ApiKey | None:
        """The key of this hash, revoked or not."""
        ...

    def note_used(self, number: int, at: datetime) -> None:
        """It was used; kept to the day."""
        ...

    def revoke(self, number: int, at: datetime) -> bool:
        """It opens nothing from now on; whether that is news."""
        ...


class Deliveries(Protocol):
    """What was sent to whom."""

    def of(self, subscriber: int) -> Sequence[Mapping[str, object]]:
        """The issues sent to one person, with moment and outcome, oldest first."""
        ...


class Replies(Protocol):
    """What people wrote to the letterbox in words of their own."""

    def of(self, address: EmailAddress) -> Sequence[Mapping[str, object]]:
        """Return what came from this address, with moment, subject and text, oldest first."""
        ...
