"""The report of a letter that went out: where its mails are, and what readers did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from newsletter.app.container import Container
from newsletter.app.dispatch_list import DispatchRow, row_of
from newsletter.app.handed_over import HandedOver, by_interval
from newsletter.app.numbered import ReadOnce
from newsletter.app.one_moment import of_one_moment
from newsletter.app.shown_counts import left_since
from newsletter.app.sums import Sums
from newsletter.editorial import heads
from newsletter.errors import DeskError
from newsletter.model.audience import Audience
from newsletter.model.dispatch import NOTICES, Delivery, DeliveryState, Dispatch
from newsletter.model.preferences import AnswerCounts

if TYPE_CHECKING:
    from newsletter.store.listing import Listing

_COMPARED: Final = 5  # letters before it
_LEFT_WITHIN: Final = timedelta(days=7)
_FEWEST_ANSWERS: Final = 5  # of fewer, a reader could be recognised
_LISTED: Final = 20  # addresses of each kind; all of them have a page of their own
_LOOKED_AT: Final = (DeliveryState.BOUNCED, DeliveryState.REFUSED, DeliveryState.COMPLAINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFigures:
    """What became of the mails of one letter.

    Attributes:
        handed: How many were handed to the provider: the base of all shares.
        arrived: Accepted by the provider, and not returned.
        left: Readers who got it, and left within a week.
        is_settled: Whether that week is over.
    """

    dispatch: int
    issue: int
    title: str
    at: datetime
    handed: int
    arrived: int
    bounced: int
    complained: int
    left: int
    is_settled: bool

    @classmethod
    def together(cls, those: "Sequence[LetterFigures]") -> "LetterFigures | None":
        """Return the sums over several letters, named by the newest; ``None`` of none."""
        if not those:
            return None
        return replace(
            those[0],
            handed=sum(one.handed for one in those),
            arrived=sum(one.arrived for one in those),
            bounced=sum(one.bounced for one in those),
            complained=sum(one.complained for one in those),
            left=sum(one.left for one in those),
            is_settled=all(one.is_settled for one in those),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekAnswers:
    """The answers to whether a letter of an article was a clear moment.

    Attributes:
        week: Its place among the letters of the article that went out, from 1.
        answers: ``None`` if there are too few to show.
    """

    week: int
    issue: int
    title: str
    answers: AnswerCounts | None

    @property
    def total(self) -> int:
        """Return how many answers are shown."""
        return sum(self.answers or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchReport:
    """The report of a dispatch, where ``row.counts`` has all who were taken as accepted.

    Attributes:
        figures: Its own figures.
        before: Those of the letters to everybody before it, newest first.
        handed_over: When it was handed over; ``None`` if nothing was.
        weeks: The answers along the letters of its article; empty if there are none at all.
        is_in_outbox: Whether its emails are files in the outbox, and reached nobody.
        left_until: Those who left after this moment are not counted as such; ``None`` if all are.
    """

    row: DispatchRow
    sums: Sums
    figures: LetterFigures
    before: tuple[LetterFigures, ...]
    handed_over: HandedOver | None
    weeks: tuple[WeekAnswers, ...]
    is_in_outbox: bool
    left_until: datetime | None = None

    @property
    def together(self) -> LetterFigures | None:
        """Return the sums of the letters before it; ``None`` if there are none."""
        return LetterFigures.together(self.before)

    @property
    def to_look_at(self) -> dict[DeliveryState, int]:
        """Return how many addresses need a look, by what happened to them."""
        counts = self.row.counts
        return {state: counts[state] for state in _LOOKED_AT if counts.get(state)}


class DispatchReports:
    """Reads reports of dispatches, all from the ledger."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._read = ReadOnce(lambda path: heads.read_head(path, container.zone))

    @of_one_moment
    def show(self, number: int, *, is_exact: bool = True) -> DispatchReport:
        """Return the report of a dispatch as of now.

        Args:
            number: Its number.
            is_exact: Whether it may tell who has left; see ``shown_counts`` and
                ``disclosure``.

        Raises:
            DeskError: There is no such dispatch.
        """
        with self._container.listing() as listing:
            every = listing.dispatches()
            found = next((one for one in every if one.id == number != NOTICES), None)
            if found is None:
                raise DeskError("dispatch-unknown", dispatch=number)
            earlier = _earlier(found, every)
            rows = self._rows(listing, (found, *earlier), is_exact=is_exact)
            editions = (one.edition for one in (found, *earlier))
            titles = self._container.subjects.among(listing, editions)
        gone = [one for one in earlier if Sums.of(rows[one.id].counts).handed][:_COMPARED]
        until = None if is_exact else left_since(self._container)
        figures = self._figures((found, *gone), rows, titles, until)
        moments = self._container.store.figures.handed_over(number, is_exact=is_exact)
        return DispatchReport(
            row=rows[number],
            sums=Sums.of(rows[number].counts),
            figures=figures[0],
            before=tuple(figures[1:]),
            handed_over=by_interval(moments, self._container.zone),
            weeks=self._weeks(found, figures[0].title),
            is_in_outbox=self._container.has_outbox(found.provider),
            left_until=until,
        )

    @of_one_moment
    def addresses(self, number: int) -> dict[DeliveryState, tuple[Delivery, ...]]:
        """Return who needs a look after a dispatch: the first of each kind, by number."""
        people = self._container.store.counts.people
        found = {state: people(number, state, limit=_LISTED) for state in _LOOKED_AT}
        return {state: those for state, those in found.items() if those}

    def _rows(
        self, listing: "Listing", chosen: Sequence[Dispatch], *, is_exact: bool
    ) -> dict[int, DispatchRow]:
        progress = listing.progress_in_sums([one.id for one in chosen], is_exact=is_exact)
        obstacles = listing.obstacles([chosen[0].id])
        return {
            one.id: row_of(one, progress[one.id], obstacles.get(one.id, ()), is_exact=is_exact)
            for one in chosen
        }

    def _figures(
        self,
        chosen: Sequence[Dispatch],
        rows: Mapping[int, DispatchRow],
        titles: Mapping[str, str],
        left_until: datetime | None,
    ) -> list[LetterFigures]:
        ends = {one.id: one.frozen_at + _LEFT_WITHIN for one in chosen}
        spans = {
            one.id: (one.frozen_at, min(ends[one.id], left_until or ends[one.id])) for one in chosen
        }
        left = self._container.store.figures.left_within(spans)
        now = self._container.now()
        return [
            replace(
                _counted(one, rows[one.id]),
                title=titles.get(one.edition, ""),
                left=left[one.id],
                is_settled=now >= ends[one.id],
            )
            for one in chosen
        ]

    def _weeks(self, dispatch: Dispatch, title: str) -> tuple[WeekAnswers, ...]:
        """Return the answers to the letters of the article; of this one, if it has no article."""
        store = self._container.store
        sent = {one.issue for one in store.history.sent()} | {dispatch.issue}
        listed, _ = heads.survey(self._container.folder / "issues", self._read)
        articles = {one.number: one.article for one in listed if one.article}
        titles = {
            one.number: one.title
            for one in listed
            if one.number in sent and one.article == articles.get(dispatch.issue, "")
        } or {dispatch.issue: title}
        tallies = store.votes.tallies(titles)
        if not any(map(sum, tallies.values())):
            return ()
        return tuple(
            WeekAnswers(
                week=week,
                issue=number,
                title=titles[number],
                answers=tally if sum(tally) >= _FEWEST_ANSWERS else None,
            )
            for week, (number, tally) in enumerate(tallies.items(), start=1)
        )


def _earlier(dispatch: Dispatch, every: Sequence[Dispatch]) -> list[Dispatch]:
    """Return the first dispatch to everybody of each letter before this one, newest first.

    There are some more than are compared: of a few, nothing may have been handed over.
    """
    firsts: dict[int, Dispatch] = {}
    for one in reversed(every):
        is_main = one.id != NOTICES and one.audience == Audience() and one.again_of is None
        if is_main and not one.is_from_journal:
            firsts.setdefault(one.issue, one)
    found = [one for one in firsts.values() if one.id < dispatch.id and one.issue != dispatch.issue]
    return sorted(found, key=lambda one: one.id, reverse=True)[: 2 * _COMPARED]


def _counted(dispatch: Dispatch, row: DispatchRow) -> LetterFigures:
    sums = Sums.of(row.counts)
    return LetterFigures(
        dispatch=dispatch.id,
        issue=dispatch.issue,
        title="",
        at=dispatch.frozen_at,
        handed=sums.handed,
        arrived=sums.sent,
        bounced=row.counts.get(DeliveryState.BOUNCED, 0),
        complained=row.counts.get(DeliveryState.COMPLAINED, 0),
        left=0,
        is_settled=False,
    )
