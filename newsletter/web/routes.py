"""The addresses of pages, as plain routes.

FastAPI is for the JSON API. For a page it would describe, check and inject
nothing that is used, and it took a third of the time of every start.
"""

import inspect
from collections.abc import Awaitable, Callable, Collection
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

Page: TypeAlias = Callable[..., Response | Awaitable[Response]]

READ: Final = ("GET", "HEAD")  # the methods of an address that only shows something
WRITE: Final = ("POST",)  # and of one that changes something


class PageRoutes:
    """The addresses of one subject's pages, in the order in which they are tried."""

    def __init__(self) -> None:
        """Begin without any."""
        self.all: Final[list[BaseRoute]] = []

    def add(self, path: str, endpoint: Page, methods: Collection[str] = READ) -> None:
        """Add an address.

        Args:
            path: With its variable parts in braces.
            endpoint: Is called with the variable parts and ``request``, those that it
                names; in a thread of its own, unless it is ``async``.
            methods: Of HTTP.
        """
        self.all.append(Route(path, _called(endpoint), methods=methods, include_in_schema=False))


def _called(endpoint: Page) -> Callable[[Request], Response | Awaitable[Response]]:
    names = tuple(inspect.signature(endpoint).parameters)

    def given(request: Request) -> dict[str, object]:
        return {name: request if name == "request" else request.path_params[name] for name in names}

    if inspect.iscoroutinefunction(endpoint):

        async def waited_for(request: Request) -> Response:
            answer: Response = await endpoint(**given(request))
            return answer

        return waited_for
    return lambda request: endpoint(**given(request))
