"""The whole site as one ASGI application, and how it is served."""

import asyncio
import errno
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.hook import Hook
from newsletter.web import build
from newsletter.web.api_route import ApiRoute
from newsletter.web.archive import ArchivePages
from newsletter.web.bodies import BodyLimits, allow_body
from newsletter.web.desk.account import AccountPage
from newsletter.web.desk.articles import ArticlePages
from newsletter.web.desk.away import AwayPages
from newsletter.web.desk.calendar import CalendarPages
from newsletter.web.desk.checking import CheckPages
from newsletter.web.desk.collected import CollectedPages
from newsletter.web.desk.corrections import CorrectionPage
from newsletter.web.desk.decide import DecidePage
from newsletter.web.desk.discarding import DiscardPages
from newsletter.web.desk.dispatch_proofs import DispatchProofPages
from newsletter.web.desk.dispatch_readers import DispatchReaderPages
from newsletter.web.desk.dispatches import DispatchPages
from newsletter.web.desk.door import Door
from newsletter.web.desk.editors import EditorPages
from newsletter.web.desk.feeds import FeedPages
from newsletter.web.desk.imports import ImportPages
from newsletter.web.desk.issues import IssuePages
from newsletter.web.desk.letterhead import LetterheadPage
from newsletter.web.desk.log import LogPages
from newsletter.web.desk.one_reader import OneReaderPages
from newsletter.web.desk.parts import PartsPage
from newsletter.web.desk.planning import PlanningPage
from newsletter.web.desk.progress import ProgressPage
from newsletter.web.desk.reader_files import ReaderFilePages
from newsletter.web.desk.readers import ReaderPages
from newsletter.web.desk.rehearsal import RehearsalPage
from newsletter.web.desk.replies import ReplyPages
from newsletter.web.desk.reports import ReportPage
from newsletter.web.desk.requeue import RequeuePages
from newsletter.web.desk.saved_addresses import SavedAddressPages
from newsletter.web.desk.series import SeriesPages
from newsletter.web.desk.session import SessionPages
from newsletter.web.desk.settings import SettingsPages
from newsletter.web.desk.sharing import SharingPages
from newsletter.web.desk.start import StartPage
from newsletter.web.desk.table import TablePage
from newsletter.web.desk.today import TodayPage
from newsletter.web.desk.web_page import WebPagePages
from newsletter.web.front import FeedbackPages, FrontPages
from newsletter.web.glued import GluedLinks
from newsletter.web.guard import SafetyHeaders
from newsletter.web.measured import MeasuredSite, MetricsPage
from newsletter.web.mistakes import Mistakes
from newsletter.web.pages import Pages
from newsletter.web.preferences import DataPages, PreferencePages
from newsletter.web.subscribe import SubscribePages
from newsletter.web.unsubscribe import UnsubscribePages

_PARTS: Final = (
    FrontPages,
    FeedbackPages,
    SubscribePages,
    UnsubscribePages,
    PreferencePages,
    DataPages,
    ArchivePages,
    MetricsPage,
)

_DESK: Final = (
    SessionPages,
    TodayPage,
    ArticlePages,
    SeriesPages,
    CollectedPages,
    PartsPage,
    TablePage,
    FeedPages,
    IssuePages,
    CheckPages,
    DiscardPages,
    SharingPages,
    StartPage,
    RehearsalPage,
    WebPagePages,
    CorrectionPage,
    DispatchPages,
    DispatchReaderPages,
    DispatchProofPages,
    ProgressPage,
    ReportPage,
    PlanningPage,
    RequeuePages,
    AwayPages,
    CalendarPages,
    DecidePage,
    AccountPage,
    EditorPages,
    LetterheadPage,
    SettingsPages,
    SavedAddressPages,
    ReaderFilePages,
    ImportPages,
    LogPages,
    ReaderPages,
    ReplyPages,
    OneReaderPages,  # last: ``/desk/readers/{number}`` fits the other addresses too
)


def assemble(newsletter: Newsletter) -> ASGIApp:
    """Return all routes of one publication behind their guards."""
    pages = Pages(newsletter)
    site = Starlette()
    site.router.redirect_slashes = False  # RFC 8058 §3.1: a one-click POST must not be redirected
    site.router.routes.extend(_hook_routes(newsletter))  # first: by far the busiest
    for part in _PARTS:
        site.router.routes.extend(part(newsletter, pages).routes().all)
    door = Door(newsletter, pages)
    for page in _DESK:
        site.router.routes.extend(page(newsletter, door).routes().all)
    mistakes = Mistakes(pages, door)
    site.router.routes.append(ApiRoute(newsletter, mistakes))
    mistakes.explain(site)
    inner: ASGIApp = site
    if newsletter.liveness.metrics.is_on:
        inner = MeasuredSite(site, site.router.routes, newsletter.liveness.metrics.meter)
    # outermost, so that the error page has the headers too
    return SafetyHeaders(BodyLimits(GluedLinks(inner)), newsletter.publication.base_url)


def _hook_routes(newsletter: Newsletter) -> Sequence[BaseRoute]:
    """Return the route ``/hooks/{provider}``, with or without a trailing slash.

    These are plain routes: FastAPI describes, checks and injects nothing here, and
    reports may come by the thousand.
    """

    async def receive(request: Request) -> Response:
        """Pass one call on unchanged. The newsletter chooses the provider's answer."""
        provider = request.path_params["provider"]
        headers = {name.lower(): value for name, value in request.headers.items()}
        head = Hook(headers=headers, body=b"", query=dict(request.query_params))
        admission = newsletter.admit(provider, head)
        if admission.refusal is not None:
            # the connection is closed, so that the rest of the body is not read
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


HEAD_SECONDS: Final = 10.0  # within which the head of a request must be complete
_WAITING_CALLS = 2048  # as many as uvicorn lets wait
_MOST_CONNECTIONS = 1024  # each may buffer 64 KB of an unread body; further ones get 503


def listen(host: str, port: int) -> socket.socket:
    """Bind the address of the pages. Port 0 takes a free one.

    Raises:
        DeskError: It cannot be bound, with what to do about it.
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


class HeadTimeoutProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 with a time limit on the head of a request.

    uvicorn itself limits a head's size and how long an idle connection is kept
    after an answer, but waits for ever for the first request and for the
    rest of a head.
    """

    head_seconds = HEAD_SECONDS
    _awaited_head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Start waiting for the first head."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take data. Between two requests it is the beginning of a head."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting()
        elif self.cycle is None or self.cycle.response_complete:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting when the connection ends."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        if self._awaited_head is None:
            self._awaited_head = self.loop.call_later(self.head_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._awaited_head is not None:
            self._awaited_head.cancel()
            self._awaited_head = None


class StreamEndingServer(uvicorn.Server):
    """uvicorn's server, which ends open event streams before it waits for requests in flight."""

    def __init__(self, config: uvicorn.Config, newsletter: Newsletter) -> None:
        """Set how to serve, and the publication whose pages stream progress."""
        super().__init__(config)
        self._newsletter = newsletter

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams of progress, which would last for ever, then all other requests."""
        self._newsletter.desk.live_progress.end()
        await super().shutdown(sockets)


def serve(newsletter: Newsletter, listening: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT. Requests in flight end first.

    There is no access log, whose lines would hold readers' tokens. uvicorn does not
    believe a proxy's headers: the pages read those of trusted proxies themselves.
    """
    config = uvicorn.Config(
        build(newsletter),
        http=HeadTimeoutProtocol,
        limit_concurrency=_MOST_CONNECTIONS,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_config=None,  # its lines go where those of the newsletter go
        log_level="warning",
        timeout_graceful_shutdown=20,
    )
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal again when it has ended
        StreamEndingServer(config, newsletter).run(sockets=[listening])
