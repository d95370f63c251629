"""When a busy provider is asked again."""

from datetime import timedelta

from newsletter.delivery.settings import DispatchSettings


def wait_before(
    attempt: int, retry_after: timedelta | None, chance: float, settings: DispatchSettings
) -> timedelta:
    """How long to wait before the next attempt.

    The provider's own Retry-After counts if there is one, never shortened.
    Else the wait doubles with every attempt up to the longest, and is drawn
    from its upper half, so that many workers do not come back at once.

    Args:
        attempt: How often it was tried, from 1.
        retry_after: What the provider asked for.
        chance: A number from 0 up to 1, drawn by the caller.
        settings: With the first and the longest wait.
    """
    if retry_after is not None and retry_after > timedelta(0):
        return retry_after + retry_after * (chance * 0.1)
    doublings = min(attempt - 1, 30)
    longest = min(settings.retry_first * (1 << doublings), settings.retry_longest)
    return longest * (0.5 + chance / 2)
