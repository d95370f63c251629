"""The recipients of a dispatch in a few sums, each recipient in exactly one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from newsletter.model.dispatch import DeliveryState

_SENT = (
    DeliveryState.ACCEPTED,
    DeliveryState.DEFERRED,
    DeliveryState.DELIVERED,
    DeliveryState.COMPLAINED,
)
_RETURNED = (DeliveryState.BOUNCED, DeliveryState.REFUSED)
_DOUBTFUL = (DeliveryState.IN_DOUBT, DeliveryState.HELD)
_TO_GO = (DeliveryState.QUEUED, DeliveryState.SENDING)
_SPARED = (DeliveryState.CANCELLED, DeliveryState.SKIPPED, DeliveryState.SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How many recipients of a dispatch are where. The sums add up to its audience.

    Attributes:
        sent: Accepted by the provider, and not returned.
        returned: Refused or bounced.
        doubtful: Handed over without a clear answer, so perhaps accepted.
        to_go: Not handed over yet.
        spared: Not to be handed over any more: they left, it was cancelled, or another
            dispatch replaces it for them.
    """

    sent: int
    returned: int
    doubtful: int
    to_go: int
    spared: int

    @classmethod
    def of(cls, counts: Mapping[DeliveryState, int]) -> Self:
        """Return the sums of the counts by state."""

        def many(states: tuple[DeliveryState, ...]) -> int:
            return sum(counts.get(state, 0) for state in states)

        return cls(
            sent=many(_SENT),
            returned=many(_RETURNED),
            doubtful=many(_DOUBTFUL),
            to_go=many(_TO_GO),
            spared=many(_SPARED),
        )

    @property
    def handed(self) -> int:
        """Return how many were handed over to the provider."""
        return self.sent + self.returned + self.doubtful
