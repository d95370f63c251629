"""Many machines: this one answers the bell that a dispatch rings on PostgreSQL."""

from collections.abc import Callable

from newsletter.app.dispatches import Dispatches
from newsletter.config import Settings
from newsletter.errors import ConfigError


class Fleet:
    """A worker of the fleet; the ledger decides who hands what over, so any number may run."""

    def __init__(self, settings: Settings, dispatches: Dispatches) -> None:
        self._settings = settings
        self._dispatches = dispatches

    def work(self, ready: Callable[[], object]) -> None:
        """Hand batches over until SIGTERM; the calls in flight end first.

        Args:
            ready: Called once, when it listens.

        Raises:
            ConfigError: The fleet is not switched on, or the database is not PostgreSQL.
            StoreError: The connection was lost; a supervisor starts it anew.
        """
        from newsletter.scheduling.fleet import install, work

        settings = self._settings.fleet
        if not settings.enabled:
            raise ConfigError("fleet-not-enabled")
        install(self._settings.database_url)
        work(
            self._settings.database_url,
            self._dispatches.dispatcher.try_batch,
            settings,
            ready=ready,
        )
