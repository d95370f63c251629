"""The dispatches as the desk shows them, as ``newsletter.desk.dispatch_views``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from newsletter.app.container import Container
from newsletter.app.disclosure import without_leavers
from newsletter.app.dispatch_list import DispatchRow, DispatchStatus, row_of
from newsletter.app.masking import without_addresses
from newsletter.app.one_moment import of_one_moment
from newsletter.app.planning import cancelled, count_new
from newsletter.app.sums import Sums
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.dispatch import (
    NOTICES,
    DeliveryState,
    Dispatch,
    DispatchState,
    HeldBatch,
)

if TYPE_CHECKING:
    from newsletter.app.dispatches import Dispatches
    from newsletter.app.recipients import Recipients

_LEFT_OUT: Final = (DeliveryState.SKIPPED, DeliveryState.CANCELLED)
_ON_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchOutcomes:
    """The recipients of a dispatch by outcome. The numbers sum to the audience.

    Attributes:
        arrived: Accepted by the provider, and not returned.
        bounced: Returned, because the address does not exist.
        refused: Refused by the provider.
        doubtful: Handed over without a clear answer.
        to_go: Not handed over yet, or being handed over.
        left_out: Left out: they left meanwhile, or the rest was cancelled.
        superseded: Refused here, and included in a later dispatch.
    """

    arrived: int
    bounced: int
    refused: int
    doubtful: int
    to_go: int
    left_out: int
    superseded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchLine:
    """A dispatch in the list, where ``row.counts`` has all who were taken as accepted.

    Attributes:
        title: The subject of its issue; empty if only the journal knows about it.
        is_in_outbox: Whether its emails are files in the outbox.
    """

    row: DispatchRow
    title: str
    outcomes: DispatchOutcomes
    is_in_outbox: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchView:
    """One dispatch.

    Attributes:
        line: What the list shows of it.
        doubts: Its batches in doubt or held, in order.
        why: Why each of them is, by batch; not those without a reason.
        can_ask: Whether the present provider can look up what it accepted.
        is_withdrawn: Whether its issue must be approved again before anybody gets it.
    """

    line: DispatchLine
    doubts: tuple[HeldBatch, ...]
    why: Mapping[int, Message]
    can_ask: bool
    is_withdrawn: bool

    @property
    def may_cancel(self) -> bool:
        """Return whether something is left to cancel."""
        row = self.line.row
        return not row.is_done and row.state is not DispatchStatus.CANCELLED

    @property
    def is_moving(self) -> bool:
        """Return whether something is still handed over, so that its counts change."""
        row = self.line.row
        is_open = self.line.outcomes.to_go > 0 or (row.is_undisclosed and not row.is_done)
        return row.state is DispatchStatus.GOING and is_open


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedLetter:
    """An issue whose newest dispatch was stopped.

    Attributes:
        got: How many got it; without an exact count, as ``disclosure`` has it.
        rest: How many would get it if it were sent now: those for whom it is, without those who
            got it. At most, if ``is_most``.
        is_in_outbox: Whether its emails are files in the outbox, and reached nobody.
    """

    got: int
    rest: int
    is_most: bool
    is_in_outbox: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesView:
    """The notices, such as confirmations, when they do not leave."""

    trouble: Message
    is_paused: bool
    doubts: tuple[HeldBatch, ...]
    why: Mapping[int, Message]
    can_ask: bool


@dataclass(frozen=True, slots=True)
class DispatchPage:
    """Some dispatches, newest first.

    Attributes:
        older: The number to pass as ``before`` for older ones; ``None`` if there are none.
    """

    lines: tuple[DispatchLine, ...]
    older: int | None


class DispatchViews:
    """Reads dispatches, each page at one moment of the ledger."""

    def __init__(self, container: Container, dispatches: "Dispatches") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._dispatches = dispatches

    @of_one_moment
    def page(self, before: int | None = None, *, is_exact: bool = True) -> DispatchPage:
        """Return some dispatches, without that of the notices.

        For ``is_exact`` see ``disclosure``.
        """
        with self._container.listing() as listing:
            found = [
                one
                for one in listing.dispatches()
                if one.id != NOTICES and (before is None or one.id < before)
            ]
            chosen = found[:_ON_A_PAGE]
            progress = listing.progress_in_sums([one.id for one in chosen], is_exact=is_exact)
            unfinished = [number for number, each in progress.items() if not each.is_done]
            obstacles = listing.obstacles(unfinished)
            titles = self._container.subjects.among(listing, (one.edition for one in chosen))
        lines = (
            self._line(
                one,
                row_of(one, progress[one.id], obstacles.get(one.id, ()), is_exact=is_exact),
                titles.get(one.edition, ""),
            )
            for one in chosen
        )
        older = chosen[-1].id if len(found) > len(chosen) else None
        return DispatchPage(tuple(lines), older)

    @of_one_moment
    def view(self, dispatch: int, *, is_exact: bool = True) -> DispatchView:
        """Return one dispatch.

        Args:
            dispatch: Its number.
            is_exact: Whether its counts may tell who has left; see ``disclosure``.

        Raises:
            DeskError: There is none of this number, or it is that of the notices.
        """
        found = self._find(dispatch)
        doubts = self._container.store.doubts.unsettled(dispatch, is_exact=is_exact)
        return DispatchView(
            line=self._shown(found, is_exact=is_exact),
            doubts=doubts,
            why=_reasons(doubts, is_exact=is_exact),
            can_ask=self._can_ask(found),
            is_withdrawn=self._is_withdrawn(found.issue),
        )

    def newest_of(self, issue: int) -> int | None:
        """Return the number of an issue's newest dispatch; ``None`` if it was never sent."""
        found = self._container.store.dispatches.of_issue(issue)
        return found[-1].id if found else None

    @of_one_moment
    def stopped(self, issue: int, *, is_exact: bool = True) -> StoppedLetter | None:
        """Return what became of an issue whose newest dispatch was stopped; else ``None``.

        For ``is_exact`` see ``disclosure``.
        """
        last = cancelled(self._container, issue)
        if last is None:
            return None
        dispatches = self._container.store.dispatches.of_issue(issue)
        lines = [self.line(one.id, is_exact=is_exact) for one in dispatches]
        return StoppedLetter(
            got=sum(one.outcomes.arrived for one in lines),
            rest=count_new(self._container, issue, last.audience, is_exact=is_exact),
            is_most=not is_exact,
            is_in_outbox=all(one.is_in_outbox for one in lines),
        )

    @of_one_moment
    def notices(self, *, is_exact: bool = True) -> NoticesView | None:
        """Return what keeps notices from leaving; ``None`` if nothing does."""
        trouble = self._dispatches.trouble_with_notices()
        if trouble is None:
            return None
        store = self._container.store
        found, doubts = store.dispatches.find(NOTICES), store.doubts.unsettled(NOTICES)
        return NoticesView(
            trouble=trouble,
            is_paused=found.state is DispatchState.PAUSED,
            doubts=doubts,
            why=_reasons(doubts, is_exact=is_exact),
            can_ask=self._container.capabilities.looks_up,
        )

    @cached_property
    def recipients(self) -> "Recipients":
        """Return the lists of recipients."""
        from newsletter.app.recipients import Recipients

        return Recipients(self._container, self)

    def line(self, dispatch: int, *, is_exact: bool = True) -> DispatchLine:
        """Return what the list shows of one dispatch; for ``is_exact`` see ``view``.

        Raises:
            DeskError: There is none of this number, or it is that of the notices.
        """
        return self._shown(self._find(dispatch), is_exact=is_exact)

    def _find(self, dispatch: int) -> Dispatch:
        if dispatch == NOTICES:
            raise DeskError("dispatch-unknown", dispatch=dispatch)
        return self._container.store.dispatches.find(dispatch)

    def _shown(self, found: Dispatch, *, is_exact: bool) -> DispatchLine:
        editions = self._container.store.editions
        title = editions.subject(found.edition) if found.edition else ""
        row = self._dispatches.show(found.id, is_exact=is_exact)
        return self._line(found, row, title)

    def _line(self, found: Dispatch, row: DispatchRow, title: str) -> DispatchLine:
        return DispatchLine(
            row=row,
            title=title,
            outcomes=_outcomes(row.counts),
            is_in_outbox=bool(found.provider) and self._container.has_outbox(found.provider),
        )

    def _is_withdrawn(self, issue: int) -> bool:
        is_cancelled = cancelled(self._container, issue) is not None
        return is_cancelled and self._container.store.queue.approval(issue) is None

    def _can_ask(self, found: Dispatch) -> bool:
        is_same = found.provider in ("", self._container.settings.provider)
        return is_same and self._container.capabilities.looks_up


def _outcomes(counts: Mapping[DeliveryState, int]) -> DispatchOutcomes:
    def many(*states: DeliveryState) -> int:
        return sum(counts.get(state, 0) for state in states)

    sums = Sums.of(counts)
    return DispatchOutcomes(
        arrived=sums.sent,
        bounced=many(DeliveryState.BOUNCED),
        refused=many(DeliveryState.REFUSED),
        doubtful=sums.doubtful,
        to_go=sums.to_go,
        left_out=many(*_LEFT_OUT),
        superseded=many(DeliveryState.SUPERSEDED),
    )


def _reasons(doubts: tuple[HeldBatch, ...], *, is_exact: bool) -> Mapping[int, Message]:
    found = {one.number: without_addresses(Message.from_text(one.why)) for one in doubts if one.why}
    return found if is_exact else {number: without_leavers(why) for number, why in found.items()}
