"""The manners of a program that comes back by itself: what a site allows, and when to ask again."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from newsletter.errors import FetchError

if TYPE_CHECKING:
    from newsletter.fetching.fetcher import Fetcher

_NAME = "newsletter"  # the product token that a site's rules may name
_LARGEST = 500 * 1024  # bytes that are read of the rules (RFC 9309 §2.5)
_LONGEST_WAIT = timedelta(days=7)  # longer ones that a site asks for are mistakes
_LONGEST_HEADER = 500  # characters of one that is sent back


class Robots:
    """What sites allow programs to fetch (RFC 9309), asked for once a site; made anew for each poll."""

    def __init__(self, fetcher: "Fetcher") -> None:
        self._fetcher = fetcher
        self._rules: dict[str, str] = {}

    def demand(self, address: str) -> None:
        """Raise FetchError if the site forbids programs to fetch an address.

        A site that has no rules allows everything (§2.3.1.3). While its rules cannot
        be had, everything is forbidden (§2.3.1.4).
        """
        from protego import Protego

        parts = urlsplit(address)
        where = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        if where not in self._rules:
            self._rules[where] = self._read(where)
        if not Protego.parse(self._rules[where]).can_fetch(address, _NAME):
            raise FetchError(address, "fetch-robots-forbid")

    def _read(self, where: str) -> str:
        answer = self._fetcher.ask("GET", where)
        if 400 <= answer.status < 500 and answer.status != 429:
            return ""
        if not 200 <= answer.status < 300:
            raise FetchError(answer.url, "fetch-status", status=answer.status)
        return answer.body[:_LARGEST].decode("utf-8-sig", "replace")


def conditions(etag: str, last_modified: str) -> Mapping[str, str]:
    """Return the headers by which a site can say that nothing has changed (RFC 9110 §13.1)."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}


def to_send_back(header: str | None) -> str:
    """Return a header to send back; empty if it could break a request or is too long to store."""
    text = header or ""
    is_sound = text.isascii() and text.isprintable() and len(text) <= _LONGEST_HEADER
    return text if is_sound else ""


def asked_wait(retry_after: str | None, now: datetime) -> timedelta:
    """Return the wait that ``Retry-After`` asks for, at most a week (RFC 9110 §10.2.3)."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return timedelta()
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta()), _LONGEST_WAIT)
