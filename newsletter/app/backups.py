"""Backups: taken while everything runs, and put back so that nobody is revived and nothing goes out twice."""

import logging
from pathlib import Path

from newsletter.app.container import Container
from newsletter.errors import DeskError
from newsletter.message import Message

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

    def make(self, path: Path) -> Message:
        """Write the whole database to a file, as it is now, while others go on working.

        Raises:
            StoreError: It cannot be written.
            DeskError: The folder is not there.
        """
        if not path.parent.is_dir():
            raise DeskError("backup-folder-missing", folder=path.parent)
        self._parts.store.backup(path)
        return Message("backup-made", path=path)

    def put_back(self, path: Path) -> list[Message]:
        """Replace the database by a backup and make it safe, and return what was done.

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
        found = [
            Message("restored-departed", count=restored.departed),
            Message("restored-remembered", count=restored.remembered),
            Message("restored-dispatched", count=restored.dispatched),
            Message("restored-in-doubt", count=restored.in_doubt),
        ]
        said = [Message("backup-restored", path=path), *(one for one in found if one.data["count"])]
        if restored.is_on_hold:
            said.append(Message("restored-without-journal"))
        return said

    def release(self) -> Message:
        """Let mail go out again after a restore without its journal.

        Raises:
            DeskError: Nothing is held.
        """
        if not self._parts.store.release_hold():
            raise DeskError("nothing-on-hold")
        return Message("hold-released")
