"""How long handing over a dispatch takes, by the pace and the day's ceilings."""

from datetime import timedelta
from typing import Final

from newsletter.delivery.rules import daily_ceiling, has_ceiling, largest, pace, workers
from newsletter.delivery.settings import DispatchSettings
from newsletter.model.delivery import Capabilities
from newsletter.model.dispatch import Canary

A_CALL: Final = timedelta(seconds=1)  # without a pace, providers answer a call in about that time
_DAY: Final = timedelta(days=1)


def forecast(
    emails: int,
    batch: int,
    capabilities: Capabilities,
    settings: DispatchSettings,
    *,
    days_since_first: int = 0,
    handed_today: int = 0,
    canary: Canary | None = None,
) -> timedelta:
    """Return how long it takes to hand over a number of emails.

    Args:
        emails: How many there are.
        batch: How many recipients a call has.
        capabilities: Those of the provider.
        settings: They give the pace, the ceilings and the connections.
        days_since_first: Whole days since the first dispatch ever, for the warm-up.
        handed_today: How many emails were handed over in the last 24 hours.
        canary: Who gets it first, while the others wait.
    """
    waits = canary is not None and bool(canary.size(emails))
    passed, left = settings.canary_wait if waits else timedelta(0), emails
    while has_ceiling(settings) and left > 0:
        ceiling = daily_ceiling(settings, days_since_first + passed // _DAY)
        if ceiling is None:  # the warm-up is over
            break
        room = _room(ceiling, handed_today, batch, largest(capabilities, settings))
        if left <= room:
            break
        left -= room
        passed, handed_today = passed + _DAY, 0
    return passed + _at_a_stretch(left, batch, capabilities, settings)


def _room(ceiling: int, handed: int, batch: int, most: int) -> int:
    """Return how many emails may be handed over in a day, in whole batches.

    A batch is claimed only if the largest possible one would stay within the ceiling.
    """
    free = ceiling - handed - most
    return 0 if free < 0 else (free // batch + 1) * batch


def _at_a_stretch(
    emails: int, batch: int, capabilities: Capabilities, settings: DispatchSettings
) -> timedelta:
    per_second = pace(capabilities, settings)
    if per_second is not None:
        return timedelta(seconds=emails / per_second)
    calls = -(-emails // batch)
    return A_CALL * -(-calls // workers(settings))
