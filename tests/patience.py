"""How long a test waits for what is sure to come: only a fault uses it up, however busy the machine."""

import time
from collections.abc import Callable

SECONDS = 300.0


def until(
    come: Callable[[], object], within_seconds: float = SECONDS, every_seconds: float = 0.02
) -> bool:
    """Wait for something. Return whether it came in time."""
    last = time.monotonic() + within_seconds
    while time.monotonic() < last:
        if come():
            return True
        time.sleep(every_seconds)
    return bool(come())
