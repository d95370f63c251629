"""The place of the JSON API among the addresses of the site."""

from functools import cached_property

from fastapi import FastAPI
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from newsletter.app import Newsletter
from newsletter.web.api import JsonApi
from newsletter.web.mistakes import Mistakes

_ROOT = "/api/v1"


class ApiRoute(BaseRoute):
    """Passes requests under ``/api/v1`` on to FastAPI, which is set up by the first of them.

    FastAPI studies every endpoint when it is added, which takes longer than setting up all
    other pages together.
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
        await self.api(scope, receive, send)

    @cached_property
    def api(self) -> FastAPI:
        """The API with its description."""
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
        return api
