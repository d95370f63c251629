"""Who else has a letter open: a notice, and no lock."""

from datetime import timedelta
from typing import Final

from newsletter.app.container import Container
from newsletter.model.editor import Editor

_STILL_THERE: Final = timedelta(minutes=2)  # a page that is open repeats itself every minute
_KEPT: Final = timedelta(minutes=5)


class OpenLetters:
    """Keeps which editors have which letters open, in the database, for every process.

    A letter's page notes that it is open by itself. What it did not repeat for two minutes
    counts no more, so that a browser that crashed is soon forgotten.
    """

    def __init__(self, container: Container) -> None:
        """Set the container; nothing is read yet."""
        self._container = container

    def note(self, number: int, by: Editor) -> None:
        """Note that an editor has a letter open, and forget what was noted long ago."""
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
    """Delete what was noted long ago, where nobody opened a letter since."""
    container.store.open_letters.drop(before=container.now() - _KEPT)
