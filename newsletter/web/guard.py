"""What every answer gets and no request may do: headers of safety, a largest body."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CONTENT: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "content-security-policy": _CONTENT,
    "referrer-policy": "no-referrer",  # a token in the address must not travel with a click
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR_SECONDS: Final = 31_536_000
_TOO_LARGE: Final = "more than this door takes"
_LARGEST_FORM: Final = 64 * 1024  # bytes
_LARGEST_HOOK: Final = 10 * 1024 * 1024  # providers post batches of events


class SafetyHeaders:
    """Puts the headers of safety on every answer; what a page set itself stays."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self._app = app
        self._headers = dict(_ALWAYS)
        if urlsplit(base_url).scheme == "https":
            self._headers["strict-transport-security"] = f"max-age={_YEAR_SECONDS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                # personal unless a page says otherwise: nothing stays in a shared computer's cache
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


class LargestBody:
    """Refuses bodies that are larger than any form or webhook, before they fill the memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = _LARGEST_HOOK if scope["path"].startswith("/hooks/") else _LARGEST_FORM
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > largest:
            await PlainTextResponse(_TOO_LARGE, 413)(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > largest:
                raise HTTPException(413, _TOO_LARGE)  # the site makes its page of it
            return message

        await self._app(scope, counted, send)
