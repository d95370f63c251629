"""The check of everything that ``doctor`` looks at, in the background, as ``newsletter.desk.settings.checkup``."""

import logging
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread
from typing import Final

from newsletter.app.container import Container
from newsletter.app.doctor import Diagnosis, DiagnosisLevel, examine

log = logging.getLogger(__name__)

_WORST_FIRST: Final = (
    DiagnosisLevel.WRONG,
    DiagnosisLevel.HEED,
    DiagnosisLevel.LATER,
    DiagnosisLevel.FINE,
)


@dataclass(frozen=True, slots=True)
class CheckupResult:
    """What was found, the worst first, and when the check ended."""

    findings: tuple[Diagnosis, ...]
    at: datetime


class Checkup:
    """Runs the check in a thread. The last result stays in this process only."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is checked yet."""
        self._container = container
        self._lock = Lock()
        self._thread: Thread | None = None
        self.last: CheckupResult | None = None
        self.has_failed = False

    @property
    def is_running(self) -> bool:
        """Return whether a check is under way."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self) -> None:
        """Start a check, unless one is under way."""
        with self._lock:
            if not self.is_running:
                self._thread = Thread(target=self._check, name="checkup", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> None:
        """Wait for the end of a check, at most so long."""
        if (thread := self._thread) is not None:
            thread.join(seconds)

    def _check(self) -> None:
        container = self._container
        try:
            found = examine(container.folder, container.now)
        except Exception:  # the page then says that the check itself failed
            log.exception("the check of the settings failed")
            self.has_failed = True
            return
        worst_first = sorted(found, key=lambda one: _WORST_FIRST.index(one.weight))
        self.last = CheckupResult(tuple(worst_first), container.now())
        self.has_failed = False
