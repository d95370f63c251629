"""How much may be handed over now: the pace of all processes, and the day's ceiling."""

from collections.abc import Callable
from datetime import datetime, timedelta

from newsletter.delivery import rules
from newsletter.delivery.ports import Ledger, Pace
from newsletter.delivery.settings import DispatchSettings
from newsletter.model.dispatch import Claim
from newsletter.model.provider import Provider

_DAY = timedelta(days=1)


class Allowance:
    """Keeps one provider's pace and ceiling.

    Args:
        ledger: Knows what was handed over.
        provider: The provider with the pace and the ceiling.
        settings: The dispatch's settings, which override the provider's own pace.
        pace: Keeps the pace over all processes. ``None`` means no pace.
        theirs: Returns the provider's time, by which hand-overs are recorded if ours differs.
    """

    def __init__(
        self,
        ledger: Ledger,
        provider: Provider,
        settings: DispatchSettings,
        pace: Pace | None,
        theirs: Callable[[], datetime | None],
    ) -> None:
        self._ledger = ledger
        self._theirs = theirs
        self._provider = provider.name
        self._settings = settings
        self._pace = pace
        self._per_second = rules.pace(provider.capabilities, settings)
        # the most that one claim can hold; the room that it leaves unused is given back
        self._largest = rules.largest(provider.capabilities, settings)
        self._has_ceiling = rules.has_ceiling(settings)

    @property
    def workers(self) -> int:
        """The number of workers of this process that may hand over at the same time."""
        return rules.workers(self._settings)

    def wait_for_room(self, wait: Callable[[float], bool]) -> bool:
        """Reserve room for the largest claim, and wait until it may be sent.

        Args:
            wait: Waits for a number of seconds and returns whether to stop.

        Returns:
            False if there is nothing to do, or if it should stop. Nothing is reserved then.
        """
        if self._pace is None or self._per_second is None:
            return True
        if self._ledger.waiting() is None:
            return False
        seconds = self._pace.reserve(self._provider, self._largest, self._per_second)
        if wait(seconds.total_seconds()):
            self.give_back(0)
            return False
        return True

    def give_back(self, used: int) -> None:
        """Give the reserved room back, less the emails that it is used for."""
        if self._pace is not None and self._per_second is not None:
            self._pace.give_back(self._provider, self._largest - used, self._per_second)

    def is_used_up(self) -> bool:
        """Return whether the largest claim of an issue would exceed the day's ceiling."""
        return self._has_ceiling and self._is_over(self._handed_today() + self._largest)

    def is_passed_by(self, claim: Claim) -> bool:
        """Return whether a concurrent process used up the day's ceiling.

        A batch that was frozen before there was a ceiling, and is larger, is sent
        alone, as it can never be split.
        """
        if not self._has_ceiling:
            return False
        handed = self._handed_today()  # this one too
        others = handed - len(claim.members)
        return not claim.is_notice and others > 0 and self._is_over(handed)

    def _is_over(self, emails: int) -> bool:
        since = self._ledger.sending_since(self._provider, theirs=self._theirs()) or timedelta(0)
        ceiling = rules.daily_ceiling(self._settings, since // _DAY)
        return ceiling is not None and emails > ceiling

    def _handed_today(self) -> int:
        return self._ledger.handed_within(self._provider, _DAY, theirs=self._theirs())
