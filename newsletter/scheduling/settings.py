"""How this machine takes part in a fleet: ``[tool.newsletter.fleet]``.

Apart from the fleet itself, which needs asyncio: every command reads the settings.
"""

from dataclasses import dataclass
from datetime import timedelta

from newsletter.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSettings:
    """How this machine takes part in the fleet.

    Attributes:
        enabled: Whether dispatches ring for workers on other machines; the same
            in every process of the publication.
        threads: Calls to the provider that this worker has open at once.
        calls_at_once: Calls that all workers together have open at once, as
            many as the provider bears; 0: no limit but the threads.
        heartbeat: A job whose worker has been silent for so long goes to another
            worker; longer than twice the provider's time-out, or batches that
            are only slow go around.
        poll: How long a worker waits for the bell before it looks by itself.
    """

    enabled: bool = False
    threads: int = 4
    calls_at_once: int = 0
    heartbeat: timedelta = timedelta(seconds=90)
    poll: timedelta = timedelta(seconds=30)

    def __post_init__(self) -> None:
        """Refuse what cannot work."""
        if self.threads < 1 or self.calls_at_once < 0:
            raise ConfigError("fleet-threads-out-of-range")
        if self.heartbeat < timedelta(seconds=1) or self.poll < timedelta(milliseconds=100):
            raise ConfigError("fleet-times-out-of-range")
