"""Reading all numbers of a page at one moment, while others write."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from newsletter.app.container import Container

P = ParamSpec("P")
R = TypeVar("R")


class _Reader(Protocol):
    _container: "Container"


S = TypeVar("S", bound=_Reader)


def of_one_moment(read: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Return a method that reads everything in one snapshot, and writes nothing."""

    @wraps(read)
    def read_at_once(self: S, /, *given: P.args, **named: P.kwargs) -> R:
        with self._container.snapshot():
            return read(self, *given, **named)

    return read_at_once
