"""The whole site as one ASGI application, and how it is served beside the scheduler."""

import errno
import socket
from contextlib import suppress

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from newsletter.errors import BadToken, DeskError, StoreError
from newsletter.web import api, archive, build, front, hooks, preferences, subscribe, unsubscribe
from newsletter.web.bodies import BodyLimits
from newsletter.web.glued import GluedLinks
from newsletter.web.guard import SafetyHeaders
from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages

_MACHINES = ("/hooks/", "/api/", "/health")


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
    site.include_router(front.router(newsletter, pages))
    site.include_router(front.feedback_router(newsletter, pages))
    for part in (subscribe, unsubscribe, preferences, archive):
        site.include_router(part.router(newsletter, pages))
    site.include_router(api.router(newsletter))
    _explain_mistakes(site, pages)
    # outermost, so that the page for a crash has the headers too
    return SafetyHeaders(BodyLimits(GluedLinks(site)), newsletter.publication.base_url)


def _explain_mistakes(site: FastAPI, pages: Pages) -> None:
    @site.exception_handler(BadToken)
    def damaged(request: Request, _error: Exception) -> Response:
        return pages.show(
            "damaged",
            status=404,
            wishes=(request.query_params.get("lang"),),
            is_joining=request.url.path.startswith("/confirm/"),
        )

    @site.exception_handler(HTTPException)
    def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if request.url.path.startswith(_MACHINES):
            return api.refusal(status, getattr(error, "detail", ""), headers)
        wishes = (request.query_params.get("lang"),)
        return pages.show("mistake", status=status, headers=headers, wishes=wishes, code=status)

    @site.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: Exception) -> Response:
        return api.invalid(error.errors() if isinstance(error, RequestValidationError) else ())

    @site.exception_handler(ClientDisconnect)
    def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it, and no traceback fills the log

    @site.exception_handler(StoreError)
    def out_of_order(request: Request, _error: Exception) -> Response:
        headers = {"retry-after": "60"}
        if request.url.path.startswith(_MACHINES):
            return api.refusal(503, "the database does not answer", headers)
        return pages.show("mistake", status=503, headers=headers, code=503)

    @site.exception_handler(Exception)
    def broken(request: Request, _error: Exception) -> Response:
        if request.url.path.startswith(_MACHINES):
            return api.refusal(500, "a mistake on our side", {})
        return pages.show("mistake", status=500, code=500)


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
