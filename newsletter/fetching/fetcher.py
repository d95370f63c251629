"""The fetcher: requests an address, hop by hop, within limits of time and size."""

import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TypeAlias, TypeVar

import httpx

from newsletter.errors import FetchError, FetchForbidden, FetchSilent, FetchUnsafe
from newsletter.fetching import FetchSettings
from newsletter.fetching.destinations import Destination, Resolve, find, resolve_by_system
from newsletter.model.links import Fetched
from newsletter.system import causes_of, reason_of

Monotonic: TypeAlias = Callable[[], float]
Transport: TypeAlias = Callable[[], httpx.BaseTransport]
T = TypeVar("T")

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LASTING = frozenset({301, 308})
_MACHINES_TRIED = 3  # a host with many addresses that do not answer must not use up the time


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def fresh_transport() -> httpx.BaseTransport:
    """Return a new connection for every exchange.

    Connections are pooled by IP address. Reused for another host on the
    same machine, they would carry the first host's certificate.
    """
    return httpx.HTTPTransport(verify=_trust(), trust_env=False, http2=False)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """A client for external addresses, without cookies, proxies or credentials.

    Attributes:
        monotonic: A clock in seconds from any start, such as ``time.monotonic``.
        resolve: Returns the IP addresses of a host.
        transport: Creates the connection to the network.
        allow_private: Whether hosts in private networks are permitted, also over http.
    """

    settings: FetchSettings
    monotonic: Monotonic
    resolve: Resolve = field(default=resolve_by_system)
    transport: Transport = field(default=fresh_transport)
    allow_private: bool = False

    def get(self, address: str) -> Fetched:
        """Return the content at an address.

        Raises:
            FetchError: It failed, or the status is not 2xx. The subclass gives the
                reason.
        """
        answer = self.ask("GET", address)
        if not 200 <= answer.status < 300:
            raise FetchError(address, "fetch-status", status=answer.status)
        return answer

    def post(
        self, address: str, body: bytes, headers: Mapping[str, str], *, with_body: bool = True
    ) -> Fetched:
        """Post a body to an address. Redirects are returned, never followed.

        With ``with_body`` false, the body of the response is not read.

        Raises:
            FetchError: As far as is known, it was not delivered.
        """
        return _within(
            self.settings.within.total_seconds(),
            address,
            partial(
                self._exchange, "POST", address, headers=headers, body=body, with_body=with_body
            ),
        )[0]

    def ask(
        self,
        method: str,
        address: str,
        *,
        with_body: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Request an address, follow redirects, and return any response.

        Args:
            method: ``GET`` or ``HEAD``.
            address: The first address.
            with_body: Whether the body is read.
            headers: Sent at every hop, so they must not be confidential.

        Raises:
            FetchError: There was no response. The subclass gives the reason.
        """
        ends = self.monotonic() + self.settings.within.total_seconds()
        here, statuses = address, set[int]()
        for _ in range(self.settings.redirects + 1):
            left = ends - self.monotonic()
            exchange = partial(self._exchange, method, here, headers=headers, with_body=with_body)
            answer, there = _within(left, here, exchange)
            if there is None:
                return replace(answer, moved=bool(statuses) and statuses <= _LASTING)
            here = there
            statuses.add(answer.status)
        raise FetchError(address, "fetch-redirects-too-often", count=self.settings.redirects)

    def _exchange(
        self,
        method: str,
        address: str,
        closing: "_Closing",
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        with_body: bool = True,
    ) -> tuple[Fetched, str | None]:
        place = find(
            address,
            self.resolve,
            allow_loopback=self.settings.allow_loopback,
            allow_private=self.allow_private,
        )
        with closing.watch(address, self.transport()) as transport:
            response = self._send(transport, method, place, headers or {}, body)
            try:
                there = _redirect(address, response)
                read = with_body and there is None
                content = self._read(address, response) if read else b""
            finally:
                response.close()
        return _fetched(address, response, content), there

    def _send(
        self,
        transport: httpx.BaseTransport,
        method: str,
        place: Destination,
        headers: Mapping[str, str],
        body: bytes,
    ) -> httpx.Response:
        """Send the request to the checked IP addresses until one connects."""
        failed: FetchError = FetchSilent(str(place.url), "fetch-unreachable", reason=place.url.host)
        for machine in place.machines[:_MACHINES_TRIED]:
            request = self._request(method, place, machine, headers, body)
            try:
                return transport.handle_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = _fetch_error(str(place.url), error)
                failed.__cause__ = error
            except httpx.TransportError as error:
                raise _fetch_error(str(place.url), error) from error
        raise failed

    def _request(
        self, method: str, place: Destination, machine: str, headers: Mapping[str, str], body: bytes
    ) -> httpx.Request:
        seconds = self.settings.within.total_seconds()
        return httpx.Request(
            method,
            place.url.copy_with(host=machine.partition("%")[0], fragment=None),
            headers={
                "User-Agent": self.settings.user_agent,
                "Accept": "*/*",
                "Accept-Encoding": "identity",  # a small response must not unpack into a large one
                **headers,
                "Host": place.url.netloc.decode("ascii"),
                "Connection": "close",
            },
            content=body or None,
            extensions={
                "sni_hostname": place.host,  # the certificate must be the host's, not the machine's
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds),
            },
        )

    def _read(self, address: str, response: httpx.Response) -> bytes:
        limit = self.settings.size_bytes
        content = bytearray()
        try:
            for piece in _decoded(address, response, limit):
                content += piece
                if len(content) > limit:
                    raise FetchError(address, "fetch-too-large", count=limit)
        except httpx.TransportError as error:
            raise _fetch_error(address, error) from error
        return bytes(content)


def _fetched(address: str, response: httpx.Response, body: bytes) -> Fetched:
    headers = response.headers
    return Fetched(
        url=address,
        status=response.status_code,
        content_type=headers.get("content-type", ""),
        body=body,
        retry_after=headers.get("retry-after"),
        link=headers.get("link"),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
    )


def _redirect(address: str, response: httpx.Response) -> str | None:
    location = response.headers.get("location")
    if response.status_code not in _REDIRECTS or location is None:
        return None
    try:
        return str(httpx.URL(address).join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchForbidden(address, "fetch-redirect-nowhere", location=location) from error


def _decoded(address: str, response: httpx.Response, limit: int) -> Iterable[bytes]:
    """Return the decoded body, at most one byte over the limit at a time."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in {"", "identity"}:
        return response.iter_raw()
    if coding in {"gzip", "x-gzip", "deflate"}:  # some sites compress without being asked
        return _inflated(address, response.iter_raw(), limit)
    raise FetchError(address, "fetch-packed-unasked", coding=coding)


def _inflated(address: str, pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # gzip or zlib, by the first bytes
    try:
        for piece in pieces:
            yield unpack.decompress(piece, limit + 1)
    except zlib.error as error:
        raise FetchError(address, "fetch-unpacking-failed", reason=str(error)) from error


def _fetch_error(address: str, error: httpx.TransportError) -> FetchError:
    """Return the project's own error for an error of the network."""
    if isinstance(error, httpx.TimeoutException):
        return FetchSilent(address, "fetch-no-answer")
    if any(isinstance(cause, ssl.SSLError) for cause in causes_of(error)):
        return FetchUnsafe(address, "fetch-certificate-bad", reason=str(error))
    return FetchSilent(address, "fetch-unreachable", reason=reason_of(error))


class _Closing:
    """A handle with which the caller aborts an exchange that takes too long."""

    def __init__(self) -> None:
        self._transport: httpx.BaseTransport | None = None
        self._hung_up = False
        self._turn = threading.Lock()

    def watch(self, address: str, transport: httpx.BaseTransport) -> httpx.BaseTransport:
        """Return the transport, to be closed by ``hang_up``.

        Raises:
            FetchSilent: The exchange was aborted before anything connected.
        """
        with self._turn:
            if self._hung_up:
                raise FetchSilent(address, "fetch-no-answer")
            self._transport = transport
            return transport

    def hang_up(self) -> None:
        """Close all connections, and prevent new ones."""
        with self._turn:
            self._hung_up = True
            if self._transport is not None:
                self._transport.close()


def _within(seconds: float, address: str, work: Callable[[_Closing], T]) -> T:
    """Run the work with a deadline, and abort it afterwards.

    A socket's timeout applies to each read, and a name lookup has no timeout at all.
    The work therefore runs in a thread that is abandoned at the deadline.

    Raises:
        FetchSilent: It took too long.
    """
    closing = _Closing()
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work(closing))
        except BaseException as error:  # noqa: BLE001  # raised again in the calling thread
            failed.append(error)

    worker = threading.Thread(target=run, name="fetch", daemon=True)
    worker.start()
    worker.join(max(seconds, 0))
    if failed:
        raise failed[0]
    if not done:
        closing.hang_up()
        raise FetchSilent(address, "fetch-no-answer")
    return done[0]
