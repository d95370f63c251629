"""The search for readers, kept out of every address that is logged or remembered.

A typed text is often somebody's email address. It comes by POST and stays in a cookie of this
browser for an hour. The page's own address holds only a keyed hash of it, which says nothing.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from newsletter.app import Newsletter

COOKIE: Final = "desk-search"
PATH: Final = "/desk/readers"
_SECONDS: Final = 3600
_LONGEST: Final = 320  # characters
_TOKEN_LENGTH: Final = 12  # characters of the hash


@dataclass(frozen=True, slots=True)
class ReaderSearch:
    """What an owner searches for.

    Attributes:
        text: The typed text; empty if there is none.
        token: Represents it in an address.
        is_over: Whether the address is of a search that this browser no longer has.
    """

    text: str = ""
    token: str = ""
    is_over: bool = False


class ReaderSearches:
    """Gives searches a token, and finds them again."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Set the publication, whose key makes the tokens."""
        self._newsletter = newsletter

    def asked(self, request: Request) -> ReaderSearch:
        """Return the search of a page's address."""
        token = request.query_params.get("search", "")
        if not token:
            return ReaderSearch()
        text = _read(request.cookies.get(COOKIE, ""))
        if not text or self.token(text) != token:
            return ReaderSearch(is_over=True)
        return ReaderSearch(text, token)

    def token(self, text: str) -> str:
        """Return the token of a text for an address; empty for an empty text."""
        blind: str = self._newsletter.container.keyring.blind(f"search:{text}")
        return blind[:_TOKEN_LENGTH] if text else ""

    def keep(self, answer: Response, text: str) -> Response:
        """Let the browser keep a search, or forget the last one, and return the answer."""
        is_secure = self._newsletter.publication.base_url.startswith("https:")
        if not text:
            forget(answer, is_secure=is_secure)
            return answer
        answer.set_cookie(
            COOKIE,
            urlsafe_b64encode(text.encode()).decode("ascii"),
            max_age=_SECONDS,
            path=PATH,
            secure=is_secure,
            httponly=True,
            samesite="strict",
        )
        return answer


def tidy(text: str) -> str:
    """Return a typed text as it is searched for."""
    return text.strip()[:_LONGEST]


def forget(answer: Response, *, is_secure: bool) -> None:
    """Let the browser forget the last search."""
    answer.delete_cookie(COOKIE, path=PATH, secure=is_secure, httponly=True, samesite="strict")


def _read(kept: str) -> str:
    try:
        return tidy(urlsafe_b64decode(kept).decode())
    except (binascii.Error, ValueError):
        return ""
