"""Upgrading a publication's database to what this version of the newsletter needs."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newsletter.app.backup_files import backup_folder
from newsletter.app.container import Container
from newsletter.app.opening import demand_not_gone, open_store, sqlite_file
from newsletter.errors import StoreError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.store.surveying import Survey


@dataclass(frozen=True, slots=True)
class UpgradeStatus:
    """What a database needs before this version of the newsletter can use it.

    Attributes:
        version: That of the newsletter.
        revision: That of the database; ``None`` if there is none yet.
        waiting: The migrations that the database lacks.
        backed_up: When it was last backed up, if ever.
        processes: The other processes that have it open.
        refusal: Why it cannot be upgraded now, if so.
        messages: All of this, for people.
    """

    version: str
    revision: str | None
    waiting: tuple[str, ...]
    backed_up: datetime | None
    processes: tuple[str, ...]
    refusal: Message | None
    messages: tuple[Message, ...]

    def facts(self) -> dict[str, Any]:
        """Return what programs read."""
        return {
            "version": self.version,
            "database": self.revision,
            "waiting": list(self.waiting),
            "backed_up": self.backed_up and f"{self.backed_up:%Y-%m-%dT%H:%M:%SZ}",
            "processes": list(self.processes),
            "refused": None if self.refusal is None else self.refusal.code,
        }


class Upgrades:
    """The upgrade of a database, done by hand before ``newsletter run`` would do it."""

    def __init__(self, container: Container) -> None:
        self._container = container

    def check(self) -> UpgradeStatus:
        """Return what an upgrade would do, without changing anything.

        Raises:
            StoreError: The database is gone, or does not answer.
        """
        from newsletter import __version__

        found = self._survey()
        refusal = self._refusal(found)
        return UpgradeStatus(
            version=__version__,
            revision=found.revision,
            waiting=found.waiting,
            backed_up=found.backed_up,
            processes=found.processes,
            refusal=refusal,
            messages=tuple(self._messages(found, __version__, refusal)),
        )

    def upgrade(self) -> list[Message]:
        """Back the database up and migrate it, and return what was done.

        Repeating it does nothing more.

        Raises:
            StoreError: Other processes have the database open, a newer version wrote it, or it
                cannot be backed up. It is as it was.
        """
        found = self._survey()
        refusal = self._refusal(found)
        if refusal is not None:
            raise StoreError(refusal)
        if found.revision is not None and not found.waiting:
            return [Message("upgrade-not-needed")]
        before = self._backups()
        with closing(open_store(self._container, must_back_up=True)):
            pass
        made = sorted(self._backups() - before)
        done = [Message("backup-made", path=backup_folder(self._container) / name) for name in made]
        return [*done, Message("upgrade-done", count=len(found.waiting))]

    def _survey(self) -> "Survey":
        from newsletter import store

        if (file := sqlite_file(self._container)) is not None:
            demand_not_gone(file)
        return store.survey(self._container.settings.database_url)

    def _refusal(self, found: "Survey") -> Message | None:
        if found.too_new is not None:
            return found.too_new
        if found.waiting and found.processes:
            return Message("database-in-use", processes=found.processes)
        return None

    def _backups(self) -> set[str]:
        return {path.name for path in backup_folder(self._container).glob("*.backup")}

    def _messages(
        self, found: "Survey", version: str, refusal: Message | None
    ) -> Iterator[Message]:
        yield Message("upgrade-version", version=version)
        if found.revision is None:
            yield Message("upgrade-without-database")
            return
        yield Message("upgrade-database", revision=found.revision)
        if found.waiting:
            yield Message("upgrade-waiting", count=len(found.waiting), names=found.waiting)
        elif found.too_new is None:
            yield Message("upgrade-not-needed")
        if found.backed_up is None:
            yield Message("upgrade-never-backed-up")
        else:
            yield Message(
                "upgrade-backed-up", made=found.backed_up.astimezone(self._container.zone)
            )
        if found.processes and refusal is None:
            yield Message("upgrade-processes", processes=found.processes)
        if refusal is not None:
            yield refusal
