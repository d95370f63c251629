"""The files of backups: their names, the newest of a folder, and which are deleted."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from newsletter.app.container import Container
from newsletter.errors import DeskError, StoreError
from newsletter.system import reason_of
from newsletter.text import files

_FOLDER: Final = "backups"
MADE: Final = "newsletter"  # what the name of a backup begins with that somebody asked for
BEFORE_UPGRADE: Final = "before-upgrade"
REPLACED: Final = "replaced"  # what was there before a restore
_BY_ITSELF: Final = (BEFORE_UPGRADE, REPLACED)  # never the newest of a folder to restore
_OWN: Final = re.compile(
    rf"(?P<stem>{MADE}|{BEFORE_UPGRADE}|{REPLACED})"
    r"-(?P<moment>\d{8}T\d{6}Z)(-(?P<number>\d+))?\.backup"
)


def backup_folder(container: Container) -> Path:
    """Return the folder for backups that are given no other place."""
    return container.folder / _FOLDER


def new_backup(folder: Path, at: datetime, stem: str = MADE) -> Path:
    """Return a free name for a backup in a folder, which is created for its owner alone.

    Another process that asks at the same moment gets another name.

    Args:
        folder: The folder.
        at: The moment that the name has, in UTC.
        stem: What the name begins with.

    Raises:
        StoreError: The folder cannot be created or written to.
    """
    from newsletter.store.backup.backup import reserve

    stem = f"{stem}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (f"{stem}{f'-{number}' if number > 1 else ''}.backup" for number in count(1))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return next(path for path in map(folder.joinpath, names) if reserve(path))
    except OSError as error:
        raise StoreError("backup-not-writable", path=folder, reason=reason_of(error)) from error


def newest_in(folder: Path) -> Path:
    """Return the newest backup in a folder that somebody asked for.

    Raises:
        DeskError: There is none.
    """
    own = _own(folder, MADE) if folder.is_dir() else ()
    newest = max(own, key=_order, default=None)
    if newest is None:
        raise DeskError("backup-none-in-folder", folder=folder)
    return newest


@contextmanager
def reading(place: Path, own_folder: Path) -> Iterator[Path]:
    """Yield the backup to read, which ``backup --keep`` leaves in its place meanwhile.

    Its file is locked and not its folder, in which others write backups or the journal.

    Args:
        place: The backup, or a folder, for the newest in it.
        own_folder: The publication's own folder for backups, which may not be there yet.

    Raises:
        DeskError: There is no backup in the folder.
    """
    is_folder = place.is_dir() or place == own_folder
    with ExitStack() as held:
        path = newest_in(place) if is_folder else place
        while not held.enter_context(files.shared(path)) and is_folder:
            path = newest_in(place)  # the one before was deleted just then
        yield path


def delete_older(written: Path, keep: int, own_folder: Path) -> int:
    """Delete all but the newest backups in the folder of one just written; return how many.

    Those before upgrades and restores that are older than the oldest of them are deleted as
    well, there and in the publication's own folder, and so is what killed backups left.

    One that is read at this moment is left for the next time.

    If two processes do this at once, the second one may find its own backup deleted. It then
    deletes nothing, or both would be gone.
    """
    folders = {one.resolve() for one in (written.parent, own_folder) if one.is_dir()}
    with ExitStack() as held:
        for folder in sorted(folders):  # in one order, so that no two wait for each other
            held.enter_context(files.locked_folder(folder))
        return _delete_others(written, keep, own_folder) if written.is_file() else 0


def _delete_others(written: Path, keep: int, own_folder: Path) -> int:
    from newsletter.store.backup.backup import delete_left
    from newsletter.store.backup.labels import place_of

    folder = written.parent
    others = sorted((one for one in _own(folder, MADE) if one != written), key=_order)
    many = max(0, len(others) - keep + 1)
    oldest = min([written, *others[many:]], key=_order)
    folders = [one for one in dict.fromkeys((folder, own_folder)) if one.is_dir()]
    by_itself = [path for one in folders for path in _own(one, *_BY_ITSELF)]
    doomed = others[:many] + [path for path in by_itself if _order(path) < _order(oldest)]
    deleted = 0
    for path in doomed:
        with files.locked_if_unshared(path) as is_free:
            if is_free:
                place_of(path).unlink(missing_ok=True)  # first: a label alone would stay
                path.unlink(missing_ok=True)
                deleted += 1
    for one in folders:
        delete_left(one, ".*.backup.part*", written.stat().st_mtime)
    return deleted


def _own(folder: Path, *stems: str) -> list[Path]:
    """Return the backups in a folder that were given their name here."""
    named = ((path, _OWN.fullmatch(path.name)) for path in folder.iterdir())
    return [path for path, name in named if name and name["stem"] in stems and path.is_file()]


def _order(path: Path) -> tuple[str, int]:
    """Return by what backups are ordered: their moment, and their number within a second."""
    found = _OWN.fullmatch(path.name)
    return (found["moment"], int(found["number"] or 1)) if found else ("", 0)
