"""Dispatches with their counts, from a few questions to the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from newsletter.app.container import Container
from newsletter.model.dispatch import NOTICES, WENT_BEFORE, Dispatch, DispatchState, Progress

_SHOWN = 50  # the newest


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow:
    """A dispatch with its counts; every recipient is in exactly one of them.

    Attributes:
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
    state: str
    why: str
    audience: int
    counts: Mapping[str, int]
    is_done: bool
    slot: date | None
    people: tuple[str, ...] = ()
    is_new: bool = True
    again_of: int | None = None
    may_go_again: int | None = None
    remarks: tuple[str, ...] = ()
    is_from_journal: bool = False

    @property
    def is_paused(self) -> bool:
        """Whether nothing goes before somebody resumes it."""
        return self.state == DispatchState.PAUSED.value

    @property
    def told(self) -> str:
        """The counts in one line."""
        if self.is_from_journal:
            return "to whom is not known"
        return ", ".join(f"{many} {state}" for state, many in self.counts.items()) or "nobody"

    @property
    def refusals(self) -> str:
        """What became of those who were refused, and what to do; empty: nobody was."""
        many = self.counts.get("refused", 0)
        if not many or self.id == NOTICES:
            return ""
        told = f"dispatch {self.id}: {many} were refused"
        again = f"`newsletter dispatch again {self.id}` sends it to"
        match self.may_go_again:
            case None:
                return f"{told}; {again} those who may get it again"
            case 0:
                return told
            case all_of_them if all_of_them == many:
                return f"{told}; {again} them again"
            case some:
                return f"{told}; {again} {some} of them again"

    def facts(self) -> dict[str, object]:
        """For machines."""
        return {
            "dispatch": self.id,
            "issue": self.issue,
            "since": self.since.isoformat(),
            "slot": self.slot.isoformat() if self.slot else None,
            "state": self.state,
            "why": self.why,
            "audience": self.audience,
            "counts": dict(self.counts),
            "done": self.is_done,
            "people": list(self.people),
            "again_of": self.again_of,
            "may_go_again": self.may_go_again,
        }


class DispatchList:
    """The dispatches of a publication, to be looked at."""

    def __init__(self, parts: Container) -> None:
        self._parts = parts

    def rows(self) -> list[DispatchRow]:
        """The newest first, with their counts; before them the notices, where they stand still."""
        with self._parts.listing() as listing:
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
    state = dispatch.state.value
    if dispatch.is_from_journal:
        state = WENT_BEFORE
    elif dispatch.state is DispatchState.GOING and progress.is_done:
        state = "done"
    return DispatchRow(
        id=dispatch.id,
        issue=dispatch.issue,
        since=dispatch.frozen_at,
        state=state,
        why=dispatch.why or ("" if progress.is_done else "; ".join(obstacles)),
        audience=progress.audience,
        counts=progress.counts,
        is_done=progress.is_done,
        slot=dispatch.slot,
        again_of=dispatch.again_of,
        is_from_journal=dispatch.is_from_journal,
    )


def trouble_with_notices(notices: Dispatch, *, is_held: bool) -> str:
    """Return why notices do not leave, and what to do; empty: they do."""
    if notices.state is DispatchState.PAUSED:
        return f"confirmations and other notices do not leave: {notices.why}; then `newsletter dispatch resume {NOTICES}`"
    if is_held:
        return f"of some notices it is not known whether they left; `newsletter dispatch settle {NOTICES} --sent` or `--again`"
    return ""
