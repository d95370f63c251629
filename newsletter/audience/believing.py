"""Whether a list of another tool is believed when it says that a reader of ours has left."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Final, assert_never

from newsletter.model.audience import Consent, Standing, Subscriber, SuppressionReason

# Consents that readers gave here themselves, or to the editor in person.
_OWN_YES: Final = frozenset({"confirmed", "returned", "returned elsewhere", "added by the editor"})


class Verdict(Enum):
    """What a list that says "left", "bounced" or "complained" does to a person."""

    KEPT_OUT = "kept out"  # not a reader now, and no import brings them in
    LEAVES = "leaves"  # a reader until now
    STAYS = "stays"  # said yes here since, or may still do so


def verdict(
    reader: Subscriber | None,
    consents: Sequence[Consent],
    reason: SuppressionReason,
    *,
    at: datetime | None,
    is_suppressed: bool = False,
) -> Verdict:
    """Decide what another tool's word about a person is worth here.

    It counts where their consent came by an import alone, or is older than what
    the list tells. Their own later yes on our pages counts for more.

    Args:
        reader: The person here, if there is one.
        consents: Everything that is noted of their consent.
        reason: What the list says of them.
        at: When it happened, where the list tells.
        is_suppressed: Whether nothing is written to them already.
    """
    if reader is None:
        return Verdict.KEPT_OUT
    match reader.standing:
        case Standing.UNSUBSCRIBED:
            return Verdict.KEPT_OUT
        case Standing.PENDING:
            # their confirmation would end "left" and "complained", and never a bounce
            bounced = reason is SuppressionReason.BOUNCED
            return Verdict.STAYS if bounced else Verdict.KEPT_OUT
        case Standing.CONFIRMED:
            said_yes = max((one.at for one in consents if one.kind in _OWN_YES), default=None)
            if said_yes is not None and (at is None or at <= said_yes):
                return Verdict.STAYS
            return Verdict.KEPT_OUT if is_suppressed else Verdict.LEAVES
        case _:
            assert_never(reader.standing)
