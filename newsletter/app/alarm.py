"""A dead man's switch: an address that is pinged while all is well. Its service warns when the pings stop."""

import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Final

from newsletter.app.container import Container
from newsletter.app.health import health_problems
from newsletter.errors import FetchError

log = logging.getLogger(__name__)
_EVERY: Final = timedelta(minutes=5)
_PINGED: Final = "ping"  # the chore of all processes together


def _in_a_thread(work: Callable[[], object]) -> None:
    Thread(target=work, name="ping", daemon=True).start()


class Alarm:
    """Pings ``[alarm] ping_url`` after good rounds, from one of the processes."""

    def __init__(
        self, container: Container, run: Callable[[Callable[[], object]], object] = _in_a_thread
    ) -> None:
        """Store the dependencies. ``run`` runs the request, which must not delay a round."""
        self._container = container
        self._run = run

    def note_good_round(self) -> None:
        """Ping, unless the publication is ill or the last ping was less than five minutes ago.

        Raises:
            StoreError: The database is unavailable.
        """
        if self._container.settings.alarm.ping_url is None:
            return
        chores = self._container.store.chores
        if not chores.is_due(_PINGED, _EVERY):
            return
        if ill := health_problems(self._container):
            log.debug("no ping", extra={"why": tuple(one.message for one in ill)})
            return
        chores.done(_PINGED)
        self._run(self._ping)

    def _ping(self) -> None:
        from newsletter.fetching.fetcher import Fetcher

        address = self._container.settings.alarm.ping_url
        if address is None:  # the settings were renewed meanwhile
            return
        fetcher = Fetcher(self._container.settings.fetching, monotonic=self._container.ticking)
        try:
            fetcher.get(address.reveal)
        except FetchError as error:
            log.warning("ping failed", extra={"why": error})
