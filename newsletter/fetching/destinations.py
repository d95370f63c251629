"""Permitted destinations: an address is parsed, resolved and checked first."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

import httpx

from newsletter.errors import FetchForbidden, FetchNowhere

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]

_TRANSLATED = IPv6Network("64:ff9b::/96")  # leads to the IPv4 address in it by a gateway (RFC 6052)
# All that has been allocated (IANA, IPv6 address space, 2025); fec0::/10, 64:ff9b:1::/48,
# 5f00::/16 and the other special ranges are outside.
_GIVEN_OUT = IPv6Network("2000::/3")
# Special ranges that `ipaddress` of Python 3.11 considers public.
_NOT_PUBLIC = (
    IPv4Network("192.0.0.0/24"),  # IETF protocols (RFC 6890); some clouds answer at 192.0.0.192
    IPv4Network("192.88.99.0/24"),  # 6to4 relays (RFC 7526)
    IPv6Network("2001::/23"),  # IETF protocols (RFC 2928), Teredo among them
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),  # examples (RFC 9637)
)

_PRIVATE: tuple[IPv4Network | IPv6Network, ...] = (
    *map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    IPv6Network("fc00::/7"),
)


@dataclass(frozen=True, slots=True)
class Destination:
    """A web address with the IP addresses that passed the check."""

    url: httpx.URL
    machines: tuple[str, ...]

    @property
    def host(self) -> str:
        """Return the host's name as used in certificates and Host headers."""
        return self.url.raw_host.decode("ascii")


def resolve_by_system(host: str, port: int) -> tuple[str, ...]:
    """Return the IP addresses of a host, as resolved by this system.

    Raises:
        OSError: There are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def find(
    address: str, resolve: Resolve, *, allow_loopback: bool, allow_private: bool = False
) -> Destination:
    """Parse an address, resolve its host, and verify that it is permitted.

    A name that resolves to both public and private addresses is rejected entirely:
    a legitimate site has no reason for it. Permitted private hosts may be without https.

    Raises:
        FetchForbidden: It is not https, contains a password, or is in a private network.
        FetchNowhere: There is no host of that name.
    """
    url = _read(address)
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        machines = tuple(resolve(url.raw_host.decode("ascii"), port))
    except (OSError, UnicodeError) as error:
        raise FetchNowhere(address, "fetch-no-host", host=url.host) from error
    if not machines:
        raise FetchNowhere(address, "fetch-no-host", host=url.host)
    on_this_machine = all(_judged(machine).is_loopback for machine in machines)
    if on_this_machine and (allow_loopback or allow_private):
        return Destination(url, machines)
    if allow_private and all(is_private(machine) for machine in machines):
        return Destination(url, machines)
    if not all(is_public(machine) for machine in machines):
        raise FetchForbidden(address, "fetch-private-network", host=url.host)
    if url.scheme != "https":
        raise FetchForbidden(address, "fetch-not-https")
    return Destination(url, machines)


def _read(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchForbidden(address, "fetch-no-address", reason=str(error)) from error
    if url.scheme not in {"https", "http"} or not url.host:
        raise FetchForbidden(address, "fetch-scheme-missing")
    if url.userinfo:
        raise FetchForbidden(address, "fetch-with-password")
    return url


def is_public(machine: str) -> bool:
    """Return whether an IP address is on the public internet.

    For addresses that embed another one (mapped, 6to4, Teredo, NAT64), that one decides.
    """
    found = _judged(machine)
    if isinstance(found, IPv6Address) and found not in _GIVEN_OUT:
        return False
    return (
        found.is_global
        and not (found.is_multicast or found.is_reserved or found.is_unspecified)
        and not any(found in network for network in _NOT_PUBLIC)
    )


def is_private(machine: str) -> bool:
    """Return whether an IP address is in a network of one's own (RFC 1918, RFC 4193).

    Link-local ones are not: some clouds answer there with credentials.
    """
    return any(_judged(machine) in network for network in _PRIVATE)


def _judged(machine: str) -> IPv4Address | IPv6Address:
    found = ip_address(machine.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFF_FFFF)
    if found.teredo is not None:
        return found.teredo[1]
    return found.ipv4_mapped or found.sixtofour or found
