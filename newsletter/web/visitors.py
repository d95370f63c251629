"""Who is asking: their address behind trusted proxies, and whether a form is our own."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from starlette.requests import Request

_OURS: Final = frozenset({"same-origin", "none"})
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
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None


@lru_cache(maxsize=8)
def _networks(trusted: tuple[str, ...]) -> tuple[_Network, ...]:
    return tuple(ip_network(entry, strict=False) for entry in trusted)
