"""The pictures of issues, resized for email and stored for hosting."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.errors import AuthorError, ConfigError
from newsletter.message import Message
from newsletter.model.blocks import Image
from newsletter.model.issue import Issue
from newsletter.system import reason_of
from newsletter.text import files

if TYPE_CHECKING:
    from newsletter.rendering.pictures import Picture

_NAME = re.compile(r"[0-9a-f]{24}\.(?:jpg|png)")


class Pictures:
    """The publication's ``media/``, filled with the pictures that issues use."""

    def __init__(self, folder: Path) -> None:
        """Set the folder ``media/``, which is created with the first picture."""
        self._folder = folder

    def of(self, issue: Issue, path: Path, place_width: int) -> "dict[str, Picture]":
        """Return an issue's pictures by the name used in its text, each stored for hosting.

        Args:
            issue: The issue.
            path: Its file. Pictures are in the same folder or below.
            place_width: The width of the template's text, in CSS pixels.

        Raises:
            AuthorError: A picture is missing or unusable.
        """
        found: dict[str, Picture] = {}
        for at, block in enumerate(issue.blocks):
            if isinstance(block, Image) and block.source not in found:
                line = issue.lines[at] if at < len(issue.lines) else None
                found[block.source] = self._prepared(block.source, path, line, place_width)
        return found

    def _prepared(self, source: str, path: Path, line: int | None, width: int) -> "Picture":
        from newsletter.rendering.pictures import prepare

        try:
            picture = prepare(_read(source, path.parent), place_width=width)
        except AuthorError as error:
            unfit = Message("picture-unfit", picture=source, problem=error.problem)
            raise AuthorError(unfit, path, line) from error
        return self._stored(picture)

    def portrait(self, folder: Path, named: str) -> "Picture | None":
        """Return the sender's portrait, stored for hosting; ``None`` if none is named.

        Args:
            folder: The publication.
            named: Its file there, as the settings name it, which may be empty.

        Raises:
            ConfigError: It is missing or unusable.
        """
        from newsletter.rendering.pictures import prepare_portrait

        if not named:
            return None
        path = folder / named
        if not path.is_file():
            raise ConfigError("portrait-missing", file=path)
        try:
            picture = prepare_portrait(_read(path.name, path.parent))
        except AuthorError as error:
            raise ConfigError("portrait-unfit", file=path, problem=error.problem) from error
        return self._stored(picture)

    def _stored(self, picture: "Picture") -> "Picture":
        if not (self._folder / picture.name).exists():
            files.replace(self._folder / picture.name, picture.data)
        return picture

    def hosted(self, name: str) -> tuple[bytes, str] | None:
        """Return a stored picture and its media type; ``None`` if there is none of that name."""
        if not _NAME.fullmatch(name):
            return None
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        return data, "image/png" if name.endswith(".png") else "image/jpeg"


def _read(source: str, folder: Path) -> bytes:
    """Return a picture's bytes.

    Raises:
        AuthorError: It is missing, outside the issues' folder, or too large.
    """
    if "://" in source:
        raise AuthorError("picture-elsewhere")
    place = (folder / source).resolve()
    if not place.is_relative_to(folder.resolve()):
        raise AuthorError("picture-outside")
    from newsletter.rendering.pictures import LARGEST_BYTES, too_heavy

    try:
        size = place.stat().st_size
        if size > LARGEST_BYTES:
            raise too_heavy(size, source)
        return place.read_bytes()
    except FileNotFoundError as error:
        raise AuthorError("picture-missing") from error
    except (OSError, ValueError) as error:
        raise AuthorError("not-readable", reason=reason_of(error)) from error
