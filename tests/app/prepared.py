"""Publications as many tests begin with, made once a run and copied from then on.

Creating one, migrating its database and approving its first issues takes half a
second; copying the result takes a few milliseconds. The processes of a run share them.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

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


def a_new_publication(folder: Path) -> None:
    """Put into a folder what ``init`` creates, with a database that has its tables."""
    shutil.copytree(_initial(), folder, dirs_exist_ok=True)


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
        shutil.copytree(_SHARED / key, folder, dirs_exist_ok=True)
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
