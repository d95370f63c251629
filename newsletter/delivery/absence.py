"""What can be done about a batch in doubt, and what an empty look-up proves about it.

Both depend on clocks. Ours gives the age of the doubt, and the provider's gives how far
back its index reaches. If the two differ, or ours was set back since the hand-over, the
age of the doubt is unknown and nothing is proven. By as much as they may differ, the age
may be too low.
"""

from datetime import datetime, timedelta
from enum import Enum

from newsletter.delivery.clocks import clock_is_wrong, clocks_agree, clocks_apart
from newsletter.delivery.settings import DispatchSettings
from newsletter.message import Message
from newsletter.model.delivery import Capabilities
from newsletter.model.dispatch import CLOCKS_DIFFER, Doubt

ACCOUNT_CHANGED = Message("account-changed-since")
_MARGIN = 0.1  # of the reach: a provider forgets in steps, and never later than documented


class Step(Enum):
    """What can be done about a batch in doubt."""

    REPEAT = "repeat"  # the provider recognises the key and takes it once
    LOOK_UP = "look up"
    HOLD = "hold"


class Absence(Enum):
    """What an empty look-up proves about a batch."""

    PROVEN = "proven"
    TOO_EARLY = "too early"  # what was taken may not show yet, or bytes may still leave
    FORGOTTEN = "forgotten"  # what was taken may no longer show
    UNDOCUMENTED = "undocumented"  # the lag or the reach of the index is unknown
    CLOCK_WRONG = "clock wrong"  # the age of the doubt is unknown


def next_step(
    doubt: Doubt,
    capabilities: Capabilities,
    settings: DispatchSettings,
    *,
    is_identical: bool,
    theirs: datetime | None = None,
) -> Step:
    """Return what to do about a batch in doubt.

    A repeat must be byte-identical and sent while the key is remembered, with
    a lease to spare. It must not reach people who have left since. Otherwise the
    batch is looked up.
    """
    is_known = is_key_known(doubt, capabilities, settings, theirs)
    if is_known and is_identical and not doubt.left:
        return Step.REPEAT
    return Step.LOOK_UP if capabilities.looks_up else Step.HOLD


def absence(
    doubt: Doubt, capabilities: Capabilities, settings: DispatchSettings, theirs: datetime | None
) -> Absence:
    """Decide what it means that a look-up finds nothing of a batch now.

    This proves absence only while 2 × lag + lease < age < reach − margin. Earlier,
    the index may lag or a sender may still be working. Later, the provider may
    have forgotten what it accepted.

    Our clock may have been behind at the hand-over and set right since, and so may the
    provider's, so the age is not enough: that time must have passed by the provider's clock
    as well, between two looks at which the clocks agreed.

    Args:
        doubt: The batch, with the age of its doubt by the database's clock.
        capabilities: They give the documented lag and reach of the provider's index.
        settings: They give the lease, and how long to look where nothing is documented.
        theirs: The provider's time now, or ``None`` if unknown.
    """
    lag, reach = capabilities.lookup_lag, capabilities.lookup_reaches
    earliest = 2 * (lag or timedelta(0)) + settings.lease
    if doubt.since < -CLOCKS_DIFFER:
        return Absence.CLOCK_WRONG
    if lag is None or reach is None:
        patience = settings.look_up_for if lag is None else max(settings.look_up_for, earliest)
        is_early = doubt.since <= patience
        return Absence.TOO_EARLY if is_early else Absence.UNDOCUMENTED
    if doubt.since + min(clocks_apart(doubt, theirs), CLOCKS_DIFFER) >= reach * (1 - _MARGIN):
        return Absence.FORGOTTEN
    if doubt.since <= earliest or _is_young(earliest, doubt, theirs):
        return Absence.TOO_EARLY
    if not clocks_agree(doubt, theirs):
        return Absence.CLOCK_WRONG
    return Absence.PROVEN if _is_seen_for(earliest, doubt, theirs) else Absence.TOO_EARLY


def _is_young(earliest: timedelta, doubt: Doubt, theirs: datetime | None) -> bool:
    """Return whether a hand-over that was recorded at the provider's time is of a while ago.

    It was if the clocks differed then, and is looked for as long as any other.
    """
    if theirs is None or clocks_agree(doubt, theirs):
        return False
    return timedelta(0) <= doubt.since + (theirs - doubt.now) <= earliest


def _is_seen_for(reach: timedelta, doubt: Doubt, theirs: datetime | None) -> bool:
    """Return whether the looks reach back so far by the provider's clock, if it has one."""
    if theirs is None:
        return doubt.seen is None  # a provider that gave its time before gives it again
    return doubt.seen is not None and theirs - doubt.seen > reach


def is_key_known(
    doubt: Doubt, capabilities: Capabilities, settings: DispatchSettings, theirs: datetime | None
) -> bool:
    """Return whether the provider will recognise the batch's key for another lease."""
    window = capabilities.idempotent_for
    return (
        window is not None
        and doubt.keyed_for + clocks_apart(doubt, theirs) + settings.lease < window
        and clocks_agree(doubt, theirs)
    )


def why_held(
    doubt: Doubt,
    can: Capabilities,
    theirs: datetime | None,
    *,
    is_identical: bool,
    is_elsewhere: bool,
) -> Message:
    """Return why a batch is neither repeated nor looked up, for the editor."""
    if can.idempotent_for is None:
        reason = Message("neither-repeat-nor-look-up")
    elif is_elsewhere:
        reason = ACCOUNT_CHANGED
    elif doubt.left:
        reason = Message("repeat-would-reach-leavers", count=doubt.left)
    elif not is_identical:
        reason = Message("repeat-would-differ")
    elif not clocks_agree(doubt, theirs):
        reason = clock_is_wrong(doubt, theirs)
    else:
        reason = Message("key-forgotten")
    answer = Message.from_text(doubt.why) if doubt.why else Message("no-answer-came")
    return Message("held-after", answer=answer, reason=reason)
