"""The whole site as one ASGI application, and how it is served beside the scheduler."""

import asyncio
import errno
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from newsletter.app import Newsletter
from newsletter.errors import BadToken, DeskError, StoreError
from newsletter.model.hook import Hook
from newsletter.web import api, build
from newsletter.web.archive import ArchivePages
from newsletter.web.bodies import BodyLimits, allow_body
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
    site.router.routes.extend(_hook_routes(newsletter))  # first: the busiest by far
    for part in _PARTS:
        site.include_router(part(newsletter, pages).router())
    site.include_router(api.JsonApi(newsletter).router())
    Mistakes(pages).explain(site)
    # outermost, so that the page for a crash has the headers too
    return SafetyHeaders(BodyLimits(GluedLinks(site)), newsletter.publication.base_url)


def _hook_routes(newsletter: Newsletter) -> Sequence[BaseRoute]:
    """``/hooks/{provider}``, with a slash at its end or without.

    Plain routes: nothing here is described, checked or injected by FastAPI, and
    a storm of reports comes by the thousand.
    """

    async def receive(request: Request) -> Response:
        """Hand one call over as it came; the newsletter knows the provider's language of answers."""
        provider = request.path_params["provider"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        head = Hook(headers=headers, body=b"", query=dict(request.query_params))
        admission = newsletter.admit(provider, head)
        if admission.refusal is not None:
            # the connection ends, whatever of the body is still on its way
            refused = {**admission.headers, "connection": "close"}
            return Response(status_code=admission.refusal, headers=refused)
        allow_body(request, admission.largest_bytes, busy=admission.busy)
        hook = replace(head, body=await request.body())
        status, answer = await run_in_threadpool(newsletter.receive, provider, hook)
        return Response(status_code=status, headers=dict(answer))

    return [
        Route(path, receive, methods=["POST"], include_in_schema=False)
        for path in ("/hooks/{provider}", "/hooks/{provider}/")
    ]


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


HEAD_SECONDS: Final = 10.0  # within which the head of a request must be whole
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
        raise _why_not(error, host, port) from error


def _why_not(error: Exception, host: str, port: int) -> DeskError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return DeskError("port-taken", host=host, port=port, other=port + 1)
    if number in {errno.EACCES, errno.EPERM}:
        return DeskError("port-not-allowed", port=port)
    return DeskError("address-not-served", address=f"{host}:{port}")


class HurriedProtocol(H11Protocol):
    """uvicorn's HTTP/1.1; a head that is not whole in time ends the connection.

    uvicorn itself limits a head's size and how long an idle connection is kept
    after an answer, but waits without end for the first request and for the
    rest of a head.
    """

    head_seconds = HEAD_SECONDS
    _awaited_head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take what came; between two requests it is the beginning of a head."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting()
        elif self.cycle is None or self.cycle.response_complete:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the waiting with the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._awaited_head is None:
            self._awaited_head = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._awaited_head is not None:
            self._awaited_head.cancel()
            self._awaited_head = None


def serve(newsletter: Newsletter, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT; requests in flight end first.

    Without an access log, whose lines would hold readers' tokens, and without
    believing a proxy's headers: the pages read those of trusted proxies themselves.
    """
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
