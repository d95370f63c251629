"""Who else has a letter open. This informs editors, and locks nobody out."""

from datetime import timedelta
from typing import Final

from newsletter.app.container import Container
from newsletter.model.editor import Editor

_STILL_THERE: Final = timedelta(minutes=2)  # an open page reports every minute
_KEPT: Final = timedelta(minutes=5)


class OpenLetters:
    """Records which editors have which letters open, for all processes.

    The page of a letter reports every minute that it is open. Without a report for two
    minutes it no longer counts, so that a crashed browser is soon forgotten.
    """

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def note(self, number: int, by: Editor) -> None:
        """Note that an editor has a letter open, and delete old notes."""
        records, now = self._container.store.open_letters, self._container.now()
        with self._container.store.together():
            records.drop(before=now - _KEPT)
            records.note(number, by.id, now)

    def leave(self, number: int, by: Editor) -> None:
        """Forget that an editor had a letter open."""
        self._container.store.open_letters.remove(number, by.id)

    def others(self, number: int, by: Editor) -> tuple[str, ...]:
        """Return the names of the other editors who have a letter open."""
        since = self._container.now() - _STILL_THERE
        return self._container.store.open_letters.others(number, by.id, since=since)


def tidy_open_letters(container: Container) -> None:
    """Delete old notes, which remain if nobody opens a letter afterwards."""
    container.store.open_letters.drop(before=container.now() - _KEPT)
