"""The list of dispatches with their counts, read with a few queries."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from newsletter.app.disclosure import disclosed, is_undisclosed, without_leavers
from newsletter.app.masking import without_addresses
from newsletter.message import Message
from newsletter.model.dispatch import (
    NOTICES,
    WENT_BEFORE,
    Delivery,
    DeliveryState,
    Dispatch,
    DispatchState,
    Progress,
)

if TYPE_CHECKING:
    from newsletter.store.listing import Listing

_SHOWN = 50  # the newest


class DispatchStatus(StrEnum):
    """The status of a dispatch, from its state and its progress."""

    GOING = "going"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"
    WENT_BEFORE = WENT_BEFORE


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow:
    """A dispatch with its counts. Every recipient is counted once.

    Attributes:
        why: The reasons why it is paused or its batches wait, deduplicated.
        people: The recipients in the requested state, if one was requested.
        is_new: Whether it was created just now.
        again_of: The dispatch whose refused recipients it resends to, if any.
        may_go_again: How many refused recipients a resend would reach now; ``None`` in
            lists, which do not look it up.
        remarks: What was refused in the issue's dispatches, if no dispatch was created.
        is_undisclosed: Whether it has no numbers because nothing went out yet; see ``disclosure``.
        waits_until: Until when the rest waits for bounces and complaints of its first readers.
    """

    id: int
    issue: int
    since: datetime
    state: DispatchStatus
    why: tuple[Message, ...]
    audience: int
    counts: Mapping[DeliveryState, int]
    is_done: bool
    slot: date | None
    people: tuple[Delivery, ...] = ()
    is_new: bool = True
    again_of: int | None = None
    may_go_again: int | None = None
    remarks: tuple[Message, ...] = ()
    is_from_journal: bool = False
    is_undisclosed: bool = False
    waits_until: datetime | None = None

    @property
    def is_paused(self) -> bool:
        """Return whether it is paused until somebody resumes it."""
        return self.state is DispatchStatus.PAUSED

    @property
    def tally(self) -> tuple[Message, ...]:
        """Return the counts, one message per state."""
        if self.is_from_journal:
            return (Message("recipients-unknown"),)
        if not self.counts:
            return (Message("recipients-none"),)
        return tuple(
            Message("recipients-in-state", count=many, state=Message.of(state))
            for state, many in self.counts.items()
        )

    @property
    def refusals(self) -> Message | None:
        """Return what can be done about refused recipients; ``None`` if there are none."""
        many = self.counts.get(DeliveryState.REFUSED, 0)
        if not many or self.id == NOTICES:
            return None
        match self.may_go_again:
            case None:
                return Message("refused-maybe-again", dispatch=self.id, count=many)
            case 0:
                return Message("refused-not-again", dispatch=self.id, count=many)
            case all_of_them if all_of_them == many:
                return Message("refused-may-go-again", dispatch=self.id, count=many)
            case some:
                return Message("refused-some-may-go-again", dispatch=self.id, count=many, some=some)


class DispatchList:
    """The dispatches of a publication, read-only."""

    def __init__(self, listing: "Callable[[], AbstractContextManager[Listing]]") -> None:
        """Set how to open the listing to read from."""
        self._listing = listing

    def rows(self) -> list[DispatchRow]:
        """Return the newest dispatches with counts, preceded by the notices if they are stuck."""
        with self._listing() as listing, listing.one_moment():
            *issues, notices = listing.dispatches()
            stuck = (
                [notices] if trouble_with_notices(notices, is_held=listing.holds(NOTICES)) else []
            )
            return _rows(listing, (*stuck, *issues[:_SHOWN]))

    def page(
        self, *, after: int = 0, limit: int = _SHOWN, is_exact: bool = True
    ) -> list[DispatchRow]:
        """Return dispatches of issues with counts by number, after the number ``after``.

        For ``is_exact`` see ``disclosure``.
        """
        with self._listing() as listing, listing.one_moment():
            later = [one for one in reversed(listing.dispatches()) if one.id > after]
            return _rows(listing, later[:limit], is_exact=is_exact)


def _rows(
    listing: "Listing", chosen: Sequence[Dispatch], *, is_exact: bool = True
) -> list[DispatchRow]:
    progress = listing.progress([one.id for one in chosen], is_exact=is_exact)
    unfinished = [number for number, each in progress.items() if not each.is_done]
    obstacles = listing.obstacles(unfinished)
    return [
        row_of(one, progress[one.id], obstacles.get(one.id, ()), is_exact=is_exact)
        for one in chosen
    ]


def row_of(
    dispatch: Dispatch, progress: Progress, obstacles: Sequence[str], *, is_exact: bool = True
) -> DispatchRow:
    """Return a dispatch as a row.

    Args:
        dispatch: What it shows.
        progress: Its progress, read with the same ``is_exact``.
        obstacles: The reasons why its batches wait.
        is_exact: Whether it may tell who has left; see ``disclosure``.
    """
    state = DispatchStatus(dispatch.state.value)
    if dispatch.is_from_journal:
        state = DispatchStatus.WENT_BEFORE
    elif dispatch.state is DispatchState.GOING and progress.is_done:
        state = DispatchStatus.DONE
    kept = [dispatch.why] if dispatch.why else [] if progress.is_done else obstacles
    why = [without_addresses(Message.from_text(one)) for one in kept]
    shown = progress if is_exact else disclosed(progress)
    return DispatchRow(
        id=dispatch.id,
        issue=dispatch.issue,
        since=dispatch.frozen_at,
        state=state,
        why=tuple(why if is_exact else dict.fromkeys(map(without_leavers, why))),
        audience=shown.audience,
        counts=shown.counts,
        is_done=progress.is_done,
        slot=dispatch.slot,
        again_of=dispatch.again_of,
        is_from_journal=dispatch.is_from_journal,
        is_undisclosed=not (is_exact or dispatch.is_from_journal) and is_undisclosed(progress),
        waits_until=dispatch.waits_until if dispatch.waits_for_canary else None,
    )


def trouble_with_notices(notices: Dispatch, *, is_held: bool) -> Message | None:
    """Return why notices are not sent; ``None`` if they are."""
    if notices.state is DispatchState.PAUSED:
        why = without_addresses(Message.from_text(notices.why))
        return Message("notices-paused", reason=why, dispatch=NOTICES)
    if is_held:
        return Message("notices-held", dispatch=NOTICES)
    return None
