"""Removes what mail programs append to links, such as ``.``, ``>`` or ``%20``."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote

from starlette.types import ASGIApp, Receive, Scope, Send

_DOORS: Final = "unsubscribe|confirm|preferences|data|moment|decide"
_SIGNS: Final = "A-Za-z0-9_-"  # of a token (base64url, RFC 4648 §5)
_LENGTH: Final = 40  # characters of a token in a link (audience.tokens)
_WHOLE: Final = re.compile(rf"/(?:{_DOORS})/[{_SIGNS}]{{{_LENGTH}}}(?:/instead)?")
_TOKEN: Final = re.compile(
    rf"/+({_DOORS})/+[^{_SIGNS}]*([{_SIGNS}]{{{_LENGTH},}})(?![{_SIGNS}]|/+[^\W_]).*",
    re.DOTALL,
)
_ISSUE: Final = re.compile(r"/+archive/+([a-z0-9-]+)(?![a-z0-9-]|/+\w).*", re.DOTALL)
_DECODINGS: Final = 3  # a gateway that encodes an encoded link is known; three levels are not


class GluedLinks:
    """Restores the intended path of a request whose link was extended on its way.

    Only signs that no token has are removed, so that a damaged token stays
    damaged: its signature decides what it permits, as before. There is no
    redirect, which a one-click POST must not meet (RFC 8058 §3.1).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            path = meant(scope["path"])
            if path != scope["path"]:
                scope = {**scope, "path": path, "raw_path": quote(path).encode("ascii")}
        await self._app(scope, receive, send)


def meant(path: str) -> str:
    """Return the path as the link was sent, or the same path if that is unclear."""
    if _WHOLE.fullmatch(path):
        return path
    seen = [found for text in _decodings(path) if (found := _TOKEN.fullmatch(text))]
    if seen:
        # the one decoded most, otherwise "%253C" leaves a "3C" before the token
        door, token = seen[-1].groups()
        return f"/{door}/{_trimmed(token)}"
    for text in _decodings(path):
        if found := _ISSUE.fullmatch(text):
            return f"/archive/{found[1]}"
    return path


def _decodings(path: str) -> Iterator[str]:
    for _ in range(_DECODINGS):
        yield path
        decoded = unquote(path)
        if decoded == path:
            return
        path = decoded


def _trimmed(token: str) -> str:
    """Strip surplus hyphens and underscores, which tokens contain too."""
    while len(token) > _LENGTH and token[-1] in "-_":
        token = token[:-1]
    while len(token) > _LENGTH and token[0] in "-_":
        token = token[1:]
    return token
