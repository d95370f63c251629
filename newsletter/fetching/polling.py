"""Etiquette for automatic polling: a site's rules, and when to request again."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from newsletter.errors import FetchError

if TYPE_CHECKING:
    from newsletter.fetching.fetcher import Fetcher

_NAME = "newsletter"  # the product token that a site's rules may use
_LARGEST = 500 * 1024  # bytes of the rules that are read (RFC 9309 §2.5)
_LONGEST_WAIT = timedelta(days=7)  # a longer wait in a site's response is a mistake
_LONGEST_HEADER = 500  # characters of a header that is sent back


class Robots:
    """The rules of sites for programs (RFC 9309), requested once per site.

    Create a new instance for each poll.
    """

    def __init__(self, fetcher: "Fetcher") -> None:
        self._fetcher = fetcher
        self._rules: dict[str, str] = {}

    def demand(self, address: str) -> None:
        """Raise FetchError if the site forbids programs to fetch an address.

        A site without rules allows everything (§2.3.1.3). While its rules are unavailable,
        everything is forbidden (§2.3.1.4).
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
    """Return the headers for a conditional request (RFC 9110 §13.1)."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value}


def to_send_back(header: str | None) -> str:
    """Return a header to send back, or an empty string if it is unusable.

    It is unusable if it could break a request or is too long to store.
    """
    text = header or ""
    is_sound = text.isascii() and text.isprintable() and len(text) <= _LONGEST_HEADER
    return text if is_sound else ""


def asked_wait(retry_after: str | None, now: datetime) -> timedelta:
    """Return the wait in ``Retry-After`` (RFC 9110 §10.2.3), at most a week."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # the latter for numbers that no date can hold
        return timedelta()
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(aware - now, timedelta()), _LONGEST_WAIT)
