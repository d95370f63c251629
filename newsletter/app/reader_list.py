"""Readers at the desk: figures without names, the list, and one reader with all their data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, assert_never

from newsletter.app.container import Container
from newsletter.app.one_moment import of_one_moment
from newsletter.app.shown_counts import left_since
from newsletter.audience.addresses import parse
from newsletter.audience.consent import refusal_to_lift
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.audience import (
    Consent,
    Rhythm,
    Standing,
    Subscriber,
    Suppression,
    SuppressionReason,
)
from newsletter.model.dispatch import DeliveryState

if TYPE_CHECKING:
    from newsletter.store.subscribers.growth import Changes

_WEEK: Final = timedelta(days=7)
_WEEKS: Final = 26
_ON_A_PAGE: Final = 50
_LARGEST: Final = (1 << 31) - 1  # numbers of readers are signed 32-bit integers


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderWeek:
    """The readers in one week.

    Attributes:
        monday: Its first day.
        readers: Their number at its end; in the current week, their number now.
    """

    monday: date
    readers: int
    joined: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderFigures:
    """How many readers there are, without names.

    Attributes:
        readers: People with a confirmed subscription, also those who are paused.
        paused: How many of them are; ``None`` if that is not shown.
        joined: How many joined this month.
        left: How many left this month.
        gone: How many addresses no longer exist: mail to them bounced for good.
        weeks: The last half year, the oldest week first.
        left_since: Those who left after this moment still count as readers; ``None`` if
            everybody who left is left out.
    """

    readers: int
    paused: int | None
    joined: int
    left: int
    gone: int
    weeks: tuple[ReaderWeek, ...]
    left_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderLine:
    """A reader in the list.

    Attributes:
        since: When they confirmed or left; of others, when they signed up.
        suppressed: Why they get no mail, if they do not.
    """

    number: int
    address: str
    first_name: str
    standing: Standing
    rhythm: Rhythm
    since: datetime
    is_paused: bool
    suppressed: SuppressionReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderPage:
    """Some readers, by number.

    Attributes:
        count: How many fit the choice on all pages.
        after: The number to pass as ``after`` for the next page; ``None`` on the last.
    """

    lines: tuple[ReaderLine, ...]
    count: int
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLetter:
    """A letter that was sent to a reader.

    Attributes:
        subject: As it was sent last, without a name; empty if that is no longer known.
    """

    issue: int
    subject: str
    at: datetime
    state: DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderMail:
    """A mail that came from a reader's address, in their own words."""

    at: datetime
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneReader:
    """All data about one reader, as they would see it themselves.

    Attributes:
        is_paused: Whether they get nothing until ``who.paused_until``.
        suppression: Why nothing may be sent to the address, if there is a reason.
        why_kept: Why an editor may not lift it; ``None`` if they may.
    """

    who: Subscriber
    is_paused: bool
    consents: tuple[Consent, ...]
    letters: tuple[ReceivedLetter, ...]
    mails: tuple[ReaderMail, ...]
    suppression: Suppression | None
    why_kept: Message | None


class ReaderList:
    """Reads figures and readers."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    @of_one_moment
    def figures(self, *, is_exact: bool = True) -> ReaderFigures:
        """Return the figures of the last half year.

        Args:
            is_exact: Whether they are those of this moment. Otherwise they do not tell
                who has left since the last letter; see ``shown_counts``.
        """
        store, now = self._container.store, self._container.now()
        since = None if is_exact else left_since(self._container)
        here = now.astimezone(self._container.zone)
        midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
        end = midnight + timedelta(days=7 - midnight.weekday())
        readers, paused = store.growth.now(now, since)
        mondays = [end - back * _WEEK for back in range(_WEEKS, -1, -1)]  # of the clock on the wall
        changes = store.growth.changes(mondays, midnight.replace(day=1), left_until=since)
        return ReaderFigures(
            readers=readers,
            paused=paused if is_exact else None,  # readers who leave no longer pause
            joined=changes.lately.joined,
            left=changes.lately.left,
            gone=store.suppressions.count().get(SuppressionReason.BOUNCED, 0),
            weeks=_weeks(readers, changes, end.date()),
            left_since=since,
        )

    def tags(self) -> tuple[str, ...]:
        """Return the names of all tags."""
        return self._container.store.subscribers.tag_names()

    @of_one_moment
    def page(
        self,
        *,
        search: str = "",
        standing: Standing | None = None,
        tag: str | None = None,
        after: int = 0,
    ) -> ReaderPage:
        """Return up to fifty readers by number.

        Args:
            search: A part of an address or a first name.
            standing: Only those with this standing.
            tag: Only those with this tag.
            after: The number ``after`` of the previous page.
        """
        people = self._container.store.subscribers
        found = people.page(
            after=after, limit=_ON_A_PAGE + 1, standing=standing, tag=tag, search=search
        )
        is_whole = after == 0 and len(found) <= _ON_A_PAGE
        count = len(found) if is_whole else people.count(standing=standing, tag=tag, search=search)
        shown = found[:_ON_A_PAGE]
        next_after = shown[-1].id if len(found) > len(shown) else None
        return ReaderPage(lines=self._lines(shown), count=count, after=next_after)

    def suppression_of(self, text: str) -> Suppression | None:
        """Return why nothing is sent to a whole address, whether or not it is a reader's."""
        try:
            address = parse(text, unicode_local=True)
        except BadAddress:
            return None
        return self._container.store.suppressions.of(address)

    def _lines(self, people: Sequence[Subscriber]) -> tuple[ReaderLine, ...]:
        barred = self._container.store.suppressions.among(one.address for one in people)
        now = self._container.now()
        return tuple(
            ReaderLine(
                number=one.id,
                address=str(one.address),
                first_name=one.first_name,
                standing=one.standing,
                rhythm=one.rhythm,
                since=_since(one),
                is_paused=_is_paused(one, now),
                suppressed=barred[one.address].reason if one.address in barred else None,
            )
            for one in people
        )

    @of_one_moment
    def one(self, number: int) -> OneReader:
        """Return all data about a reader.

        Raises:
            DeskError: There is no such reader, or they were erased.
        """
        store = self._container.store
        who = store.subscribers.find(number) if 0 < number <= _LARGEST else None
        if who is None:
            raise DeskError("reader-not-there")
        suppression = store.suppressions.of(who.address)
        return OneReader(
            who=who,
            is_paused=_is_paused(who, self._container.now()),
            consents=store.consents.of(number),
            letters=self._letters(number),
            mails=tuple(
                ReaderMail(
                    at=datetime.fromisoformat(str(mail["at"])),
                    subject=str(mail["subject"]),
                    text=str(mail["text"]),
                )
                for mail in store.replies.of(who.address)
            ),
            suppression=suppression,
            why_kept=refusal_to_lift(suppression, "any reason") if suppression else None,
        )

    def _letters(self, number: int) -> tuple[ReceivedLetter, ...]:
        """Return the letters that were sent to a reader, the newest first."""
        found = self._container.store.history.of(number)
        numbers = {int(str(sent["issue"])) for sent in found}
        with self._container.listing() as listing:
            newest = reversed(listing.dispatches())
            editions = {one.issue: one.edition for one in newest if one.issue in numbers}
            subjects = self._container.subjects.among(listing, editions.values())
        return tuple(
            ReceivedLetter(
                issue=(issue := int(str(sent["issue"]))),
                subject=subjects.get(editions.get(issue, ""), ""),
                at=datetime.fromisoformat(str(sent["planned_at"])),
                state=DeliveryState(str(sent["outcome"])),
            )
            for sent in reversed(found)
        )


def _since(reader: Subscriber) -> datetime:
    """Return when a reader got their present standing."""
    match reader.standing:
        case Standing.CONFIRMED:
            return reader.confirmed_at or reader.joined_at
        case Standing.UNSUBSCRIBED:
            return reader.left_at or reader.joined_at
        case Standing.PENDING:
            return reader.joined_at
        case _:
            assert_never(reader.standing)


def _is_paused(reader: Subscriber, now: datetime) -> bool:
    is_reader = reader.standing is Standing.CONFIRMED
    return is_reader and reader.paused_until is not None and reader.paused_until > now


def _weeks(readers: int, changes: "Changes", end: date) -> tuple[ReaderWeek, ...]:
    """Return the weeks before a day, counted back from how many readers there are now."""
    weeks: list[ReaderWeek] = []
    for number in reversed(range(_WEEKS)):
        change = changes.by_week.get(number)
        joined, left = (change.joined, change.left) if change else (0, 0)
        monday = end - (_WEEKS - number) * _WEEK
        weeks.append(ReaderWeek(monday=monday, readers=readers, joined=joined, left=left))
        readers += left - joined
    return tuple(reversed(weeks))
