"""The portraits that owners give at the desk, in ``portrait/``."""

import hashlib
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from newsletter.app.container import Container
from newsletter.config import Settings, load
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.system import reason_of
from newsletter.text import files
from newsletter.text.slugs import slug

if TYPE_CHECKING:
    from newsletter.rendering.pictures import Picture

LOCK: Final = ".settings.lock"  # in ``subscribers/``
_FOLDER: Final = "portrait"
_OURS: Final = re.compile(r".+-([0-9a-f]{8})\.(?:jpg|png|gif|webp)")
_UNUSED_FOR: Final = timedelta(days=7)  # the settings may be undone, or a letter be under way


def portrait_of(container: Container) -> "Picture | None":
    """Return the sender's portrait, stored for hosting; ``None`` if the settings name none.

    Raises:
        ConfigError: It is missing or unusable.
        DeskError: Too many pictures are being made.
    """
    return container.pictures.portrait(container.folder, container.settings.sender.portrait)


@dataclass(frozen=True, slots=True)
class NewPortrait:
    """A portrait that can be used, and is not stored yet.

    Attributes:
        name: Its file as the settings name it.
    """

    name: str
    data: bytes
    picture: "Picture"


class Portraits:
    """Tries, stores and shows portraits."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def hosted(self, settings: Settings) -> tuple[str, Message | None]:
        """Return the name of the hosted portrait, or why it cannot be used."""
        try:
            found = self._container.pictures.portrait(
                self._container.folder, settings.sender.portrait
            )
        except (ConfigError, DeskError) as error:
            return "", error.message
        except OSError as error:
            return "", Message("settings-not-written", reason=reason_of(error))
        return (found.name if found else ""), None

    def tried(self, file_name: str, file: BinaryIO) -> NewPortrait:
        """Return an upload as a portrait, with the name that it will have.

        Raises:
            AuthorError: It is not a picture that can be used.
            DeskError: Too many pictures are being made.
        """
        from newsletter.rendering.picture_process import PORTRAIT

        sent = self._container.pictures.tried(file_name, file, PORTRAIT)
        name = f"{slug(sent.stem, empty='portrait')[:60]}-{_mark(sent.data)}{sent.ending}"
        return NewPortrait(f"{_FOLDER}/{name}", sent.data, sent.picture)

    def keep(self, new: NewPortrait) -> None:
        """Store a portrait and what was made of it.

        Raises:
            OSError: It cannot be written.
        """
        from newsletter.rendering.picture_process import PORTRAIT

        files.replace(self._container.folder / new.name, new.data)
        self._container.pictures.keep(new.data, PORTRAIT, new.picture)


def tidy_portraits(container: Container) -> None:
    """Delete the portraits that owners gave at the desk and that are out of use for a week.

    What was made of one stays as long as a stored edition or page shows it: letters that
    readers have take it from here. Files of other names are the owner's own.
    """
    folder, now = container.folder, container.now()
    with files.locked(folder / "subscribers" / LOCK):
        named = load(folder).sender.portrait
        for path in sorted((folder / _FOLDER).glob("*")):
            if not _is_ours(path):
                continue
            if named and path == folder / named:
                # by this time its week begins, however its name leaves the settings
                os.utime(path, (now.timestamp(), now.timestamp()))
            elif path.stat().st_mtime < (now - _UNUSED_FOR).timestamp():
                _forget(container, path)


def _forget(container: Container, path: Path) -> None:
    from newsletter.rendering.picture_process import PORTRAIT

    try:
        picture = container.pictures.portrait(path.parent, path.name)
    except ConfigError:  # nothing was made of it
        picture = None
    if picture is not None and not container.store.editions.shows(picture.name):
        container.pictures.forget(path.read_bytes(), PORTRAIT, picture)
    path.unlink()


def _is_ours(path: Path) -> bool:
    """Return whether a file has the name that it gets at the desk, with the mark of its bytes."""
    found = _OURS.fullmatch(path.name)
    return found is not None and path.is_file() and found[1] == _mark(path.read_bytes())


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]
