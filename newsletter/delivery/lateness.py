"""The last look at the time before bytes leave, by a clock that nothing can stop.

A process can be stopped between the ledger's word that its lease runs and the
first byte, and wake up when others have proven that nothing was taken. The
database cannot help there; the process itself can see that time has passed.
What is left is the putting together of one request.
"""

import time
from datetime import timedelta


def ticks() -> float:
    """Seconds that also pass while this process is stopped and while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def is_too_late(asked: float, now: float, lease: timedelta) -> bool:
    """Whether bytes may no longer leave, asked and now in ``ticks``.

    Half of the lease is for asking and making, the other half for the call.
    """
    return now - asked > lease.total_seconds() / 2
