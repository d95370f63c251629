"""Which pictures were made of which files, so that none is decoded again."""

import hashlib
import json
import re
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

from newsletter.errors import AuthorError
from newsletter.message import Message
from newsletter.text import files

if TYPE_CHECKING:
    from newsletter.rendering.picture_process import Place
    from newsletter.rendering.pictures import Picture

K = TypeVar("K")
V = TypeVar("V")
NAME: Final = re.compile(r"[0-9a-f]{24}\.(?:jpg|png)")
_NOTES: Final = ".made"  # in ``media/``
_REFUSED_FOR: Final = 300.0  # seconds; a busy machine may have been the reason
_MOST_KNOWN: Final = 2_000


class MadePictures:
    """The hosted pictures by the bytes that they were made of, and by their place.

    What cannot be used is remembered too, for five minutes: else each look at a page would
    try it again.
    """

    def __init__(self, folder: Path) -> None:
        """Set the folder ``media/``, which is created with the first picture."""
        self._folder = folder
        self._hashes: dict[Path, tuple[tuple[int, int, int], str]] = {}
        self._refused: dict[str, tuple[float, Message]] = {}

    def hash_of(self, path: Path) -> str:
        """Return the SHA-256 of a file, which is read once as long as it stays the same.

        Raises:
            OSError: It cannot be read.
        """
        status = path.stat()
        version = (status.st_ino, status.st_mtime_ns, status.st_size)
        known = self._hashes.get(path)
        if known is None or known[0] != version:
            with path.open("rb") as file:
                known = (version, hashlib.file_digest(file, "sha256").hexdigest())
            _put(self._hashes, path, known)
        return known[1]

    def find(self, sha256: str, place: "Place") -> "Picture | None":
        """Return what was made of the file with this hash, if that is known and still there.

        Raises:
            AuthorError: It was refused a moment ago.
        """
        until, problem = self._refused.get(_key(sha256, place), (0.0, None))
        if problem is not None and monotonic() < until:
            raise AuthorError(problem)
        from newsletter.rendering.picture_values import read_picture

        try:
            noted = json.loads((self._folder / _NOTES / _key(sha256, place)).read_bytes())
            name = str(noted["name"])
            if not NAME.fullmatch(name):
                return None
            return read_picture(noted, (self._folder / name).read_bytes())
        except (OSError, ValueError, TypeError, KeyError):  # gone, or damaged: it is made again
            return None

    def keep(self, sha256: str, place: "Place", picture: "Picture") -> None:
        """Store a picture for hosting, and note what it was made of.

        Raises:
            ValueError: Its name is not one of a hosted picture.
        """
        if not NAME.fullmatch(picture.name):
            raise ValueError(picture.name)
        values = asdict(picture)
        if _content(self._folder / picture.name) != values.pop("data"):
            files.replace(self._folder / picture.name, picture.data)
        files.replace(self._folder / _NOTES / _key(sha256, place), json.dumps(values))

    def refuse(self, sha256: str, place: "Place", problem: Message) -> None:
        """Remember for a while that a file cannot be used."""
        _put(self._refused, _key(sha256, place), (monotonic() + _REFUSED_FOR, problem))

    def forget(self, sha256: str, place: "Place", picture: "Picture") -> None:
        """Delete a picture and its note."""
        (self._folder / picture.name).unlink(missing_ok=True)
        (self._folder / _NOTES / _key(sha256, place)).unlink(missing_ok=True)


def _key(sha256: str, place: "Place") -> str:
    return f"{sha256}-{place}.json"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _put(known: dict[K, V], key: K, value: V) -> None:
    if len(known) >= _MOST_KNOWN:
        known.clear()
    known[key] = value
