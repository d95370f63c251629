"""Limits on request bodies: size, time, and the memory of all together."""

from dataclasses import dataclass
from typing import Final

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LARGEST_FORM: Final = 64 * 1024  # bytes; a webhook sets its own limit
_MOST_IN_FLIGHT: Final = 32 * 1024 * 1024  # bytes of all bodies that are being read or handled
_SLOWEST_SECONDS: Final = 30.0  # for a whole body
_MOST_DISCARDED: Final = 64 * 1024 * 1024  # bytes of a body that is too large anyway
# These set their limit after checking the headers of a call, an editor's session, or a key.
_LIMITED_THERE: Final = ("/hooks/", "/desk/", "/api/v1/articles", "/api/v1/letters/")
_KEY: Final = "newsletter.body"
_TOO_LARGE: Final = "the body is larger than is accepted here"
_TOO_SLOW: Final = "the body was not received in time"
_TOO_MANY: Final = "too much is being received at the moment; try again"
_CLOSE: Final = {"connection": "close"}  # so that the rest of the body is not read
_LATER: Final = {**_CLOSE, "retry-after": "60"}


@dataclass(slots=True)
class _Allowance:
    """The limits on the body of one request."""

    largest_bytes: int = _LARGEST_FORM
    busy: int | None = None  # the status that makes a provider repeat its call
    seconds: float | None = None  # for the whole body, if not as long as any other
    is_heard_out: bool = False  # a body that is too large is received before it is refused


def allow_body(
    request: Request,
    largest_bytes: int,
    *,
    busy: int,
    seconds: float | None = None,
    is_heard_out: bool = False,
) -> None:
    """Allow this request a body of that size, before it is read.

    Args:
        request: One with an unread body.
        largest_bytes: The largest body that it may bring.
        busy: The status for a body that cannot be accepted now.
        seconds: How long the whole body may take; by default as long as any other.
        is_heard_out: Whether a larger body is received, and discarded, before it is
            refused, so that its sender sees the answer.
    """
    allowance: _Allowance = request.scope[_KEY]
    allowance.largest_bytes, allowance.busy = largest_bytes, busy
    allowance.seconds, allowance.is_heard_out = seconds, is_heard_out


class BodyLimits:
    """Refuses bodies that are too large, too slow or too many at once.

    Args:
        app: The application behind it.
        most_in_flight: Bytes of all bodies together.
        slowest_seconds: How long a whole body may take.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        most_in_flight: int = _MOST_IN_FLIGHT,
        slowest_seconds: float = _SLOWEST_SECONDS,
    ) -> None:
        self._app = app
        self._most = most_in_flight
        self._slowest_seconds = slowest_seconds
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(scope, receive, self._slowest_seconds)
        if body.announced > _LARGEST_FORM and not scope["path"].startswith(_LIMITED_THERE):
            await PlainTextResponse(_TOO_LARGE, 413, _CLOSE)(scope, receive, send)
            return

        async def counted() -> Message:
            before = body.came
            try:
                message = await body.next_part()
            finally:
                self._in_flight += body.came - before
            if self._in_flight > self._most:
                raise HTTPException(body.allowance.busy or 503, _TOO_MANY, _LATER)
            return message

        try:
            await self._app(scope, counted, send)
        finally:
            self._in_flight -= body.came


class _Body:
    """The body of one request, part by part."""

    def __init__(self, scope: Scope, receive: Receive, slowest_seconds: float) -> None:
        self.allowance: _Allowance = scope.setdefault(_KEY, _Allowance())
        self.came = 0
        announced = Headers(scope=scope).get("content-length", "")
        self.announced = int(announced) if announced.isascii() and announced.isdigit() else 0
        self._receive = receive
        self._seconds = slowest_seconds
        self._until: float | None = None
        self._is_whole = False

    async def next_part(self) -> Message:
        """Return the next part.

        Raises:
            HTTPException: It is too large, or was not received in time. The site answers it.
        """
        if self._is_whole:  # only the end of the connection may come, at any time
            return await self._receive()
        if self.announced > self.allowance.largest_bytes:
            await self._discard()
            raise HTTPException(413, _TOO_LARGE, _CLOSE)
        message = await self._in_time()
        self.came += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self.came > self.allowance.largest_bytes:
            await self._discard()
            raise HTTPException(413, _TOO_LARGE, _CLOSE)
        return message

    async def _discard(self) -> None:
        """Read and discard the rest of what an editor sends.

        Browsers and web servers in front send a whole body before they look for the
        answer. If the connection ended first, they would show an error of their own.
        """
        left = _MOST_DISCARDED if self.allowance.is_heard_out else 0
        while left > 0 and not self._is_whole:
            message = await self._in_time()
            left -= len(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)

    async def _in_time(self) -> Message:
        if self._until is None:
            self._until = anyio.current_time() + (self.allowance.seconds or self._seconds)
        try:
            with anyio.fail_after(max(0.0, self._until - anyio.current_time())):
                return await self._receive()
        except TimeoutError as error:
            raise HTTPException(self.allowance.busy or 408, _TOO_SLOW, _CLOSE) from error
