"""The pictures of issues, resized for email and stored for hosting."""

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, Final

from newsletter.app.made_pictures import NAME, MadePictures
from newsletter.errors import AuthorError, ConfigError
from newsletter.message import Message
from newsletter.model.blocks import Image
from newsletter.model.issue import Issue
from newsletter.system import reason_of

if TYPE_CHECKING:
    from newsletter.rendering.picture_process import PictureMaker, Place
    from newsletter.rendering.pictures import Picture


_ENDINGS: Final = {
    ".jpg": ".jpg",
    ".jpeg": ".jpg",
    ".png": ".png",
    ".gif": ".gif",
    ".webp": ".webp",
}


@dataclass(frozen=True, slots=True)
class UploadedPicture:
    """A picture that an editor sent, which can be used.

    Attributes:
        stem: Its file name without the ending.
        ending: For a file of it, such as ``.jpg``.
        data: The file.
        picture: What was made of it.
    """

    stem: str
    ending: str
    data: bytes
    picture: "Picture"


class Pictures:
    """The publication's ``media/``, filled with the pictures that issues use.

    They are made in a child process, at most once.
    """

    def __init__(self, folder: Path) -> None:
        """Set the folder ``media/``, which is created with the first picture."""
        self._folder = folder
        self._made = MadePictures(folder)

    def of(self, issue: Issue, path: Path, place_width: int) -> "dict[str, Picture]":
        """Return an issue's pictures by the name used in its text, each stored for hosting.

        Args:
            issue: The issue.
            path: Its file. Pictures are in the same folder or below.
            place_width: The width of the template's text, in CSS pixels.

        Raises:
            AuthorError: A picture is missing or unusable.
            DeskError: Too many pictures are being made.
        """
        found: dict[str, Picture] = {}
        images = [(at, one) for at, one in enumerate(issue.blocks) if isinstance(one, Image)]
        if not images:
            return found
        from newsletter.rendering.picture_process import PictureMaker, Place

        with PictureMaker() as maker:
            for at, block in images:
                if block.source in found:
                    continue
                try:
                    place = _place(block.source, path.parent)
                    picture = self._of_file(place, Place(place_width), maker)
                except AuthorError as error:
                    unfit = Message("picture-unfit", picture=block.source, problem=error.problem)
                    line = issue.lines[at] if at < len(issue.lines) else None
                    raise AuthorError(unfit, path, line) from error
                found[block.source] = picture
        return found

    def portrait(self, folder: Path, named: str) -> "Picture | None":
        """Return the sender's portrait, stored for hosting; ``None`` if none is named.

        Args:
            folder: The publication.
            named: Its file there, as the settings name it, which may be empty.

        Raises:
            ConfigError: It is missing or unusable.
            DeskError: Too many pictures are being made.
        """
        if not named:
            return None
        from newsletter.rendering.picture_process import PORTRAIT, PictureMaker

        path = folder / named
        if not path.is_file():
            raise ConfigError("portrait-missing", file=path)
        try:
            with PictureMaker() as maker:
                return self._of_file(_place(path.name, path.parent), PORTRAIT, maker)
        except AuthorError as error:
            raise ConfigError("portrait-unfit", file=path, problem=error.problem) from error

    def _of_file(self, path: Path, place: "Place", maker: "PictureMaker") -> "Picture":
        try:
            known = self._made.find(self._made.hash_of(path), place)
            if known is not None:
                return known
            maker.wait()
            # meanwhile others may have made it
            known = self._made.find(self._made.hash_of(path), place)
            return known or self._of_bytes(path.read_bytes(), place, maker, store=True)
        except OSError as error:
            raise AuthorError("not-readable", reason=reason_of(error)) from error

    def tried(self, file_name: str, file: BinaryIO, place: "Place") -> UploadedPicture:
        """Return an upload and what was made of it, which is not stored.

        Args:
            file_name: The name that the browser sends. Only its last part is used.
            file: The upload. It is read when it is its turn, so that of many at once only one
                is in memory.
            place: Where it will be.

        Raises:
            AuthorError: It is not a picture that can be used.
            DeskError: Too many pictures are being made.
        """
        from newsletter.rendering.picture_process import PictureMaker

        given = PurePath(file_name.replace("\\", "/"))
        try:
            with PictureMaker() as maker:
                maker.wait()
                data = file.read()
                picture = self._of_bytes(data, place, maker, store=False)
        except AuthorError as error:
            unfit = Message("picture-unfit", picture=given.name[:80], problem=error.problem)
            raise AuthorError(unfit) from error
        ending = _ENDINGS.get(given.suffix.lower(), ".jpg")
        return UploadedPicture(given.stem, ending, data, picture)

    def keep(self, data: bytes, place: "Place", picture: "Picture") -> None:
        """Store for hosting what was made of an upload."""
        self._made.keep(hashlib.sha256(data).hexdigest(), place, picture)

    def forget(self, data: bytes, place: "Place", picture: "Picture") -> None:
        """Delete what was made of a file. No letter may show it."""
        self._made.forget(hashlib.sha256(data).hexdigest(), place, picture)

    def _of_bytes(
        self, data: bytes, place: "Place", maker: "PictureMaker", *, store: bool
    ) -> "Picture":
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            picture = maker.make(data, place)
        except AuthorError as error:
            self._made.refuse(sha256, place, error.problem)
            raise
        if store:
            self._made.keep(sha256, place, picture)
        return picture

    def hosted(self, name: str) -> tuple[bytes, str] | None:
        """Return a stored picture and its media type; ``None`` if there is none of that name."""
        if not NAME.fullmatch(name):
            return None
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        return data, "image/png" if name.endswith(".png") else "image/jpeg"


def _place(source: str, folder: Path) -> Path:
    """Return a picture's file.

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
    except FileNotFoundError as error:
        raise AuthorError("picture-missing") from error
    except (OSError, ValueError) as error:
        raise AuthorError("not-readable", reason=reason_of(error)) from error
    if size > LARGEST_BYTES:
        raise too_heavy(size, source)
    return place
