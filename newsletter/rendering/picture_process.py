"""Pictures made in a child process: what a stranger's file does to its decoder stays there."""

from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from newsletter.confined.process import Child, ChildError, ChildRefusal, Job, Trouble
from newsletter.errors import AuthorError
from newsletter.rendering.picture_child import picture_of
from newsletter.rendering.picture_values import read_picture
from newsletter.rendering.pictures import Picture

_IN_CHILD: Final = Job(function=picture_of, seconds=20, largest_answer=30_000_000)
_WHY: Final = {
    Trouble.TOO_SLOW: "picture-too-slow",
    Trouble.TOO_LARGE: "picture-too-full",
    Trouble.ENDED: "picture-unreadable",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture will be.

    Attributes:
        width: In CSS pixels; ``None`` for the portrait under the title.
    """

    width: int | None

    def __str__(self) -> str:
        return "portrait" if self.width is None else str(self.width)


PORTRAIT: Final = Place(None)


class PictureMaker:
    """Makes pictures, one after the other, while the context is open."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._child = Child(_IN_CHILD)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._child.__exit__(kind, error, at)

    def wait(self) -> None:
        """Wait for this one's turn: a caller that waits should not hold a picture's bytes yet.

        Raises:
            DeskError: Too many others wait.
        """
        self._child.wait()

    def make(self, data: bytes, place: Place) -> Picture:
        """Return a picture that fits its place, as ``prepare`` and ``prepare_portrait`` do.

        Raises:
            AuthorError: It cannot be used.
            DeskError: Too many others wait.
        """
        try:
            answer = self._child.ask({"width": place.width}, data)
        except ChildRefusal as refusal:
            raise AuthorError(refusal.problem) from None
        except ChildError as error:
            raise AuthorError(_WHY[error.trouble]) from error
        try:
            return read_picture(answer.values, answer.data)
        except ValueError as error:  # a file may have taken over the child
            raise AuthorError(_WHY[Trouble.ENDED]) from error
