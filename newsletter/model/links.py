"""The results of checking links."""

from dataclasses import dataclass
from enum import Enum


class LinkState(Enum):
    """How a link answered when it was checked."""

    ALIVE = "alive"
    DEAD = "dead"  # the site answers and says that the page is not there, or goes in circles
    UNKNOWN = "unknown"  # there is no site of that name
    UNSAFE = "unsafe"  # a browser would warn: the certificate does not hold
    BLOCKED = "blocked"  # the site turns programs away; a person may well get in
    SILENT = "silent"  # no answer in time, or a fault of the site's own
    REFUSED = "refused"  # we do not go there: not https, or a private network
    AWAY = "away"  # nobody knows: this machine finds no site at all, so it has no network


@dataclass(frozen=True, slots=True)
class LinkResult:
    """One link, how it answered, and the details: a status code or an error."""

    url: str
    state: LinkState
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer from outside: the final address, status, type and body.

    Attributes:
        content_type: The header as it came, such as ``text/html; charset=utf-8``.
        body: Decoded from any content coding; empty where none was asked for.
        retry_after: ``None`` without the header, as the others; seconds, or a date of HTTP (RFC 9110 §10.2.3).
        link: All ``Link`` headers, joined by commas (RFC 8288).
        etag: As it came, to be sent back (RFC 9110 §8.8.3).
        last_modified: As it came, to be sent back (RFC 9110 §8.8.2).
        moved: Whether every redirect on the way was a lasting one (301 or 308).
    """

    url: str
    status: int
    content_type: str
    body: bytes = b""
    retry_after: str | None = None
    link: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved: bool = False
