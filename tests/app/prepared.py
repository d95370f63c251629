"""Publications as many tests begin with, made once a process and copied from then on.

Creating one, migrating its database and approving its first issues takes half a
second; copying the result takes a few milliseconds.
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

_KEPT: Final[dict[str, Path]] = {}


def a_new_publication(folder: Path) -> None:
    """Put into a folder what ``init`` creates, with a database that has its tables."""
    shutil.copytree(_initial(), folder, dirs_exist_ok=True)


@cache
def _initial() -> Path:
    folder = _a_folder()
    init(folder)
    database = folder / "subscribers" / "newsletter.db"
    shutil.copy(migrated_file(), database)
    database.chmod(0o600)
    return folder


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
    key = _digest(folder, app.container.now(), *given)
    if key in _KEPT:
        shutil.copytree(_KEPT[key], folder, dirs_exist_ok=True)
        return
    step()
    _KEPT[key] = _a_folder()
    shutil.copytree(
        folder, _KEPT[key], dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.db-shm")
    )


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
    folder = Path(tempfile.mkdtemp(prefix="newsletter-kept-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
