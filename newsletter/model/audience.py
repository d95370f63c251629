"""Subscribers, their standing, the legal ground, and who gets a dispatch or why not."""

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from newsletter.model.address import EmailAddress


class Standing(Enum):
    """A subscriber's standing. A pause is a separate date, not a standing."""

    PENDING = "pending"  # asked to join, has not confirmed
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"  # the reader's wish; only the reader can undo it


class Rhythm(Enum):
    """How often a reader wants an issue."""

    __hash__ = object.__hash__  # as of ``Arrival``

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class SuppressionReason(Enum):
    """Why an address is suppressed. The values are stored."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    MANUAL = "manual"
    ERASED = "erased"
    SOFT_BOUNCES = "soft bounces"
    LEFT = "left"  # the reader's wish, remembered after their data was cleaned up
    PROVIDERS_LIST = "on the provider's list"  # which gives no reason: the editor decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person who signed up. Times are aware and in UTC."""

    id: int
    address: EmailAddress
    standing: Standing
    first_name: str = ""
    language: str = "nl"
    tags: frozenset[str] = frozenset()
    rhythm: Rhythm = Rhythm.WEEKLY
    paused_until: datetime | None = None
    joined_at: datetime
    confirmed_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who a dispatch is for: all confirmed subscribers, a tag, or an issue's readers.

    Attributes:
        tag: Only subscribers with it.
        readers_of: Only those who got that issue, whatever their rhythm, because
            the dispatch corrects it.
    """

    tag: str | None = None
    readers_of: int | None = None

    def __str__(self) -> str:
        if self.readers_of is not None:
            return f"readers of issue {self.readers_of}"
        return self.tag if self.tag is not None else "all"

    @classmethod
    def named(cls, name: str) -> "Audience":
        """Read ``all`` or a tag, as an issue file writes it."""
        return cls(None if name == "all" else name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to or withdrew: one entry of an append-only record.

    Attributes:
        kind: What happened, such as ``asked``, ``confirmed``, ``imported``, ``left``.
        wording: The text that they saw, or the editor's statement.
        version: The version of that text.
        network: The network that it came from, truncated to /24 (IPv4) or /48 (IPv6).
    """

    kind: str
    at: datetime
    wording: str = ""
    version: str = ""
    network: str = ""
    note: str = ""


class NewSubscriber(NamedTuple):
    """A person from an import or a form, with checked data.

    The consent is recorded with them, if they are new. A named tuple, since an import creates a
    million.
    """

    address: EmailAddress
    first_name: str = ""
    language: str = "nl"
    tags: frozenset[str] = frozenset()
    rhythm: Rhythm = Rhythm.WEEKLY
    consent: Consent | None = None


class Arrival(Enum):
    """The result of adding a newcomer."""

    # a member is a singleton; Enum's own hash is ten times as slow, and a million are counted
    __hash__ = object.__hash__

    NEW = "new"
    KNOWN = "known"  # is there already; nothing was changed
    HAS_LEFT = "has left"  # unsubscribed once; an import revives nobody
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An order not to write to an address, with its reason and date."""

    reason: SuppressionReason
    since: datetime
    note: str = ""


# Half a day less than whole weeks: a slot moves by an hour when the clocks change, and the ticker may be late.
SPACING = {
    Rhythm.WEEKLY: timedelta(0),  # every issue, whenever it goes
    Rhythm.FORTNIGHTLY: timedelta(days=13, hours=12),
    Rhythm.MONTHLY: timedelta(days=27, hours=12),
}


# Newcomers who read from the beginning get one issue a week at most.
SERIES_SPACING = timedelta(days=6, hours=12)


@dataclass(frozen=True, slots=True)
class Series:
    """The issues that newcomers read first, and since when a person is a newcomer."""

    issues: tuple[int, ...]
    since: datetime

    def is_for(self, subscriber: Subscriber) -> bool:
        """Return whether this reader reads from the beginning."""
        return subscriber.confirmed_at is not None and subscriber.confirmed_at >= self.since

    def before(self, issue: int) -> tuple[int, ...]:
        """Return the issues of the series that a newcomer must have had before this issue.

        For an issue outside the series these are all of them.
        """
        if issue in self.issues:
            return self.issues[: self.issues.index(issue)]
        return self.issues


class Exclusion(Enum):
    """Why a subscriber does not get a dispatch. Of several reasons, the first one counts."""

    NOT_CONFIRMED = "not confirmed"
    UNSUBSCRIBED = "unsubscribed"
    SUPPRESSED = "suppressed"
    PAUSED = "paused"
    HAS_IT = "has it"  # by an earlier dispatch of the same issue, or with the welcome
    NOT_TAGGED = "not tagged"  # the audience is a tag that they do not have
    NOT_REACHED = "not reached"  # the issue that is corrected did not reach them
    RHYTHM = "rhythm"  # they want fewer issues, and had one lately
    SERIES = "series"  # they read from the beginning, and this one is not their next


def exclusion(
    audience: Audience,
    subscriber: Subscriber,
    *,
    at: datetime,
    is_suppressed: bool = False,
    last_issue_at: datetime | None = None,
    has_it: bool = False,
    in_order: bool = True,
    got_it_before: bool = False,
) -> Exclusion | None:
    """Return why a subscriber does not get a dispatch. ``store`` compiles this to SQL.

    Args:
        audience: Who the dispatch is for.
        subscriber: The person and their present standing.
        at: The moment for which the dispatch is frozen.
        is_suppressed: Whether their address is suppressed.
        last_issue_at: When the last dispatch that did not skip them was frozen, not
            counting corrections, or when the last issue was sent to them with the welcome.
        has_it: Whether an earlier dispatch of the same issue did not skip them,
            or it went to them with the welcome.
        in_order: The result of ``is_in_order``, if there is a series.
        got_it_before: Whether the issue of ``readers_of`` reached them.

    Returns:
        The first reason; ``None`` if they get it.
    """
    corrects = audience.readers_of is not None  # neither rhythm nor series delays a correction
    waited = last_issue_at is None or at - last_issue_at >= SPACING[subscriber.rhythm]
    paused_until = subscriber.paused_until
    rules = {
        Exclusion.NOT_CONFIRMED: subscriber.standing is Standing.PENDING,
        Exclusion.UNSUBSCRIBED: subscriber.standing is Standing.UNSUBSCRIBED,
        Exclusion.SUPPRESSED: is_suppressed,
        Exclusion.PAUSED: paused_until is not None and paused_until > at,
        Exclusion.HAS_IT: has_it,
        Exclusion.NOT_TAGGED: audience.tag is not None and audience.tag not in subscriber.tags,
        Exclusion.NOT_REACHED: corrects and not got_it_before,
        Exclusion.RHYTHM: not corrects and not waited,
        Exclusion.SERIES: not corrects and not in_order,
    }
    return next((one for one in Exclusion if rules[one]), None)


def is_in_order(
    series: Series,
    subscriber: Subscriber,
    issue: int,
    *,
    has: Collection[int],
    since_last: timedelta | None,
    newcomers_only: bool = False,
) -> bool:
    """Return whether the series lets a reader have this issue now.

    Newcomers get the series in its order, at most one issue a week, and other
    issues only once they have caught up.

    Args:
        series: The issues from the beginning.
        subscriber: The person.
        issue: What would be sent.
        has: The issues of the series that they have.
        since_last: How long ago the last issue went to them.
        newcomers_only: Whether it is a dispatch for newcomers alone.
    """
    if not series.is_for(subscriber):
        return not newcomers_only
    if newcomers_only and since_last is not None and since_last < SERIES_SPACING:
        return False
    return all(earlier in has for earlier in series.before(issue))


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same day and hour some months later, or that month's last day.

    Raises:
        ValueError: Fewer than one month or more than a year.
    """
    if not 1 <= months <= 12:
        raise ValueError(f"a pause is of one to twelve months, not {months}")
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


class Ground(Enum):
    """Why a reader may be mailed."""

    SIGNED_UP = "signed up"  # on our pages, confirmed by mail
    CUSTOMER = "customer"  # an existing customer who did not object (Tw 11.7 lid 3)
    ASKED_ELSEWHERE = "asked elsewhere"  # by the editor's statement

    __hash__ = object.__hash__  # Enum's own is in Python, and a dispatch asks it a million times


# The words for customers in a statement, in Dutch, English, German and French.
_CUSTOMERS = re.compile(
    r"\b(?:klant(?:en|relaties?)?|cli[eë]nt(?:en|s|es|e|èle)?|afnemers?|kopers?|"
    r"customers?|buyers?|purchasers?|kund(?:e|en|in|innen)|käufer(?:n|innen)?|acheteu(?:rs?|ses?)|11\.7)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\b(?:geen|niet|not|no|keine?n?|nicht|pas|sans|aucune?)\s+(?:\w+\s+)?$", re.IGNORECASE
)


@lru_cache(maxsize=256)
def ground_in(statement: str) -> Ground:
    """Return the ground in an editor's statement about people who did not sign up here."""
    return (
        Ground.CUSTOMER
        if any(
            not _NO.search(statement[: found.start()]) for found in _CUSTOMERS.finditer(statement)
        )
        else Ground.ASKED_ELSEWHERE
    )
