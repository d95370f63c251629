"""What every answer gets: headers of safety."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
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
