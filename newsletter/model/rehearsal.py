"""What a rehearsal found: what sending an issue would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Exclusion

_WITH_ITS_END = timedelta(hours=1)  # from here on it helps to know until when it takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What sending an issue would do.

    Attributes:
        at: The moment for which it was tried: that of its slot; now, if it has none.
        is_approved: Whether it was the approved text; otherwise the text of its file.
        audience: How many readers get it; without ``is_exact``, how many at most.
        left_out: How many people do not get it, by the first reason.
        people: The first of them for each reason, with their numbers, if that may be shown.
        made: How many letters were made and handed to the stand-in for the provider.
        calls: How many calls to the provider they take.
        per_second: The pace; ``None`` for as fast as the provider answers.
        takes: How long handing over takes, by the pace and the day's ceilings.
        letter_bytes: The size of one complete letter.
        obstacles: What would prevent sending now.
        is_exact: Whether the numbers tell who has left; see ``shown_counts``.
    """

    issue: int
    subject: str
    provider: str
    at: datetime
    is_approved: bool
    audience: int
    left_out: Mapping[Exclusion, int]
    people: Mapping[Exclusion, tuple[tuple[int, EmailAddress], ...]] = field(default_factory=dict)
    made: int
    calls: int
    per_second: float | None
    takes: timedelta
    letter_bytes: int
    obstacles: tuple[Message, ...]
    is_exact: bool = True

    @property
    def ends_at(self) -> datetime:
        """Return when the last letter is handed over."""
        return self.at + self.takes

    @property
    def is_whole(self) -> bool:
        """Return whether every letter was made."""
        return self.made == self.audience

    @property
    def kilobytes(self) -> int:
        """Return the size of one complete letter, rounded up."""
        return -(-self.letter_bytes // 1_000)

    def timing(self, zone: tzinfo) -> Message:
        """Return how many calls it takes and how long, and until when if that is an hour or more.

        The day is named only if it is another than the first, on the clock of the zone.
        """
        if self.takes < _WITH_ITS_END:
            return Message("rehearsal-takes-briefly", count=self.calls, duration=self.takes)
        begin, end = self.at.astimezone(zone), self.ends_at.astimezone(zone)
        until = f"{end:%H:%M}" if end.date() == begin.date() else end
        return Message("rehearsal-takes", count=self.calls, duration=self.takes, until=until)

    @property
    def pace(self) -> Message:
        """Return the pace that the time follows from."""
        if self.per_second is None:
            return Message("rehearsal-no-pace")
        return Message("rehearsal-pace", per_second=self.per_second)

    @property
    def everybody(self) -> int:
        """Return how many people are in the list, the left out included."""
        return self.audience + sum(self.left_out.values())
