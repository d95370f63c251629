"""Who is asking: their address behind trusted proxies, and whether a form is our own."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

_OURS: Final = frozenset({"same-origin", "none"})
_MAPPED_BITS: Final = 96  # of ::ffff:0:0/96 (RFC 4291 §2.5.5.2)
_Network: TypeAlias = IPv4Network | IPv6Network


def client_of(request: Request, trusted: Sequence[str]) -> str:
    """The visitor's IP address; ``X-Forwarded-For`` counts only as far as trusted proxies wrote it.

    Read from the right: what stands left of the first untrusted address may be
    anybody's invention.
    """
    address = request.client.host if request.client else ""
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while _is_trusted(address, tuple(trusted)) and hops:
        before = hops.pop().strip()
        if _address(before) is None:
            return address
        address = before
    return address


def is_from_elsewhere(request: Request, base_url: str) -> bool:
    """Whether another site's page made the browser send this (CSRF).

    Browsers say so in ``Sec-Fetch-Site``; older ones in ``Origin``. Who says
    neither is no browser, and nobody's session can be misused through it.
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


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    found = _address(address)
    return found is not None and any(found in network for network in _networks(trusted))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address; an IPv4 address that a dual-stack socket shows as IPv6 is an IPv4 address."""
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


async def typed_into(request: Request, *, most: int) -> FormData:
    """What a form brought, ``most`` fields of it and no files.

    Letters outside ASCII count as UTF-8, also where a program sent them as they
    are instead of as ``%C3%AB`` (WHATWG URL §5.1); Starlette takes those for Latin-1.

    Raises:
        HTTPException: 400; there are more fields.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return await request.form(max_files=0, max_fields=most)
    body = (await request.body()).decode("utf-8", "replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=most)
    except ValueError as error:
        raise HTTPException(400, "too many fields") from error
    return FormData(list[tuple[str, str | UploadFile]](pairs))
