"""The progress of several dispatches with their states, for pages that follow them."""

from collections.abc import Collection

from newsletter.model.dispatch import DispatchState, Progress
from newsletter.store.database import Database
from newsletter.store.progress import tallied_rows
from newsletter.store.tallied import progress_from, states_from


class Watching:
    """Reads how far dispatches are, together and at one moment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(
        self, numbers: Collection[int], *, is_exact: bool = True
    ) -> dict[int, tuple[DispatchState, Progress]]:
        """Return the state and the progress of each of these dispatches that exists.

        ``is_exact`` is that of ``Counts.progress``.
        """
        with self._database.read() as connection:
            rows = tallied_rows(connection, sorted(numbers), is_exact=is_exact)
        progress = progress_from(rows, numbers)
        return {number: (state, progress[number]) for number, state in states_from(rows).items()}
