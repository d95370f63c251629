"""Settings of sending: ``[tool.newsletter.dispatch]``."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from newsletter.errors import ConfigError

_SHORTEST_LOOK: Final = timedelta(milliseconds=100)  # else a round asks the provider for ever
_CANARY: Final = ("canary_at_least", "canary_complaints", "canary_bounces")


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSettings:
    """How a dispatch is handed over.

    Attributes:
        connections: Calls to the provider at the same time, in one process.
        batch_size: The most recipients in a call. ``None``: as many as the provider takes.
        emails_per_second: The pace over all processes. ``None``: the provider's own.
        emails_per_day: A ceiling over 24 hours. ``None``: there is none.
        warm_up: The ceilings of a new sender's first days, one for each day, such as
            ``[200, 500, 1000]``. After them ``emails_per_day`` applies.
        lease: How long a batch belongs to one worker. It must be more than twice the
            time-out of a call to the provider.
        retry_first: The first wait after the answer "busy", if that gives no time. It
            doubles with every attempt.
        retry_longest: The longest of these waits.
        complaints_percent: A larger percentage of complaints pauses the dispatch.
        bounces_percent: A larger percentage of hard bounces pauses the dispatch.
        judge_from: The number of answers from which these percentages count, since the
            dispatch was started or last resumed.
        refusals_in_a_row: This many refusals in a row pause the dispatch, because they
            are not about single readers.
        refusals_percent: A larger percentage of refusals pauses the dispatch as well.
        refusals_from: The number of readers handed over from which that percentage counts.
        canary: Whether some readers get a letter first, and the others after a wait for
            bounces and complaints.
        canary_percent: This percentage of the readers get it first.
        canary_at_least: At least this many readers get it first. A letter to no more than
            these goes to all of them at once.
        canary_wait: How long the others wait.
        canary_complaints: Complaints among the first readers from which
            ``complaints_percent`` is judged at once, whatever ``judge_from`` says.
        canary_bounces: Hard bounces among the first readers from which ``bounces_percent``
            is judged in the same way.
        look_again: The shortest wait between two looks at a batch in doubt.
        look_up_for: How long a look-up whose lag is unknown is repeated before the batch
            is held.
        soft_bounces: The number of soft bounces that suppress an address. An email that arrived
            after all is none.
        soft_bounces_within: The time in which these soft bounces are counted.
    """

    connections: int = 4
    batch_size: int | None = None
    emails_per_second: float | None = None
    emails_per_day: int | None = None
    warm_up: tuple[int, ...] = ()
    lease: timedelta = timedelta(minutes=3)
    retry_first: timedelta = timedelta(seconds=2)
    retry_longest: timedelta = timedelta(minutes=10)
    complaints_percent: float = 0.3
    bounces_percent: float = 5.0
    judge_from: int = 300
    refusals_in_a_row: int = 20
    refusals_percent: float = 10.0
    refusals_from: int = 50
    canary: bool = False
    canary_percent: float = 1.0
    canary_at_least: int = 20
    canary_wait: timedelta = timedelta(minutes=30)
    canary_complaints: int = 2
    canary_bounces: int = 3
    look_again: timedelta = timedelta(seconds=30)
    look_up_for: timedelta = timedelta(minutes=20)
    soft_bounces: int = 5
    soft_bounces_within: timedelta = timedelta(weeks=6)

    def __post_init__(self) -> None:
        """Refuse values that cannot work."""
        if self.connections < 1:
            raise ConfigError("setting-below-one", key="connections")
        for name in ("batch_size", "emails_per_second", "emails_per_day"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ConfigError("setting-not-positive", key=name)
        for name in ("refusals_in_a_row", "refusals_from", "soft_bounces", *_CANARY):
            if getattr(self, name) < 1:
                raise ConfigError("setting-below-one", key=name)
        if any(ceiling < 1 for ceiling in self.warm_up):
            raise ConfigError("warm-up-below-one")
        if self.lease < timedelta(seconds=1):
            raise ConfigError("lease-too-short")
        if self.look_again < _SHORTEST_LOOK:
            raise ConfigError("look-again-too-short")
