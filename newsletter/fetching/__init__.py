"""The guarded access to the outside: addresses are checked before connecting.

An address comes in. Status and body go out, within limits of size and time.
Every hop is resolved first, every resolved address must be a public one, and
the connection goes to the very address that was checked. The room knows neither what
is fetched nor why.
"""

from dataclasses import dataclass
from datetime import timedelta

from newsletter.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Limits of what is fetched, and who may be asked.

    Attributes:
        within: How long one fetch may take in all, redirects included.
        size_bytes: The largest body that is read.
        redirects: How many times a site may send us on.
        parallel: How many links are looked at at once.
        cache_for: How long a link that was alive counts as alive.
        allow_loopback: Whether this machine itself may be asked, over http too;
            for trying things out, never for a publication on a public server.
        user_agent: How we introduce ourselves.
    """

    within: timedelta = timedelta(seconds=10)
    size_bytes: int = 5_000_000
    redirects: int = 5
    parallel: int = 8
    cache_for: timedelta = timedelta(days=1)
    allow_loopback: bool = False
    user_agent: str = "Mozilla/5.0 (compatible; newsletter; reads links before an issue goes out)"

    def __post_init__(self) -> None:
        """Refuse limits that would let nothing through, or no end to it."""
        if self.within <= timedelta():
            raise ConfigError("fetch-within-not-positive")
        if self.size_bytes < 1 or self.parallel < 1:
            raise ConfigError("fetch-limits-not-positive")
        if not 0 <= self.redirects <= 20:
            raise ConfigError("fetch-redirects-out-of-range")
