"""Dispatches with their counts, from a few questions to the database."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

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
    """Where a dispatch is, from the editor's decision and from how far it is."""

    GOING = "going"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"
    WENT_BEFORE = WENT_BEFORE


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow:
    """A dispatch with its counts; every recipient is in exactly one of them.

    Attributes:
        why: Why it is paused or its batches wait, each reason once.
        people: Those in one state, where that was asked for.
        is_new: Whether it was frozen just now.
        again_of: The dispatch whose refused readers it goes to, if any.
        may_go_again: How many of its refused readers ``again`` would reach now;
            ``None`` in lists, which do not ask.
        remarks: What was refused in dispatches of the issue, where none is new.
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

    @property
    def is_paused(self) -> bool:
        """Whether nothing goes before somebody resumes it."""
        return self.state is DispatchStatus.PAUSED

    @property
    def tally(self) -> tuple[Message, ...]:
        """The counts, a message for each state."""
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
        """What became of those who were refused; ``None``: nobody was."""
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
    """The dispatches of a publication, to be looked at."""

    def __init__(self, listing: "Callable[[], AbstractContextManager[Listing]]") -> None:
        """Keep how to open what the lists are read from."""
        self._listing = listing

    def rows(self) -> list[DispatchRow]:
        """The newest first, with their counts; before them the notices, where they stand still."""
        with self._listing() as listing:
            *issues, notices = listing.dispatches()
            stuck = (
                [notices] if trouble_with_notices(notices, is_held=listing.holds(NOTICES)) else []
            )
            shown = (*stuck, *issues[:_SHOWN])
            progress = listing.progress([one.id for one in shown])
            unfinished = [number for number, each in progress.items() if not each.is_done]
            obstacles = listing.obstacles(unfinished)
        return [row_of(one, progress[one.id], obstacles.get(one.id, ())) for one in shown]


def row_of(dispatch: Dispatch, progress: Progress, obstacles: Sequence[str]) -> DispatchRow:
    """Return a dispatch as a list shows it; ``obstacles`` are why batches of it still wait."""
    state = DispatchStatus(dispatch.state.value)
    if dispatch.is_from_journal:
        state = DispatchStatus.WENT_BEFORE
    elif dispatch.state is DispatchState.GOING and progress.is_done:
        state = DispatchStatus.DONE
    kept = [dispatch.why] if dispatch.why else [] if progress.is_done else obstacles
    return DispatchRow(
        id=dispatch.id,
        issue=dispatch.issue,
        since=dispatch.frozen_at,
        state=state,
        why=tuple(map(Message.from_text, kept)),
        audience=progress.audience,
        counts=progress.counts,
        is_done=progress.is_done,
        slot=dispatch.slot,
        again_of=dispatch.again_of,
        is_from_journal=dispatch.is_from_journal,
    )


def trouble_with_notices(notices: Dispatch, *, is_held: bool) -> Message | None:
    """Return why notices do not leave; ``None``: they do."""
    if notices.state is DispatchState.PAUSED:
        why = Message.from_text(notices.why)
        return Message("notices-paused", reason=why, dispatch=NOTICES)
    if is_held:
        return Message("notices-held", dispatch=NOTICES)
    return None
