"""Backups: taken while everything runs, and put back so that nobody is revived and nothing goes out twice."""

import logging
from pathlib import Path

from newsletter.app.container import Container
from newsletter.errors import DeskError

log = logging.getLogger(__name__)


def caught_up(parts: Container) -> str:
    """Make the database safe where it is older than its journal; what was done, empty: nothing.

    Before anything is frozen: what the journal says went out must not go again.
    """
    restored = parts.store.catch_up()
    if restored is None:
        return ""
    said = (
        "the database is older than its journal, as when a backup was copied back by hand: "
        f"{restored.dispatched} issues that went out since do not go again, {restored.departed} readers "
        f"who left since have left again, {restored.remembered} who joined and left since stay out, "
        f"{restored.in_doubt} batches are in doubt"
    )
    log.error(said)
    return said


class Backups:
    """The database as a file. Issues, templates and settings are files already."""

    def __init__(self, parts: Container) -> None:
        self._parts = parts

    def make(self, path: Path) -> str:
        """Write the whole database to a file, as it is now, while others go on working.

        Raises:
            StoreError: It cannot be written.
            DeskError: The folder is not there.
        """
        if not path.parent.is_dir():
            raise DeskError(f"there is no folder {path.parent}", "make it first")
        self._parts.store.backup(path)
        return f"backed up to {path}; it holds addresses, so keep it to yourself"

    def put_back(self, path: Path) -> list[str]:
        """Replace the database by a backup and make it safe; what was done, in sentences.

        Stop every `newsletter run` and `newsletter worker` before.

        Raises:
            StoreError: It is no backup, or the database is in use.
        """
        from newsletter import store

        restored = store.restore(
            self._parts.settings.database_url,
            path,
            self._parts.now,
            pepper=self._parts.secret,
            old_peppers=self._parts.settings.publication.old_secrets,
            journal=self._parts.journal,
        )
        said = [
            f"restored {path}",
            f"{restored.departed} readers left since, by the journal, and have left again",
            f"{restored.remembered} people joined and left since, by the journal, and no import brings them back",
            f"{restored.dispatched} issues went out since, by the journal, and will not go out again",
            f"{restored.in_doubt} batches were not finished and are in doubt: `newsletter dispatch list`",
        ]
        if restored.is_on_hold:
            said.append(
                "nothing goes out: the journal of this backup is missing, so who left since is not known;"
                " import the provider's unsubscribes, bounces and complaints, then `newsletter restore --release`"
            )
        return said

    def release(self) -> str:
        """Let mail go out again after a restore without its journal.

        Raises:
            DeskError: Nothing is held.
        """
        if not self._parts.store.release_hold():
            raise DeskError("nothing is held", "mail goes out as usual")
        return "mail goes out again"
