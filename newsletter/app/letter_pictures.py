"""Pictures that editors add to letters at the desk. They are stored with the issues."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final

from newsletter.app.container import Container
from newsletter.editorial.inline import link
from newsletter.errors import AuthorError, DeskError
from newsletter.text import files
from newsletter.text.slugs import slug

_FOLDER: Final = "pictures"  # in ``issues/``
_TRIED_AT: Final = 600  # CSS pixels, about the width of a letter
_LONGEST_ALT: Final = 300  # characters


class LetterPictures:
    """Stores uploaded pictures."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies."""
        self._folder = container.folder / "issues" / _FOLDER
        self._pictures = container.pictures

    def keep(self, number: int, file_name: str, file: BinaryIO, alt: str) -> str:
        """Store a picture of an issue, and return the line of text that includes it.

        The same picture is stored once.

        Args:
            number: The issue.
            file_name: The name that the browser sends. Only its last part is used.
            file: The file.
            alt: A description for people who cannot see the picture.

        Raises:
            DeskError: There is no alternative text, or too many pictures are being made.
            AuthorError: The file is not a picture that can be used.
            OSError: It cannot be written.
        """
        from newsletter.rendering.picture_process import Place

        words = " ".join(alt.split())[:_LONGEST_ALT]
        if not words:
            raise DeskError("picture-without-alt")
        sent = self._pictures.tried(file_name, file, Place(_TRIED_AT))
        stem = f"{number:03}-{slug(sent.stem, empty='picture')}"
        kept = self._kept(stem, sent.ending, sent.data)
        return f"!{link(words, f'{_FOLDER}/{kept.name}')}"

    def _kept(self, stem: str, ending: str, data: bytes) -> Path:
        for at in count(1):
            path = self._folder / (f"{stem}{ending}" if at == 1 else f"{stem}-{at}{ending}")
            try:
                files.put_new(path, data)
            except AuthorError:  # a file of that name exists
                if path.read_bytes() != data:
                    continue
            return path
        raise AssertionError  # the names never end


@dataclass(frozen=True, slots=True)
class Placed:
    """A text with a line inserted, and the number of that line.

    Attributes:
        is_last: Whether nothing follows it.
    """

    text: str
    line: int
    is_last: bool


def placed(text: str, line: str, at: int | None) -> Placed:
    """Insert a line into a text, after the paragraph at a position.

    Args:
        text: The text, with LF as line ends.
        line: The line to insert.
        at: The position in UTF-16 units, as browsers count; ``None`` for the end.
    """
    units = text.encode("utf-16-le")
    length = len(units) if at is None else min(max(at, 0) * 2, len(units))
    before = units[:length].decode("utf-16-le", "ignore")
    end = text.find("\n\n", len(before))
    end = len(text) if end < 0 else end
    above, below = text[:end].strip("\n"), text[end:].strip("\n")
    whole = "\n\n".join(part for part in (above, line, below) if part) + "\n"
    return Placed(whole, above.count("\n") + 3 if above else 1, not below)
