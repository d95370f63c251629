"""Publications as many tests begin with, made once a run and copied from then on.

Creating one, migrating its database and approving its first issues takes half a
second; copying the result takes a few milliseconds. The processes of a run share them,
and each keeps those in memory that it needed last: fifty files are written in a third
of the time in which they are copied.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from stat import S_IMODE
from typing import Final, NamedTuple

from newsletter.app import Newsletter
from newsletter.app.publication import init
from tests.store.places import migrated_file


def _shared_folder() -> Path:
    """Return the folder of the run, see tests/conftest.py; benchmarks have one of their own."""
    if folder := os.environ.get("NEWSLETTER_TESTS_SHARED"):
        return Path(folder)
    own = tempfile.mkdtemp(prefix="newsletter-shared-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return Path(own)


_SHARED: Final = _shared_folder()


class _Contents(NamedTuple):
    """What a folder holds, with the modes: its folders, the outer ones first, and its files."""

    folders: list[tuple[str, int]]
    files: list[tuple[str, bytes, int]]

    def put_into(self, folder: Path) -> None:
        """Write all of it, over what is there."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, mode in self.folders:
            path = folder / name
            path.mkdir(exist_ok=True)
            _set_mode(path, mode)
        for name, content, mode in self.files:
            path = folder / name
            path.write_bytes(content)
            _set_mode(path, mode)


def _set_mode(path: Path, mode: int) -> None:
    if S_IMODE(path.stat().st_mode) != mode:
        path.chmod(mode)


@lru_cache(maxsize=24)  # half a megabyte each
def _kept(made: Path) -> _Contents:
    found = [
        (path, str(path.relative_to(made)), S_IMODE(path.stat().st_mode))
        for path in sorted(made.rglob("*"))
    ]
    return _Contents(
        [(name, mode) for path, name, mode in found if path.is_dir()],
        [(name, path.read_bytes(), mode) for path, name, mode in found if path.is_file()],
    )


def a_new_publication(folder: Path) -> None:
    """Put into a folder what ``init`` creates, with a database that has its tables."""
    _kept(_initial()).put_into(folder)


@cache
def _initial() -> Path:
    made = _a_folder()
    init(made)
    database = made / "subscribers" / "newsletter.db"
    shutil.copy(migrated_file(), database)
    database.chmod(0o600)
    return _keep(made, "initial")


def once(app: Newsletter, step: Callable[[], None], *given: object) -> None:
    """Take a step with a publication, or copy what it made of the very same one before.

    Args:
        app: The publication. If its database is open already, the step is taken.
        step: What changes nothing but the publication's folder.
        given: What the step depends on besides the folder and the time.
    """
    folder = app.container.folder
    if "store" in vars(app.container):
        step()
        return
    key = _digest(folder, app.container.now(), step.__qualname__, *given)
    if (_SHARED / key).is_dir():
        _kept(_SHARED / key).put_into(folder)
        return
    step()
    made = _a_folder()
    shutil.copytree(folder, made, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.db-shm"))
    _keep(made, key)


def _keep(made: Path, key: str) -> Path:
    """Move a folder to its name, or drop it if another process was there first."""
    try:
        made.rename(_SHARED / key)
    except OSError:
        shutil.rmtree(made)
    return _SHARED / key


def _digest(folder: Path, *given: object) -> str:
    """Return what tells one state of a publication from every other."""
    told = sha256(repr(given).encode())
    told.update(repr(sorted(_environment().items())).encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        told.update(f"\0{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return told.hexdigest()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("NEWSLETTER")}


def _a_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="made-", dir=_SHARED))
