"""The place of the JSON API among the addresses of the site."""

from functools import cached_property
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URLPath
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from newsletter.app import Newsletter
from newsletter.web import api_refusals
from newsletter.web.mistakes import Mistakes

if TYPE_CHECKING:
    from fastapi import FastAPI

_ROOT = "/api/v1"


class ApiRoute(BaseRoute):
    """Passes requests under ``/api/v1`` on to FastAPI, which is loaded and set up by the first.

    It takes longer to load than all the rest of the site. It also studies every endpoint when
    it is added, which takes longer than setting up all other pages together.
    """

    def __init__(self, newsletter: Newsletter, mistakes: Mistakes) -> None:
        """Set what the API works on, and who answers its failed requests."""
        self._newsletter = newsletter
        self._mistakes = mistakes

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether a request is for the API."""
        is_ours = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{_ROOT}/")
        return (Match.FULL if is_ours else Match.NONE), {}

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Refuse: no address is made from a name here."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if "api" not in vars(self):
            await run_in_threadpool(lambda: self.api)  # other pages are answered meanwhile
        await self.api(scope, receive, send)

    @cached_property
    def api(self) -> "FastAPI":
        """The API with its description."""
        from fastapi import FastAPI
        from fastapi.exceptions import RequestValidationError

        from newsletter.web.api import JsonApi

        def invalid(_request: Request, error: Exception) -> Response:
            found = error.errors() if isinstance(error, RequestValidationError) else ()
            return api_refusals.invalid(found)

        api = FastAPI(
            title=self._newsletter.publication.name,
            version="1",
            docs_url=None,  # its page would load a script from elsewhere
            redoc_url=None,
            openapi_url=f"{_ROOT}/openapi.json",
            redirect_slashes=False,  # as everywhere on the site
        )
        api.include_router(JsonApi(self._newsletter).router())
        self._mistakes.explain(api)
        api.add_exception_handler(RequestValidationError, invalid)
        return api
