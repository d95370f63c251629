"""What ``newsletter run`` does before its first round: wait for the database, say how things are."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from time import sleep
from typing import Final

from newsletter.app.backups import caught_up
from newsletter.app.container import Container
from newsletter.app.dispatches import Dispatches
from newsletter.app.queue import Queue
from newsletter.app.readiness import peculiarities, problems
from newsletter.errors import ConfigError, StoreAway, StoreError
from newsletter.message import Message

_PATIENCE: Final = timedelta(minutes=1)  # then a supervisor starts it anew
_BETWEEN_TRIES: Final = timedelta(seconds=1)


class Starting:
    """The way to the first round. Wrong settings end it; what the data holds does not."""

    def __init__(self, parts: Container, dispatches: Dispatches, queue: Queue) -> None:
        self._parts = parts
        self._dispatches = dispatches
        self._queue = queue

    def wait_for_database(
        self,
        say: Callable[[Message], object],
        *,
        patience: timedelta = _PATIENCE,
        wait: Callable[[float], object] = sleep,
    ) -> None:
        """Open the database and make it safe, waiting while it is locked or restarts.

        Args:
            say: Is told once why the start takes longer.
            patience: How long to try.
            wait: Waits so many seconds between two tries.

        Raises:
            StoreError: It cannot be used, or did not answer in time.
        """
        until = self._parts.ticking() + patience.total_seconds()
        has_said = False
        while True:
            try:
                caught_up(self._parts)  # which says what it did
            except StoreAway as error:
                if self._parts.ticking() >= until:
                    raise
                if not has_said:
                    seconds = round(patience.total_seconds())
                    say(Message("database-away-trying", reason=error.message, count=seconds))
                has_said = True
                wait(_BETWEEN_TRIES.total_seconds())
            else:
                return

    def words(self) -> list[Message]:
        """What an operator should know when it starts.

        Raises:
            ConfigError: The settings are wrong; the error lists every mistake.
            StoreError: The database cannot be used.
        """
        return [one for part in self._parts_of_words() for one in _guarded(part)]

    def _parts_of_words(self) -> tuple[Callable[[], Iterable[Message]], ...]:
        parts = self._parts
        return (
            lambda: [Message("mail-goes-through", provider=parts.provider.name)],
            self._on_hold,
            lambda: filter(None, [self._dispatches.trouble_with_notices()]),
            lambda: peculiarities(parts),
            lambda: (Message("nothing-leaves-yet", reason=one) for one in problems(parts)),
            self._queue.missed,
            self._queue.outdated,
        )

    def _on_hold(self) -> list[Message]:
        hold = self._parts.store.holding()
        return [Message("nothing-goes-out", reason=Message.from_text(hold))] if hold else []


def _guarded(part: Callable[[], Iterable[Message]]) -> list[Message]:
    """What a part has to say; a row that cannot be read must not keep the newsletter from starting."""
    try:
        return list(part())
    except (ConfigError, StoreError):
        raise
    except Exception as error:  # noqa: BLE001  # whatever the data holds
        return [Message("start-cannot-be-read", error=type(error).__name__)]
