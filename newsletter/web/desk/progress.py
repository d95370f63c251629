"""The progress of a dispatch as server-sent events, for a page that stays open."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from http import HTTPStatus
from typing import Final

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from newsletter.app import Newsletter
from newsletter.app.live_progress import LiveProgress, Watch
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import number_in
from newsletter.web.routes import PageRoutes

_EVENTS: Final = "text/event-stream"
_HEARTBEAT: Final = 15.0  # seconds; web servers in front close what is silent for a minute
_STATUS: Final = {
    "progress-open-too-often": HTTPStatus.TOO_MANY_REQUESTS,
    "progress-too-many": HTTPStatus.SERVICE_UNAVAILABLE,
    "progress-ending": HTTPStatus.SERVICE_UNAVAILABLE,
}


class ProgressPage:
    """``/desk/dispatches/{number}/progress``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the route."""
        routes = PageRoutes()
        routes.add("/desk/dispatches/{number}/progress", self.follow, ("GET",))
        return routes

    async def follow(self, request: Request) -> Response:
        """Send the counts whenever they change, until all is handed over or the session ends."""
        try:
            visit = await run_in_threadpool(self._let_in, request)
            if visit is None:
                return self._refused(Message("desk-signed-out"), HTTPStatus.UNAUTHORIZED)
            if not visit.editor.may(Permission.WRITE):
                return self._door.show(visit, "not_allowed", status=HTTPStatus.FORBIDDEN)
            live = self._newsletter.desk.live_progress
            if request.method == "HEAD":
                return Response(media_type=_EVENTS)
            return _Events(live, live.join(number_in(visit), visit.session.key))
        except DeskError as error:
            status = _STATUS.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
            return self._refused(error.message, status)

    def _let_in(self, request: Request) -> Visit | None:
        """Return the visit to a dispatch that exists; ``None`` if nobody is signed in.

        Raises:
            DeskError: There is no such dispatch.
        """
        visit = self._door.visit(request, is_seen=False)
        if visit is not None:
            self._newsletter.desk.live_progress.demand(number_in(visit))
        return visit

    def _refused(self, why: Message, status: HTTPStatus) -> Response:
        return PlainTextResponse(self._door.said(why), status)


class _Events(Response):
    """A response that streams until the look ends or the browser disconnects."""

    def __init__(self, live: LiveProgress, watch: Watch) -> None:
        # nginx would keep what is sent until it has a whole buffer of it
        super().__init__(media_type=_EVENTS, headers={"x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._live = live
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  # ASGI
        """Send events until one of the two ends."""
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._await_departure, receive)
                with suppress(OSError):  # the browser has gone
                    await self._send(send)
                group.cancel_scope.cancel()
        finally:
            self._live.leave(self._watch)

    async def _send(self, send: Send) -> None:
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(head)
        async for event in self._events():
            await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _await_departure(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._watch.end()

    async def _events(self) -> AsyncIterator[bytes]:
        while not self._watch.is_over:
            counts = await self._watch.news(_HEARTBEAT)
            if counts is not None:
                yield b"data: %s\n\n" % json.dumps(counts.facts()).encode()
                if counts.is_done:
                    return
            elif not self._watch.is_over:
                yield b": still here\n\n"
