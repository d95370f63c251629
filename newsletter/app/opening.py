"""Opening a publication's database: backed up before it is migrated."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.system import reason_of

if TYPE_CHECKING:
    from newsletter.app.container import Container
    from newsletter.store.store import Store

log = logging.getLogger(__name__)
_NO_TOOL: Final = ("postgresql-tool-missing", "postgresql-tool-too-old")


def open_store(container: "Container", *, must_back_up: bool = False) -> "Store":
    """Return a publication's database, migrated and backed up before that.

    Args:
        container: The publication's container.
        must_back_up: Refuse to migrate PostgreSQL where its own tools cannot back it up here.
            Otherwise that is logged: the server's operator may back it up there.

    Raises:
        StoreError: It is gone, or cannot be opened or backed up.
    """
    from newsletter import store

    settings = container.settings
    if (file := sqlite_file(container)) is not None:
        _make(file)
    container.journal.parent.mkdir(parents=True, exist_ok=True)

    def back_up(write: Callable[[Path], None]) -> None:
        _back_up(container, write, may_fail=file is None and not must_back_up)

    opened = store.open(
        settings.database_url,
        container.now,
        pepper=container.secret,
        old_peppers=settings.publication.old_secrets,
        journal=container.journal,
        before_migrating=back_up,
    )
    opened.webhooks.add(settings.webhooks_wanted)
    if settings.fleet.enabled:
        from newsletter.scheduling.fleet import FleetNotifier, install

        install(settings.database_url)
        opened.dispatches.notifier = FleetNotifier()
    return opened


def _make(file: Path) -> None:
    """Create the file of a new database, which must be writable.

    Raises:
        StoreError: It was there before and is gone, or cannot be written.
    """
    demand_not_gone(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(0o600)  # contains addresses, so only the owner may read it
    except OSError as error:
        raise StoreError("database-barred", database=file, reason=reason_of(error)) from error


def demand_not_gone(file: Path) -> None:
    """Refuse a file of SQLite that was in use before and is not there.

    Raises:
        StoreError: It is gone.
    """
    from newsletter.store.presence import was_in_use

    if was_in_use(file) and not file.exists():
        raise StoreError("database-gone", path=file)


def sqlite_file(container: "Container") -> Path | None:
    """Return the file of the database; ``None`` if that is not SQLite."""
    url = container.settings.database_url
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return None
    return Path(unquote(url.removeprefix(prefix).partition("?")[0]))


def _back_up(container: "Container", write: Callable[[Path], None], *, may_fail: bool) -> None:
    from newsletter.app.backup_files import BEFORE_UPGRADE, backup_folder, new_backup

    try:
        path = new_backup(backup_folder(container), container.now(), BEFORE_UPGRADE)
        write(path)
    except StoreError as error:
        if not (may_fail and error.code in _NO_TOOL):
            raise StoreError("not-migrated-without-backup", reason=error.message) from error
        log.error("migrated without a backup: %s", error.message)  # noqa: TRY400  # no traceback for a tool that is not installed
    else:
        log.info("backup made before migrating", extra={"why": Message("backup-made", path=path)})
