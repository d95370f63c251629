"""The counts of a dispatch as all but owners see them.

As everywhere (see ``shown_counts``), an editor who types an address must not learn whether it
was in the list. So a reader whom a batch left out, because they no longer read, counts as the
others in it; and a dispatch has no numbers until something of it went out, so that starting
one and stopping it at once counts nobody.
"""

from typing import Final

from newsletter.message import Message
from newsletter.model.dispatch import DeliveryState, Progress

_NOT_OUT: Final = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.CANCELLED})
_TELLING: Final = frozenset(  # one of them would tell that somebody left, or that nobody did
    {"repeat-would-reach-leavers", "repeat-would-differ", "key-forgotten"}
)


def is_undisclosed(progress: Progress) -> bool:
    """Return whether there are no numbers to show, because nothing went out yet."""
    return progress.counts.keys() <= _NOT_OUT


def disclosed(progress: Progress) -> Progress:
    """Return a progress with the numbers that may be shown.

    Args:
        progress: As read without ``is_exact``, so that nobody in it is left out.
    """
    if is_undisclosed(progress):
        return Progress(audience=0, batches=progress.batches, is_waiting=progress.is_waiting)
    return progress


def without_leavers(why: Message) -> Message:
    """Return why a batch waits, without whether readers left meanwhile."""
    reason = why.data.get("reason")
    if isinstance(reason, Message) and reason.code in _TELLING:
        return Message(why.code, **{**dict(why.items), "reason": Message("repeat-not-safe")})
    return why
