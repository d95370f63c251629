"""Access tokens for SMTP by OAuth's client credentials (RFC 6749 §4.4), as of Microsoft 365.

Source: learn.microsoft.com, "Authenticate an IMAP, POP or SMTP connection using OAuth"
and "Client credentials flow", read in November 2026; not tried on a live account.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import Final
from urllib.parse import quote, urlencode

from newsletter.errors import ProviderBusy, ProviderError, ProviderSilent
from newsletter.message import Message
from newsletter.model.secret import Secret
from newsletter.providers.wire.answers import ProviderAnswer, paused
from newsletter.providers.wire.http import Wire
from newsletter.providers.wire.webhooks import at_path, text

_SCOPE: Final = "https://outlook.office365.com/.default"
_EARLY: Final = timedelta(minutes=5)  # a token is renewed before it expires
_LONGEST: Final = timedelta(seconds=20)
_WORDS: Final = 500  # characters of an answer to keep
_FORM: Final = {
    "content-type": "application/x-www-form-urlencoded",
    "accept": "application/json",
}
# 400 and 401: client, secret or scope; 403 and 404: a tenant that is not there or not allowed
_TO_MEND: Final = frozenset({400, 401, 403, 404})


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthClient:
    """An application that may send as a mailbox; see ``smtp.Settings``."""

    base: str
    tenant: str
    client: str
    secret: Secret


class Tokens:
    """The application's access token, kept until shortly before it expires.

    It is measured by a clock that nobody sets. That clock may stand still while the
    machine sleeps, so a server's rejection of an older token is a reason to renew it.
    """

    def __init__(
        self,
        provider: str,
        client: OAuthClient,
        timeout: timedelta,
        ticking: Callable[[], float] = time.monotonic,
    ) -> None:
        self._provider = provider
        self._client = client
        self._wire = Wire(provider, client.base, timeout=min(timeout, _LONGEST))
        self._ticking = ticking
        self._lock = Lock()
        self._token = Secret()
        self._until = 0.0
        self._uses = 0

    def token(self) -> str:
        """Return a token, a new one if the last one is about to expire.

        Raises:
            ProviderPaused: The application, its secret or its rights are wrong.
            ProviderBusy: There is no token for now. Nothing was sent.
        """
        with self._lock:  # a second thread waits for the first one's token
            if not self._token or self._ticking() >= self._until:
                self._renew()
            self._uses += 1
            return self._token.reveal

    def forget(self) -> bool:
        """Forget the token, and return whether it had been used for an earlier login."""
        with self._lock:
            was_used = self._uses > 1
            self._token, self._uses = Secret(), 0
            return was_used

    def _renew(self) -> None:
        asked_at = self._ticking()
        answer = self._asked()
        found = answer.json()
        if answer.status != 200:
            raise self._refusal(answer)
        token = at_path(found, ["access_token"])
        if (
            not isinstance(token, str)
            or not token.isascii()
            or not token.isprintable()
            or not token
        ):
            # its body is not repeated: it may hold a token
            raise ProviderBusy(self._provider, "smtp-oauth-without-token", retry_after=None)
        lasts = at_path(found, ["expires_in"])
        seconds = lasts if isinstance(lasts, (int, float)) and not isinstance(lasts, bool) else 0
        self._token, self._uses = Secret(token), 0
        self._until = asked_at + max(0.0, seconds - _EARLY.total_seconds())

    def _asked(self) -> ProviderAnswer:
        client = self._client
        form = {
            "grant_type": "client_credentials",
            "client_id": client.client,
            "client_secret": client.secret.reveal,
            "scope": _SCOPE,
        }
        path = f"/{quote(client.tenant, safe='')}/oauth2/v2.0/token"
        try:
            return self._wire.post(path, urlencode(form).encode(), _FORM)
        except ProviderSilent as error:  # asking for a token again sends nobody a second mail
            raise ProviderBusy(self._provider, error.problem, retry_after=None) from error
        finally:
            self._wire.close()  # the next one is asked for in an hour

    def _refusal(self, answer: ProviderAnswer) -> ProviderError:
        found = answer.json()
        words = f"{text(found, 'error')} {text(found, 'error_description')}".strip()
        said = Message.in_own_words(f"{answer.status} {(words or answer.words)[:_WORDS]}")
        if answer.status in _TO_MEND:
            return paused(self._provider, Message("smtp-oauth-refused"), said)
        return ProviderBusy(self._provider, said, retry_after=answer.retry_after)
