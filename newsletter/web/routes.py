"""The addresses of pages, as plain routes.

FastAPI serves the JSON API. For pages its descriptions, validation and injection are
not used, and they took a third of the start-up time.
"""

import inspect
from collections.abc import Awaitable, Callable, Collection
from functools import cache, partial
from types import CodeType, FunctionType
from typing import Final, TypeAlias, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

Page: TypeAlias = Callable[..., Response | Awaitable[Response]]

READ: Final = ("GET", "HEAD")  # for an address that only shows something
WRITE: Final = ("POST",)  # for an address that changes something


class PageRoutes:
    """The addresses of one subject's pages, in the order in which they are tried."""

    def __init__(self) -> None:
        """Create an empty list of addresses."""
        self.all: Final[list[BaseRoute]] = []

    def add(self, path: str, endpoint: Page, methods: Collection[str] = READ) -> None:
        """Add an address.

        Args:
            path: With its variable parts in braces.
            endpoint: Called with those of the variable parts and ``request`` that it
                names; in a worker thread unless it is ``async``.
            methods: The HTTP methods.
        """
        self.all.append(Route(path, _called(endpoint), methods=methods, include_in_schema=False))


@cache  # as many as there are pages
def _parameters(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _wanted(endpoint: Page) -> tuple[str, ...]:
    """Return the arguments that an endpoint names and has not got yet.

    ``inspect.signature`` took half of the time in which a site is put together.
    """
    if isinstance(endpoint, partial):
        return _wanted(endpoint.func)[len(endpoint.args) :]
    if inspect.ismethod(endpoint):
        return _parameters(endpoint.__func__.__code__)[1:]  # without ``self``
    return _parameters(cast("FunctionType", endpoint).__code__)


def _called(endpoint: Page) -> Callable[[Request], Response | Awaitable[Response]]:
    names = _wanted(endpoint)

    def given(request: Request) -> dict[str, object]:
        return {name: request if name == "request" else request.path_params[name] for name in names}

    if inspect.iscoroutinefunction(endpoint):

        async def waited_for(request: Request) -> Response:
            answer: Response = await endpoint(**given(request))
            return answer

        return waited_for
    return lambda request: endpoint(**given(request))
