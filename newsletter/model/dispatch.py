"""A dispatch: the decision to send one edition to one audience at one time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from newsletter.model.audience import Audience
from newsletter.model.delivery import BatchState


class DispatchState(Enum):
    """What the editor has decided; how far it is follows from its batches."""

    GOING = "going"
    PAUSED = "paused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One edition on its way to one audience.

    Attributes:
        id: The database's number.
        key: Drawn at random when planned; part of every delivery's id.
        edition: SHA-256 of the edition that goes.
        slot: The local date of the weekly slot that it took, if any.
    """

    id: int
    key: str
    issue: int
    edition: str
    audience: Audience
    state: DispatchState
    frozen_at: datetime
    slot: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Every recipient of a dispatch in exactly one state; the counts sum to the audience."""

    audience: int
    counts: Mapping[str, int] = field(default_factory=dict)
    batches: Mapping[BatchState, int] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to hand over or to settle."""
        return not any(
            self.batches.get(state, 0)
            for state in (
                BatchState.PENDING,
                BatchState.SENDING,
                BatchState.IN_DOUBT,
                BatchState.HELD,
            )
        )
