"""Safety headers, the client's real address, CSRF checks, and a constant pace."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import chain
from time import monotonic
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

import anyio
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, MutableHeaders, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KEPT: Final = "kept."  # before the name of a field that is sent again after signing in
_CONTENT: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS: Final = {
    "content-security-policy": _CONTENT,
    "referrer-policy": "no-referrer",  # a token in the address must not leak with a click
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_DESK: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types desk"
    ),
    # under no-referrer Chromium sends "Origin: null" with a form, like a page of another site
    "referrer-policy": "same-origin",
}
_YEAR_SECONDS: Final = 31_536_000


class SafetyHeaders:
    """Adds the safety headers to every answer. A page's own values are kept."""

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
                is_desk = scope["path"].startswith("/desk")
                for name, value in (self._headers | _DESK if is_desk else self._headers).items():
                    headers.setdefault(name, value)
                # personal unless a page says otherwise: nothing stays in a shared computer's cache
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


_OURS: Final = frozenset({"same-origin", "none"})
_MAPPED_BITS: Final = 96  # of ::ffff:0:0/96 (RFC 4291 §2.5.5.2)
_Network: TypeAlias = IPv4Network | IPv6Network


def client_of(request: Request, trusted: Sequence[str]) -> str:
    """Return the client's IP address, believing only trusted proxies.

    ``X-Forwarded-For`` is read from the right: anything left of the first untrusted
    address may be invented.
    """
    address = request.client.host if request.client else ""
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while is_within(address, tuple(trusted)) and hops:
        before = hops.pop().strip()
        if _address(before) is None:
            return address
        address = before.strip("[]")
    return address


def is_from_elsewhere(request: Request, base_url: str) -> bool:
    """Return whether another site's page made the browser send this (CSRF).

    Browsers say so in ``Sec-Fetch-Site``, and older ones in ``Origin``. A client that
    sends neither is no browser, so no session can be misused through it.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in _OURS
    origin = request.headers.get("origin")
    if origin is None:
        return False
    ours = urlsplit(base_url)
    return origin not in {
        f"{ours.scheme}://{ours.netloc}",
        f"http://{request.headers.get('host', '')}",
    }


def is_of_our_page(request: Request, base_url: str) -> bool:
    """Return whether a page of this site made the browser send this.

    Stricter than ``is_from_elsewhere``: a request that names no site is not of our page.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    has_origin = request.headers.get("origin") is not None
    return has_origin and not is_from_elsewhere(request, base_url)


def is_within(address: str, trusted: tuple[str, ...]) -> bool:
    """Return whether an IP address is one of these, or in one of these networks."""
    found = _address(address)
    return found is not None and any(found in network for network in _networks(trusted))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an address. An IPv4-mapped IPv6 address becomes an IPv4 address."""
    try:
        found = ip_address(text.strip("[]"))
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


@lru_cache(maxsize=8)
def _networks(trusted: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(_unmapped(ip_network(entry, strict=False)) for entry in trusted)


def _unmapped(network: _Network) -> _Network:
    first = network.network_address
    if isinstance(first, IPv4Address) or network.prefixlen < _MAPPED_BITS or not first.ipv4_mapped:
        return network
    return IPv4Network((first.ipv4_mapped, network.prefixlen - _MAPPED_BITS))


class Unstorable(HTTPException):
    """A request holds a NUL, which PostgreSQL does not store (documentation, 8.3)."""

    def __init__(self) -> None:
        super().__init__(400, "a NUL cannot be stored")


def refuse_nul(texts: Iterable[object]) -> None:
    """Refuse a request with a NUL in a text: no person types one, and none is stored.

    Raises:
        Unstorable: One does.
    """
    if any(isinstance(text, str) and "\x00" in text for text in texts):
        raise Unstorable


def refuse_nul_in_address(request: Request) -> None:
    """Refuse a request whose address holds a NUL.

    Raises:
        Unstorable: It does.
    """
    asked = request.query_params.multi_items()
    refuse_nul(chain(request.path_params.values(), *asked))


async def typed_into(request: Request, *, most: int, files: int = 0) -> FormData:
    """Return the fields of a form: at most ``most`` of them, and at most ``files`` files.

    Letters outside ASCII count as UTF-8, even if a program sent them raw
    instead of as ``%C3%AB`` (WHATWG URL §5.1). Starlette takes those for Latin-1.

    Raises:
        HTTPException: 400 if there are more fields, or a field holds a NUL.
    """
    form = await _form(request, most=most, files=files)
    given = form.multi_items()
    names = (one.filename for _, one in given if isinstance(one, UploadFile))
    try:
        refuse_nul(chain(names, *given))
    except Unstorable:
        await form.close()
        raise
    return form


def carried(form: FormData) -> FormData:
    """Return a form as it was before its editor signed in again with it; any other unchanged."""
    kept = [(name, value) for name, value in form.multi_items() if name.startswith(KEPT)]
    return FormData([(name.removeprefix(KEPT), value) for name, value in kept]) if kept else form


async def _form(request: Request, *, most: int, files: int) -> FormData:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return await _in_utf8(request).form(max_files=files, max_fields=most)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=most)
    except ValueError as error:
        raise HTTPException(400, "too many fields") from error
    return FormData(list[tuple[str, str | UploadFile]](pairs))


def _in_utf8(request: Request) -> Request:
    """Return a request without the encoding that its form claims to be in.

    Browsers send UTF-8 and claim nothing, as there is no such parameter (RFC 7578 §8). Of the
    encodings that Python knows, some take minutes for a form, and some make half letters.
    """
    kind, given = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or b"boundary" not in given:
        return request
    boundary = given[b"boundary"].replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    headers = [(name, value) for name, value in request.headers.raw if name != b"content-type"]
    headers.append((b"content-type", kind + b'; boundary="' + boundary + b'"'))
    return Request({**request.scope, "headers": headers}, request.receive)


_PACE_SECONDS: Final = 0.4  # well above what the slowest path takes


@asynccontextmanager
async def at_one_pace() -> AsyncIterator[None]:
    """Make a block take at least a constant time, so that its duration reveals nothing.

    No thread is blocked meanwhile.
    """
    began = monotonic()
    try:
        yield
    finally:
        await anyio.sleep(max(0.0, _PACE_SECONDS - (monotonic() - began)))
