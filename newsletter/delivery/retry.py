"""When a busy provider is asked again, and the longest that anything ever waits."""

from datetime import timedelta

from newsletter.delivery.settings import DispatchSettings

# A provider may ask for more: asking it once an hour does no harm, and a bound makes it
# possible to recognise a wait that was set under a wrong clock.
LONGEST_RETRY_AFTER = timedelta(hours=1)
LONGEST_BETWEEN_LOOKS = timedelta(minutes=30)  # at a batch in doubt


def wait_before(
    attempt: int, retry_after: timedelta | None, chance: float, settings: DispatchSettings
) -> timedelta:
    """How long to wait before the next attempt.

    The provider's own Retry-After counts if there is one, up to an hour.
    Else the wait doubles with every attempt up to the longest, and is drawn
    from its upper half, so that many workers do not come back at once.

    Args:
        attempt: How often it was tried, from 1.
        retry_after: What the provider asked for.
        chance: A number from 0 up to 1, drawn by the caller.
        settings: With the first and the longest wait.
    """
    if retry_after is not None and retry_after > timedelta(0):
        asked = min(retry_after, LONGEST_RETRY_AFTER)
        return asked + asked * (chance * 0.1)
    doublings = min(attempt - 1, 30)
    longest = min(settings.retry_first * (1 << doublings), settings.retry_longest)
    return longest * (0.5 + chance / 2)


def longest_wait(settings: DispatchSettings) -> timedelta:
    """Return the longest that a batch may wait by any rule.

    A batch that is due later than this got its time from a wrong clock.
    """
    return max(
        LONGEST_RETRY_AFTER * 1.1,
        LONGEST_BETWEEN_LOOKS,
        settings.retry_longest,
        settings.look_again,
        settings.lease,
    )
