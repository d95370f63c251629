"""Backups of a running newsletter, and restoring them safely."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict

from newsletter.app.backup_files import (
    REPLACED,
    backup_folder,
    delete_older,
    new_backup,
    reading,
)
from newsletter.app.container import Container
from newsletter.app.health import BACKUP
from newsletter.app.opening import sqlite_file
from newsletter.app.upgrades import Upgrades
from newsletter.errors import DeskError, StoreError
from newsletter.message import Message
from newsletter.model.secret import Secret

if TYPE_CHECKING:
    from newsletter.store.backup.replacing import ExaminedBackup
    from newsletter.store.backup.restore import Restored
    from newsletter.store.surveying import Survey

log = logging.getLogger(__name__)
MOVED: Final = Message("newsletter-moved")  # why nothing is sent from a database that was moved


def catch_up_with_journal(container: Container) -> str:
    """Apply the journal to a database that is older than it.

    This is called before a dispatch is frozen, because what the journal lists as sent must
    not be sent again.

    Returns:
        What was done, for the log; empty if nothing was necessary.
    """
    restored = container.store.catch_up()
    if restored is None:
        return ""
    done = (
        "the database is older than its journal, as when a backup was copied back by hand: "
        f"{restored.dispatched} issues that went out since are not sent again, {restored.departed} "
        f"readers who left since have left again, {restored.remembered} who joined and left since "
        f"are suppressed, {restored.taken_back} of imports that were undone since are removed, "
        f"{restored.in_doubt} batches are in doubt"
    )
    log.error(done)
    return done


class Backups:
    """Backups of the database. Issues, templates and settings are files already."""

    def __init__(self, container: Container) -> None:
        self._container = container

    @cached_property
    def upgrades(self) -> Upgrades:
        """Return the upgrade of the database."""
        return Upgrades(self._container)

    def make(
        self, place: Path | None = None, keep: int | None = None, *, is_move: bool = False
    ) -> list[Message]:
        """Write a snapshot of the database to a file while other processes keep working.

        Args:
            place: A file, or a folder, which is created if necessary, for one with a name of
                its own. By default the publication's own folder for backups.
            keep: Delete older backups in that folder, so that this many are left. Only files
                that were named here are deleted, and never the one just written.
            is_move: The newsletter moves to another machine. From then on nothing is sent from this
                database, so that no reader gets a letter from both.

        Returns:
            What was done: the file, and how many were deleted.

        Raises:
            StoreError: It cannot be written, or is for a move and other processes have the
                database open. No older backup is deleted then.
            DeskError: ``keep`` needs a folder, or there is a file of that name that is no backup.
            OSError: An older backup cannot be deleted.
        """
        if is_move and (processes := self._survey().processes):
            raise StoreError("database-in-use", processes=processes)
        store = self._container.store
        # for a move nobody may write between the backup and the hold
        with store.together() if is_move else nullcontext():
            path = self._named(place, needs_folder=keep is not None)
            store.backup(path)
            store.chores.done(BACKUP)
            if is_move:
                store.hold(MOVED)
        log.info("backup made")
        done = [Message("backup-made", path=path)]
        if keep is not None and (
            deleted := delete_older(path, keep, backup_folder(self._container))
        ):
            done.append(Message("backups-deleted", count=deleted, kept=keep))
        if is_move:
            done.append(Message("newsletter-retired"))
        return done

    def _survey(self) -> "Survey":
        from newsletter import store

        return store.survey(self._container.settings.database_url)

    def _named(self, place: Path | None, *, needs_folder: bool) -> Path:
        """Return the file to write. A name without an ending is that of a folder."""
        folder = place or backup_folder(self._container)
        if place is not None and place.is_file():
            if needs_folder:
                raise DeskError("backup-folder-is-file", path=place)
            self._demand_replaceable(place)
        if needs_folder or place is None or place.is_dir():
            return new_backup(folder, self._container.now())
        if place.suffix or place.is_file():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return place
        return new_backup(folder, self._container.now())

    def _demand_replaceable(self, file: Path) -> None:
        """Refuse to replace a file that is no backup, such as the database itself."""
        from newsletter.store.backup.backup import may_be_backup

        own = sqlite_file(self._container)
        is_own = own is not None and own.exists() and own.samefile(file)
        if is_own or not may_be_backup(file):
            raise DeskError("backup-not-replaced", path=file)

    def check(self, place: Path | None = None) -> list[Message]:
        """Return what a backup holds and what restoring it would change, and change nothing.

        Args:
            place: The backup, or a folder, for the newest in it. By default the publication's
                own folder for backups.

        Raises:
            StoreError: It cannot be restored. The error says why.
            DeskError: There is no backup in the folder.
        """
        from newsletter import store

        place = place or backup_folder(self._container)
        with reading(place, backup_folder(self._container)) as path:
            found = store.examine(**self._at(path))
        return [*self._about(path, found), *_foreseen(found.restored)]

    def _about(self, path: Path, found: "ExaminedBackup") -> Iterator[Message]:
        label, content = found.label, found.content
        yield Message("backup-sound" if label else "backup-sound-without-label", path=path)
        if label is not None:
            made = label.made.astimezone(self._container.zone)
            yield Message("backup-written", made=made, version=label.program)
        yield Message(
            "backup-holds",
            readers=content.readers,
            approved=content.approved,
            dispatches=content.dispatches,
        )
        if waiting := found.migrations:
            yield Message("backup-older", count=len(waiting))

    def put_back(self, place: Path) -> list[Message]:
        """Replace the database with a backup, apply the journal, and return what was done.

        What was there before is backed up first, where that is possible.

        Args:
            place: The backup, or a folder, for the newest in it.

        Raises:
            StoreError: The file is no backup or was altered, or another process has the
                database open. The database is as it was.
            DeskError: There is no backup in the folder.
        """
        from newsletter import store

        before: list[Message] = []
        with ExitStack() as held:
            path = held.enter_context(reading(place, backup_folder(self._container)))

            def keep_the_present() -> None:
                held.close()  # that backup may be written to the same folder
                before.extend(self._keep_the_present())

            restored = store.restore(**self._at(path), before_replacing=keep_the_present)
        found = [
            Message("restored-departed", count=restored.departed),
            Message("restored-remembered", count=restored.remembered),
            Message("restored-taken-back", count=restored.taken_back),
            Message("restored-dispatched", count=restored.dispatched),
            Message("restored-in-doubt", count=restored.in_doubt),
        ]
        done = [Message("backup-restored", path=path), *(one for one in found if one.data["count"])]
        if restored.is_on_hold:
            done.append(Message("restored-without-journal"))
        return [*before, *done]

    def _at(self, path: Path) -> "_Where":
        settings = self._container.settings
        return {
            "url": settings.database_url,
            "path": path,
            "clock": self._container.now,
            "pepper": self._container.secret,
            "old_peppers": settings.publication.old_secrets,
            "journal": self._container.journal,
        }

    def _keep_the_present(self) -> Iterator[Message]:
        """Back up the database that is about to be replaced, if there is one."""
        from newsletter import store

        url = self._container.settings.database_url
        try:
            if self._survey().revision is None:
                return
            path = new_backup(backup_folder(self._container), self._container.now(), REPLACED)
            store.back_up(url, path, self._container.now())
        except StoreError as error:  # a damaged one is the reason for many a restore
            yield Message("replaced-not-kept", reason=error.message)
        else:
            yield Message("replaced-kept", path=path)

    def release(self) -> Message:
        """Allow sending again after a restore without a journal.

        Raises:
            DeskError: Sending is not on hold, or a restore was interrupted and must be repeated.
        """
        from newsletter.store.backup.postgresql import UNFINISHED

        store = self._container.store
        if store.holding() == UNFINISHED.to_text():
            raise DeskError("restore-unfinished")
        if not store.release_hold():
            raise DeskError("nothing-on-hold")
        return Message("hold-released")


class _Where(TypedDict):
    """Which backup is restored where, as ``store.restore`` takes it."""

    url: str
    path: Path
    clock: Callable[[], datetime]
    pepper: Secret
    old_peppers: Sequence[Secret]
    journal: Path


def _foreseen(restored: "Restored") -> list[Message]:
    counts = {
        "restoring-departed": restored.departed + restored.remembered,
        "restoring-taken-back": restored.taken_back,
        "restoring-dispatched": restored.dispatched,
        "restoring-in-doubt": restored.in_doubt,
    }
    found = [Message(code, count=count) for code, count in counts.items() if count]
    if restored.is_on_hold:
        return [*found, Message("restoring-without-journal")]
    return found or [Message("restoring-adds-nothing")]
