"""Guarded access to the network: addresses are checked before connecting.

It takes an address and returns status and body, within limits of size and time.
Every hop is resolved first, every resolved address must be public, and the
connection goes to the exact address that was checked. The package knows neither what
is fetched nor why.
"""

from dataclasses import dataclass
from datetime import timedelta

from newsletter.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Limits on what is fetched, and from which hosts.

    Attributes:
        within: The maximum duration of one fetch, including redirects.
        size_bytes: The largest body that is read.
        redirects: The maximum number of redirects.
        parallel: The number of links that are checked at once.
        cache_for: How long a working link is assumed to work.
        allow_loopback: Whether requests to this machine are allowed, also over http.
            Only for testing, never for a publication on a public server.
        user_agent: The value of the ``User-Agent`` header.
    """

    within: timedelta = timedelta(seconds=10)
    size_bytes: int = 5_000_000
    redirects: int = 5
    parallel: int = 8
    cache_for: timedelta = timedelta(days=1)
    allow_loopback: bool = False
    user_agent: str = "Mozilla/5.0 (compatible; newsletter; reads links before an issue goes out)"

    def __post_init__(self) -> None:
        """Reject limits that would allow nothing, or have no bound."""
        if self.within <= timedelta():
            raise ConfigError("fetch-within-not-positive")
        if self.size_bytes < 1 or self.parallel < 1:
            raise ConfigError("fetch-limits-not-positive")
        if not 0 <= self.redirects <= 20:
            raise ConfigError("fetch-redirects-out-of-range")
