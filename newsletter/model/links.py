"""The results of checking links."""

from dataclasses import dataclass
from enum import Enum


class LinkState(Enum):
    """How a link answered when it was checked."""

    ALIVE = "alive"
    DEAD = "dead"  # the site answers that the page does not exist, or redirects in a loop
    UNKNOWN = "unknown"  # there is no site of that name
    UNSAFE = "unsafe"  # the certificate is invalid, and a browser would warn
    BLOCKED = "blocked"  # the site refuses programs; a person may still see the page
    SILENT = "silent"  # no answer in time, or an error of the site
    REFUSED = "refused"  # it is not fetched: not https, or a private network
    AWAY = "away"  # unknown: this machine reaches no site at all, so it has no network


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
        retry_after: The header (RFC 9110 §10.2.3), as seconds or a date; ``None`` without it,
            like the next three.
        link: All ``Link`` headers, joined by commas (RFC 8288).
        etag: Unchanged, to be sent back (RFC 9110 §8.8.3).
        last_modified: Unchanged, to be sent back (RFC 9110 §8.8.2).
        moved: Whether every redirect on the way was permanent (301 or 308).
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
