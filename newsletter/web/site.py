"""The whole site as one ASGI application, and how it is served beside the scheduler."""

import errno
import socket
from contextlib import suppress
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from newsletter.app import Newsletter
from newsletter.errors import BadToken, DeskError, StoreError
from newsletter.web import api, build, hooks
from newsletter.web.archive import ArchivePages
from newsletter.web.bodies import BodyLimits
from newsletter.web.front import FeedbackPages, FrontPages
from newsletter.web.glued import GluedLinks
from newsletter.web.guard import SafetyHeaders
from newsletter.web.pages import Pages, wishes_of
from newsletter.web.preferences import DataPages, PreferencePages
from newsletter.web.subscribe import SubscribePages
from newsletter.web.unsubscribe import UnsubscribePages

_MACHINES = ("/hooks/", "/api/", "/health")
_PARTS: Final = (
    FrontPages,
    FeedbackPages,
    SubscribePages,
    UnsubscribePages,
    PreferencePages,
    DataPages,
    ArchivePages,
)


def assemble(newsletter: Newsletter) -> ASGIApp:
    """Every route of one publication behind its guards."""
    pages = Pages(newsletter)
    site = FastAPI(
        title=newsletter.publication.name,
        version="1",
        docs_url=None,  # its page would load a script from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,  # RFC 8058 §3.1: a one-click POST must not be redirected
    )
    site.router.routes.extend(hooks.routes(newsletter))  # first: the busiest by far
    for part in _PARTS:
        site.include_router(part(newsletter, pages).router())
    site.include_router(api.JsonApi(newsletter).router())
    Mistakes(pages).explain(site)
    # outermost, so that the page for a crash has the headers too
    return SafetyHeaders(BodyLimits(GluedLinks(site)), newsletter.publication.base_url)


class Mistakes:
    """What visitors and machines get where a request cannot be answered."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def explain(self, site: FastAPI) -> None:
        """Answer every error of a site."""
        site.add_exception_handler(BadToken, self.damaged)
        site.add_exception_handler(HTTPException, self.refused)
        site.add_exception_handler(RequestValidationError, self.invalid)
        site.add_exception_handler(ClientDisconnect, self.gone)
        site.add_exception_handler(StoreError, self.out_of_order)
        site.add_exception_handler(Exception, self.broken)

    def damaged(self, request: Request, _error: Exception) -> Response:
        """Answer a link that is damaged."""
        is_joining = request.url.path.startswith("/confirm/")
        return self._pages.show(
            "damaged", status=404, wishes=wishes_of(request), is_joining=is_joining
        )

    def refused(self, request: Request, error: Exception) -> Response:
        """Answer with an HTTP status of our own."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if request.url.path.startswith(_MACHINES):
            return api.refusal(status, getattr(error, "detail", ""), headers)
        return self._pages.show(
            "mistake", status=status, headers=headers, wishes=wishes_of(request), code=status
        )

    def invalid(self, _request: Request, error: Exception) -> Response:
        """Answer a body of another form than the API describes."""
        return api.invalid(error.errors() if isinstance(error, RequestValidationError) else ())

    def gone(self, _request: Request, _error: Exception) -> Response:
        """Answer a visitor who has hung up: nobody reads it, and no traceback fills the log."""
        return Response(status_code=400)

    def out_of_order(self, request: Request, _error: Exception) -> Response:
        """Answer while the database is away."""
        headers = {"retry-after": "60"}
        if request.url.path.startswith(_MACHINES):
            return api.refusal(503, "the database does not answer", headers)
        return self._pages.show("mistake", status=503, headers=headers, code=503)

    def broken(self, request: Request, _error: Exception) -> Response:
        """Answer a fault of ours."""
        if request.url.path.startswith(_MACHINES):
            return api.refusal(500, "a mistake on our side", {})
        return self._pages.show("mistake", status=500, code=500)


_WAITING_CALLS = 2048  # as many as uvicorn lets wait
_MOST_CONNECTIONS = 1024  # each holds up to 64 KB that nobody asked for yet; more get 503


def listen(host: str, port: int) -> socket.socket:
    """Take the place where the pages will be; 0 takes a free port.

    Raises:
        DeskError: It cannot be had, with what to do about it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_WAITING_CALLS)
    except (OSError, OverflowError) as error:
        raise DeskError(*_why_not(error, host, port)) from error


def _why_not(error: Exception, host: str, port: int) -> tuple[str, str]:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"port {port} of {host} is taken, perhaps by another `newsletter run`",
            f"stop that one, or choose another port: --port {port + 1}",
        )
    if number in {errno.EACCES, errno.EPERM}:
        return (
            f"port {port} may not be taken by this user",
            "choose one above 1024, such as --port 8000, and let a web server pass calls on to it",
        )
    return (
        f"the pages cannot be served on {host}:{port}",
        "host must be an address of this machine and port a number up to 65535; see [web] in the settings",
    )


def serve(newsletter: Newsletter, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; requests in flight end first.

    Without an access log, whose lines would hold readers' tokens, and without
    believing a proxy's headers: the pages read those of trusted proxies themselves.
    """
    import uvicorn

    from newsletter.web.connections import HurriedProtocol

    config = uvicorn.Config(
        build(newsletter),
        http=HurriedProtocol,
        limit_concurrency=_MOST_CONNECTIONS,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,  # its lines go where those of the newsletter go
        log_level="warning",
        timeout_graceful_shutdown=20,
    )
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal anew when it has ended
        uvicorn.Server(config).run(sockets=[listening])
