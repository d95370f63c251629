"""What came back of a dispatch, which decides whether it may continue."""

from typing import NamedTuple, Self

from newsletter.model.dispatch import DeliveryState, Progress

_ANSWERED = (
    DeliveryState.ACCEPTED,
    DeliveryState.DEFERRED,
    DeliveryState.DELIVERED,
    DeliveryState.BOUNCED,
    DeliveryState.COMPLAINED,
)


class Reactions(NamedTuple):
    """How many readers a provider accepted, and how many of them complained or bounced."""

    handed: int = 0
    complained: int = 0
    bounced: int = 0

    @classmethod
    def to(cls, progress: Progress) -> Self:
        """Return what came back so far."""
        return cls(
            handed=sum(progress.counts.get(state, 0) for state in _ANSWERED),
            complained=progress.counts.get(DeliveryState.COMPLAINED, 0),
            bounced=progress.counts.get(DeliveryState.BOUNCED, 0),
        )

    def since(self, earlier: Self) -> "Reactions":
        """Return what was added since an earlier moment."""
        pairs = zip(self, earlier, strict=True)
        return Reactions(*(max(0, now - before) for now, before in pairs))


NONE_YET = Reactions()
