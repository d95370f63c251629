"""Backups of a running newsletter, and restoring them safely."""

import logging
from pathlib import Path

from newsletter.app.container import Container
from newsletter.app.health import BACKUP
from newsletter.errors import DeskError
from newsletter.message import Message

log = logging.getLogger(__name__)


def caught_up(parts: Container) -> str:
    """Apply the journal to a database that is older than it.

    This is called before a dispatch is frozen, because what the journal lists as sent must
    not be sent again.

    Returns:
        What was done, for the log; empty if nothing was necessary.
    """
    restored = parts.store.catch_up()
    if restored is None:
        return ""
    done = (
        "the database is older than its journal, as when a backup was copied back by hand: "
        f"{restored.dispatched} issues that went out since are not sent again, {restored.departed} "
        f"readers who left since have left again, {restored.remembered} who joined and left since "
        f"are suppressed, {restored.in_doubt} batches are in doubt"
    )
    log.error(done)
    return done


class Backups:
    """Backups of the database. Issues, templates and settings are files already."""

    def __init__(self, parts: Container) -> None:
        self._parts = parts

    def make(self, path: Path) -> Message:
        """Write a snapshot of the database to a file while other processes keep working.

        Raises:
            StoreError: It cannot be written.
            DeskError: The folder does not exist.
        """
        if not path.parent.is_dir():
            raise DeskError("backup-folder-missing", folder=path.parent)
        self._parts.store.backup(path)
        self._parts.store.chores.done(BACKUP)
        log.info("backup made")
        return Message("backup-made", path=path)

    def put_back(self, path: Path) -> list[Message]:
        """Replace the database with a backup, apply the journal, and return what was done.

        Stop every `newsletter run` and `newsletter worker` first.

        Raises:
            StoreError: The file is not a backup, or the database is in use.
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
        done = [Message("backup-restored", path=path), *(one for one in found if one.data["count"])]
        if restored.is_on_hold:
            done.append(Message("restored-without-journal"))
        return done

    def release(self) -> Message:
        """Allow sending again after a restore without a journal.

        Raises:
            DeskError: Sending is not on hold.
        """
        if not self._parts.store.release_hold():
            raise DeskError("nothing-on-hold")
        return Message("hold-released")
