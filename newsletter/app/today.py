"""The first page of the desk: what was sent last, what is next, and what needs attention."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.app import numbered
from newsletter.app.container import Container
from newsletter.app.disclosure import disclosed
from newsletter.app.issue_list import IssueList
from newsletter.app.log_lines import name_of
from newsletter.app.masking import without_addresses
from newsletter.app.one_moment import of_one_moment
from newsletter.app.outgoing import Outgoing
from newsletter.app.queue import Queue
from newsletter.app.queue_rows import QueueRow
from newsletter.app.shown_counts import left_since
from newsletter.app.starts import StartRow, Starts
from newsletter.app.sums import Sums
from newsletter.message import Datum, Message
from newsletter.model.dispatch import (
    NOTICES,
    DeliveryState,
    Dispatch,
    DispatchState,
    Progress,
)
from newsletter.model.feed import ProposalState
from newsletter.model.writing import KeptBecause

if TYPE_CHECKING:
    from newsletter.store.listing import Listing
    from newsletter.store.subscribers.growth import Change

_LOOKED_AT = 5  # newest dispatches
_CHANGED = "approved-file-changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestIssue:
    """The issue that was sent last or is being sent, with its emails by outcome.

    Attributes:
        dispatch: The number of its dispatch.
        at: When that was started.
        arrived: Accepted by the provider, and not returned.
        returned: Refused or bounced.
        doubtful: Handed over without a clear answer, so perhaps accepted.
        to_go: Not accepted yet.
        stopped: Those who did not get it, once an editor has cancelled the rest.
        is_paused: Whether nothing more is handed over until an editor resumes it.
        is_in_outbox: Whether its emails are files in the outbox, and were sent to nobody.
        is_undisclosed: Whether it has no numbers because nothing went out yet; see ``disclosure``.
        waits_until: Until when the rest waits for bounces and complaints of its first readers.
    """

    number: int
    dispatch: int
    title: str
    at: datetime
    arrived: int
    returned: int
    doubtful: int
    to_go: int
    stopped: int = 0
    is_paused: bool = False
    is_in_outbox: bool = False
    is_undisclosed: bool = False
    waits_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingIssue:
    """A queued issue with its slot.

    Attributes:
        needs_yes: Whether it is the next issue that an editor must release.
        is_held: Whether it waits for its release although its moment has passed.
    """

    number: int
    title: str
    at: datetime
    needs_yes: bool = False
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The state of the publication, at a glance.

    Attributes:
        last: The issue that was sent last, or is being sent; ``None`` if there is none.
        coming: Queued issues that have a slot and are not sent now, the next first.
        waiting: How many queued issues have no slot.
        needs: What needs an editor's attention, the most urgent first.
        readers: How many readers there are, with a confirmed subscription.
        joined: How many joined this month.
        left: How many left this month.
        left_since: Those who left after this moment still count as readers; ``None`` if
            everybody who left is left out.
        stays_here: Whether no mail leaves this machine yet.
        has_outbox: Whether that is because emails become files in the outbox.
        drafts: How many issues are drafts.
        approved: How many are approved, and neither queued nor about to be sent.
        starts: Issues that editors have chosen to send now, and that still wait.
        lacking: Why no issue can leave under the present settings; ``None`` if it can.
        stray_links: Where the links in letters lead, if these pages are served elsewhere.
    """

    last: LatestIssue | None
    coming: tuple[ComingIssue, ...]
    waiting: int
    needs: tuple[Message, ...]
    readers: int
    joined: int
    left: int
    left_since: datetime | None = None
    starts: tuple[StartRow, ...] = ()
    stays_here: bool = False
    has_outbox: bool = False
    drafts: int = 0
    approved: int = 0
    lacking: Message | None = None
    stray_links: str | None = None


class TodayView:
    """Reads the state of the publication."""

    def __init__(
        self, container: Container, queue: Queue, issues: IssueList, starts: Starts
    ) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._queue = queue
        self._issues = issues
        self._starts = starts

    @of_one_moment
    def look(self, *, is_exact: bool = True) -> Today:
        """Return the state of the publication now.

        Args:
            is_exact: Whether the counts of readers may tell who has left since the last
                letter; see ``shown_counts``.
        """
        with self._container.listing() as listing:
            sent = [one for one in listing.dispatches() if one.id != NOTICES][:_LOOKED_AT]
            progress = _progress(listing, sent, is_exact=is_exact)
            titles = self._container.subjects.among(listing, (one.edition for one in sent))
        queued = self._queue.rows()
        starts = self._starts.rows(is_exact=is_exact)
        rows, wrong = self._issues.survey()
        of_files = (*self._changed(queued), *(one.message for one in wrong))
        unsent = [one.not_sent for one in starts if one.not_sent is not None]
        going = {one.number for one in starts if one.not_sent is None}
        readers, month, since = self._readers(is_exact=is_exact)
        many = Counter(row.status for row in rows if row.number not in going)
        return Today(
            last=self._last(sent, progress, titles),
            coming=self._coming(row for row in queued if row.number not in going),
            waiting=sum(row.goes_at is None for row in queued),
            needs=(*unsent, *self._needs(sent, progress, titles, of_files)),
            readers=readers,
            joined=month.joined,
            left=month.left,
            left_since=since,
            stays_here=self._container.stays_here,
            has_outbox=self._container.has_outbox(),
            lacking=Outgoing(self._container).issues(),
            stray_links=self._container.stray_links,
            starts=tuple(one for one in starts if one.not_sent is None),
            drafts=many["draft"],
            approved=many["approved"],
        )

    def _readers(self, *, is_exact: bool) -> "tuple[int, Change, datetime | None]":
        """Return how many readers there are, who joined and left this month, and ``left_since``."""
        since = None if is_exact else left_since(self._container)
        month = self._container.now().astimezone(self._container.zone)
        month = month.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return *self._container.store.growth.lately(month, since), since

    def _coming(self, queued: Iterable[QueueRow]) -> tuple[ComingIssue, ...]:
        now = self._container.now()
        coming = (
            ComingIssue(
                number=row.number,
                title=row.subject,
                at=row.goes_at,
                needs_yes=row.needs_yes,
                is_held=row.needs_yes and row.goes_at <= now,
            )
            for row in queued
            if row.goes_at is not None
        )
        return tuple(sorted(coming, key=lambda one: one.at))

    def _last(
        self, sent: list[Dispatch], progress: Mapping[int, Progress], titles: Mapping[str, str]
    ) -> LatestIssue | None:
        for one in sent:
            counts = progress[one.id].counts
            sums = Sums.of(counts)
            if sums.sent or one.state is not DispatchState.CANCELLED:
                return LatestIssue(
                    number=one.issue,
                    dispatch=one.id,
                    title=titles.get(one.edition, ""),
                    at=one.frozen_at,
                    arrived=sums.sent,
                    returned=sums.returned,
                    doubtful=sums.doubtful,
                    to_go=sums.to_go,
                    stopped=_stopped(one, counts),
                    is_paused=one.state is DispatchState.PAUSED,
                    is_in_outbox=self._container.has_outbox(one.provider),
                    is_undisclosed=not (progress[one.id].audience or progress[one.id].is_done),
                    waits_until=one.waits_until if one.waits_for_canary else None,
                )
        return None

    def _needs(
        self,
        sent: list[Dispatch],
        progress: Mapping[int, Progress],
        titles: Mapping[str, str],
        of_files: Sequence[Message],
    ) -> Iterator[Message]:
        store = self._container.store
        held = store.holding()
        if held is not None:
            yield Message("today-on-hold")
        yield from _stuck(sent, progress, titles)
        yield from self._queue.missed()
        yield from self._queue.outdated()
        yield from of_files
        proposed = [one for one in store.feeds.proposals() if one.state is ProposalState.OPEN]
        if proposed:
            yield Message("today-proposed", count=len(proposed))
        replies = store.replies.count()
        if replies:
            yield Message("today-replies", count=replies)

    def _changed(self, queued: Sequence[QueueRow]) -> Iterator[Message]:
        """Yield the queued issues whose text is no longer the one that will be sent."""
        changed = [row for row in queued if _CHANGED in (note.code for note in row.notes)]
        files = numbered.by_number(self._container.folder / "issues") if changed else {}
        for row in changed:
            if (path := files.get(row.number)) is None:
                continue  # removed at this moment
            who = self._saved_by(row.number, numbered.file_hash(path))
            data: dict[str, Datum] = {"issue": row.number, "title": row.subject}
            if row.goes_at is None:
                yield Message("today-changed-undated", **data)
                continue
            data["day"] = row.goes_at.astimezone(self._container.zone).date()
            if who is None:
                yield Message("today-changed", **data)
            else:
                yield Message("today-changed-by", **data, who=who)

    def _saved_by(self, number: int, sha256: str) -> "Datum | None":
        """Return who saved an issue's present file; ``None`` if that was not at the desk."""
        last = self._container.store.earlier_texts.last(number, KeptBecause.REPLACED)
        if last is None or last.after != sha256:
            return None
        editors = self._container.store.editors.all()
        return next((name_of(one) for one in editors if one.id == last.editor), None)


def _progress(
    listing: "Listing", sent: Sequence[Dispatch], *, is_exact: bool
) -> dict[int, Progress]:
    found = listing.progress_in_sums([one.id for one in sent], is_exact=is_exact)
    return found if is_exact else {number: disclosed(each) for number, each in found.items()}


def _stopped(dispatch: Dispatch, counts: Mapping[DeliveryState, int]) -> int:
    """Return how many did not get a dispatch whose rest was cancelled; 0 of any other."""
    if dispatch.state is not DispatchState.CANCELLED:
        return 0
    return sum(counts.get(one, 0) for one in (DeliveryState.CANCELLED, DeliveryState.SKIPPED))


def _stuck(
    sent: Sequence[Dispatch], progress: Mapping[int, Progress], titles: Mapping[str, str]
) -> Iterator[Message]:
    """Yield the dispatches that are paused or have emails in doubt."""
    for one in sent:
        about: dict[str, Datum] = {
            "issue": one.issue,
            "dispatch": one.id,
            "title": titles.get(one.edition, ""),
        }
        doubtful = Sums.of(progress[one.id].counts).doubtful
        if one.state is DispatchState.PAUSED:
            why = without_addresses(Message.from_text(one.why))
            yield Message("today-paused", **about, why=why)
        elif doubtful:
            yield Message("today-doubtful", **about, count=doubtful)
