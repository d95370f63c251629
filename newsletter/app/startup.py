"""The startup of ``newsletter run``: waiting for the database, and reporting the status."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from time import sleep
from typing import Final

from newsletter.app.backups import MOVED, catch_up_with_journal
from newsletter.app.container import Container
from newsletter.app.dispatches import Dispatches
from newsletter.app.queue import Queue
from newsletter.app.readiness import peculiarities, problems
from newsletter.errors import ConfigError, StoreAway, StoreError
from newsletter.message import Message

log = logging.getLogger(__name__)
_NEXT_SLOT: Final = timedelta(days=8)
_PATIENCE: Final = timedelta(minutes=1)  # then a supervisor should restart it
_BETWEEN_TRIES: Final = timedelta(seconds=1)


class Startup:
    """The steps before the first round. Wrong settings prevent it, but bad data does not."""

    def __init__(self, container: Container, dispatches: Dispatches, queue: Queue) -> None:
        self._container = container
        self._dispatches = dispatches
        self._queue = queue

    def wait_for_database(
        self,
        say: Callable[[Message], object],
        *,
        patience: timedelta = _PATIENCE,
        wait: Callable[[float], object] = sleep,
    ) -> None:
        """Open the database and apply the journal, waiting while it is locked or restarting.

        Args:
            say: Called once with the reason if it takes longer.
            patience: How long to keep trying.
            wait: Sleeps for a number of seconds between attempts.

        Raises:
            StoreError: It is unusable, was moved elsewhere, or did not answer in time.
        """
        until = self._container.ticking() + patience.total_seconds()
        has_said = False
        while True:
            try:
                catch_up_with_journal(self._container)  # which logs what it did
            except StoreAway as error:
                if self._container.ticking() >= until:
                    raise
                if not has_said:
                    seconds = round(patience.total_seconds())
                    say(Message("database-away-trying", reason=error.message, count=seconds))
                has_said = True
                wait(_BETWEEN_TRIES.total_seconds())
            else:
                if self._container.store.holding() == MOVED.to_text():
                    raise StoreError("nothing-goes-out", reason=MOVED)
                return

    def log(self) -> None:
        """Log what runs from now on."""
        from newsletter import __version__

        coming = self._queue.coming(_NEXT_SLOT)
        log.info(
            "newsletter started",
            extra={
                "version": __version__,
                "database": self._container.store.database.name,
                "provider": self._container.provider.name,
                "next_slot": coming[0][0].at if coming else None,
            },
        )

    def words(self) -> list[Message]:
        """Return what an operator should know at startup.

        Raises:
            ConfigError: The settings are wrong; the error lists every mistake.
            StoreError: The database cannot be used.
        """
        return [one for part in self._parts_of_words() for one in _guarded(part)]

    def _parts_of_words(self) -> tuple[Callable[[], Iterable[Message]], ...]:
        container = self._container
        return (
            self._carrier,
            self._on_hold,
            lambda: filter(None, [self._dispatches.trouble_with_notices()]),
            lambda: peculiarities(container),
            lambda: (Message("nothing-leaves-yet", reason=one) for one in problems(container)),
            self._queue.missed,
            self._queue.outdated,
        )

    def _carrier(self) -> list[Message]:
        container = self._container
        if container.has_outbox():
            return [Message("mail-to-outbox")]
        return [Message("mail-goes-through", provider=container.provider.name)]

    def _on_hold(self) -> list[Message]:
        hold = self._container.store.holding()
        return [Message("nothing-goes-out", reason=Message.from_text(hold))] if hold else []


def _guarded(part: Callable[[], Iterable[Message]]) -> list[Message]:
    """Return the messages of a part. An unreadable row must not prevent it."""
    try:
        return list(part())
    except (ConfigError, StoreError):
        raise
    except Exception as error:  # noqa: BLE001  # bad data of any kind
        return [Message("start-cannot-be-read", error=type(error).__name__)]
