"""``/metrics``, and the count of requests that it shows."""

from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsletter.app import Newsletter
from newsletter.app.meter import Meter
from newsletter.errors import ConfigError
from newsletter.web.guard import client_of, is_within
from newsletter.web.pages import Pages
from newsletter.web.routes import PageRoutes

_API: Final = "/api/v1"
_OTHER: Final = "other"  # what no route is for: paths of strangers must not become labels


class MetricsPage:
    """``/metrics``, for clients with the token in the allowed networks. Others get 404."""

    def __init__(self, newsletter: Newsletter, _pages: Pages) -> None:
        self._newsletter = newsletter

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/metrics", self.show)
        return routes

    def show(self, request: Request) -> Response:
        """Return all metrics.

        Raises:
            HTTPException: 404 for everybody else, so that nobody learns that they are there.
        """
        metrics = self._newsletter.liveness.metrics
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        is_theirs = scheme.lower() == "bearer" and metrics.admits(token.strip())
        if not (is_theirs and is_within(self._client(request), metrics.allowed)):
            raise HTTPException(404)
        try:
            body, kind = metrics.page()
        except ConfigError:
            return PlainTextResponse("newsletter[metrics] is not installed", 503)
        return Response(body, headers={"content-type": kind, "cache-control": "no-store"})

    def _client(self, request: Request) -> str:
        """Return the client's IP address, or nothing if it hides behind a proxy that is not trusted.

        A web server on this machine would make every client one of this machine.
        """
        trusted = self._newsletter.readers.trusted_proxies
        peer = request.client.host if request.client else ""
        if "x-forwarded-for" in request.headers and not is_within(peer, trusted):
            return ""
        return client_of(request, trusted)


class MeasuredSite:
    """Counts the requests to a site by their routes, never by their paths."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute], meter: Meter) -> None:
        """Set the site, its routes, and what counts."""
        self._app = app
        self._patterns: Mapping[object, str] = {
            one.endpoint: one.path.rstrip("/") or "/" for one in routes if isinstance(one, Route)
        }
        self._meter = meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, codes = monotonic(), list[int]()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                codes.append(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            code = codes[0] if codes else 500
            self._meter.note_request(self._route(scope), scope["method"], code, monotonic() - began)

    def _route(self, scope: Scope) -> str:
        found = self._patterns.get(scope.get("endpoint"))
        if found is not None:
            return found
        return _API if f"{scope['path']}/".startswith(f"{_API}/") else _OTHER
