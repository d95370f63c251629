"""The HTTP client of all providers with an API.

It uses HTTP/1.1 only, because uploads over HTTP/2 cost httpx time quadratic in the
body (20 MB: 1.5 s). Large bodies are sent in pieces. Calls are never retried and
redirects never followed, since a repeated POST duplicates emails. The environment
(proxies, certificates, .netrc) is ignored.
"""

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import orjson

from newsletter import __version__
from newsletter.errors import ConfigError, ProviderBusy, ProviderSilent
from newsletter.message import Message
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import ProviderAnswer
from newsletter.system import reason_of

if TYPE_CHECKING:
    import ssl

    import httpx

PIECE_BYTES = 256 * 1024
LARGEST_ANSWER_BYTES = 16 * 1024 * 1024
_LONGEST_CONNECT = timedelta(seconds=10)

JSON = {"content-type": "application/json", "accept": "application/json"}

# A request's body: whole, or in pieces of any size that are sent in order.
Body: TypeAlias = bytes | Sequence[bytes]

# Signs a request by method, address, body and headers; returns the headers to send.
Sign: TypeAlias = Callable[[str, str, bytes, Mapping[str, str]], Mapping[str, str]]


class Wire:
    """A client for one provider's API that raises provider errors.

    ``timeout`` applies to the whole call and not to each byte. It must be shorter
    than half of the dispatcher's lease, so that no answer arrives after the lease.
    """

    def __init__(
        self,
        provider: str,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        basic: tuple[str, str] | None = None,
        timeout: timedelta,
        sign: Sign | None = None,
        ticking: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sign = sign
        self.provider = provider
        self.base = base.rstrip("/")
        self.timeout = timeout
        self.ticking = ticking
        self._headers = dict(headers or {})
        self._basic = basic
        self._opened: httpx.Client | None = None
        self._lock = Lock()

    def open(self) -> None:
        """Import the client and read the certificates, for which the first call waits otherwise."""
        self._client()

    def _client(self) -> "httpx.Client":
        with self._lock:  # threads share one pool of connections
            self._opened = self._opened or self._new_client()
            return self._opened

    def _new_client(self) -> "httpx.Client":
        _import_httpx()
        import httpx

        seconds = self.timeout.total_seconds()
        return httpx.Client(
            http1=True,
            http2=False,
            trust_env=False,
            verify=_certificates(),
            follow_redirects=False,
            headers={"user-agent": f"newsletter/{__version__}"} | self._headers,
            auth=httpx.BasicAuth(*self._basic) if self._basic else None,
            timeout=httpx.Timeout(seconds, connect=min(seconds, _LONGEST_CONNECT.total_seconds())),
        )

    def post(self, path: str, body: Body, headers: Mapping[str, str] = JSON) -> ProviderAnswer:
        """POST a body; see ``call``."""
        return self.call("POST", path, body=body, headers=headers)

    def post_json(
        self, path: str, value: object, headers: Mapping[str, str] | None = None
    ) -> ProviderAnswer:
        """POST a value as JSON; see ``call``."""
        return self.post(path, orjson.dumps(value), {**JSON, **(headers or {})})

    def get(self, path: str, query: Mapping[str, str] | None = None) -> ProviderAnswer:
        """GET a path; see ``call``."""
        return self.call("GET", path, query=query)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Body = b"",
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> ProviderAnswer:
        """Make one request and return the answer, whatever its status.

        Raises:
            ProviderBusy: There is no connection and nothing was sent.
            ProviderSilent: The request may have arrived, but no valid answer did:
                time-out, reset, damaged compression, or too large.
        """
        until = self.ticking() + self.timeout.total_seconds()
        sent = dict(headers or {})
        if self.sign is not None:
            body = body if isinstance(body, bytes) else b"".join(body)
            sent = dict(self.sign(method, self.base + path, body, sent))
        if body:
            size = len(body) if isinstance(body, bytes) else sum(map(len, body))
            sent["content-length"] = str(size)
        content = self._pieces(body, until) if body else None
        address = self.base + path
        with (
            self._in_our_words(),
            self._client().stream(
                method, address, params=query, headers=sent, content=content
            ) as response,
        ):
            body_read = self._read(response, until)
            return ProviderAnswer(response.status_code, dict(response.headers), body_read)

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        """Raise a provider error for a call that failed before or after its first byte."""
        _import_httpx()
        import httpx

        try:
            yield
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.UnsupportedProtocol,
        ) as error:
            raise ProviderBusy(
                self.provider,
                "provider-not-reached",
                address=self.base,
                reason=reason_of(error),
                retry_after=None,
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise ProviderSilent(self.provider, _why_silent(error)) from error

    def _pieces(self, body: Body, until: float) -> Iterator[bytes]:
        for piece in _cut(body) if isinstance(body, bytes) else _gathered(body):
            self._hurry(until)
            yield piece

    def _read(self, response: "httpx.Response", until: float) -> bytes:
        read = bytearray()
        for piece in response.iter_bytes():
            self._hurry(until)
            read += piece
            if len(read) > LARGEST_ANSWER_BYTES:
                raise ProviderSilent(self.provider, "answer-endless")
        return bytes(read)

    def _hurry(self, until: float) -> None:
        if self.ticking() > until:
            raise ProviderSilent(self.provider, "answer-incomplete", within=self.timeout)

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()


def _cut(body: bytes) -> Iterator[bytes]:
    view = memoryview(body)
    for start in range(0, len(body), PIECE_BYTES):
        yield bytes(view[start : start + PIECE_BYTES])


def _gathered(pieces: Sequence[bytes]) -> Iterator[bytes]:
    """Yield small pieces joined, since a network call costs more than a copy."""
    gathered: list[bytes] = []
    size = 0
    for piece in pieces:
        gathered.append(piece)
        size += len(piece)
        if size >= PIECE_BYTES:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


def _import_httpx() -> None:
    """Import httpx without its command line, whose libraries take as long as the rest of it.

    A name that is ``None`` in ``sys.modules`` cannot be imported, and httpx then does without.
    """
    if "httpx" in sys.modules:
        return
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # as the import system has it
    try:
        import httpx  # noqa: F401  # it stays in sys.modules
    finally:
        sys.modules.pop("httpx._main", None)


@lru_cache(maxsize=1)
def _certificates() -> "ssl.SSLContext":
    """Return the trusted authorities, read once because that takes 25 ms."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def key_of(provider: str, setting: str, secret: Secret) -> str:
    """Return a key in a form that a header may contain.

    Raises:
        ConfigError: If it is missing or has characters that no header may contain.
    """
    key = secret.reveal.strip()
    if not key:
        place = f"NEWSLETTER_PROVIDER_{provider}_{setting}".upper()
        raise ConfigError(
            "provider-key-missing", provider=provider, setting=setting, variable=place
        )
    if not key.isascii() or not key.isprintable():
        raise ConfigError("provider-key-damaged", provider=provider, setting=setting)
    return key


def _why_silent(error: Exception) -> Message:
    reason = reason_of(error)
    if reason.is_own_words:  # httpx's text alone says little
        return Message.in_own_words(f"{type(error).__name__}: {error}")
    return reason
