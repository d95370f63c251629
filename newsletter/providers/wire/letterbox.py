"""The letterbox: returned email, from a Maildir, over IMAP or posted to us.

A mail server's pipe posts the raw email. Postmark, SendGrid and Mailgun receive
email for us and post it in the formats that ``wire.posted`` describes.

It belongs to no provider. With SMTP bounces are returned by email, and with every provider
unsubscribe requests may be. An email is marked as read only after its reports have been
recorded.
"""

import imaplib
import logging
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from newsletter.errors import BadHook, ProviderError
from newsletter.message import Message
from newsletter.model.delivery import Report
from newsletter.model.hook import Hook, WebhookStatuses
from newsletter.providers.wire import bounces
from newsletter.providers.wire.letterbox_settings import Settings
from newsletter.providers.wire.posted import EmailMissing, form_fields, mime_in
from newsletter.providers.wire.proofs import BASIC, by_basic, by_bearer, by_mailgun
from newsletter.system import reason_of

log = logging.getLogger(__name__)
NAME = bounces.NAME
ROUTED = f"{NAME}-mime"  # Mailgun posts whole emails only to an address with this ending
HOOK_USER = "newsletter"  # in the address that Postmark and SendGrid call
_OLDEST = timedelta(hours=9)  # Mailgun retries a call for eight hours, with its first signature
_LARGEST = 10 * 1024 * 1024  # a bounce may return the whole email; more is no bounce


@dataclass(frozen=True, slots=True)
class ReturnedEmail:
    """A returned email, under its name in the letterbox."""

    name: str
    raw: bytes

    def read(self) -> tuple[Report, ...]:
        """Return its reports, and never raise."""
        return bounces.read(self.raw)


class Box(Protocol):
    """A letterbox with unread emails."""

    def unread(self) -> Iterator[ReturnedEmail]:
        """Yield unread emails one by one, the oldest first."""
        ...

    def done(self, letter: ReturnedEmail) -> None:
        """Mark an email as read after its reports have been recorded."""
        ...


@contextmanager
def opened(settings: Settings) -> Iterator[Box]:
    """Open the configured letterbox, or an empty one if there is none.

    Raises:
        ProviderError: If it cannot be opened or read.
    """
    try:
        if settings.maildir is not None:
            yield _Maildir(settings.maildir)
        elif settings.imap_host:
            with _logged_in(settings) as line:
                yield _Imap(line)
        else:
            yield _Nowhere()
    except (OSError, imaplib.IMAP4.error) as error:
        raise ProviderError(NAME, "letterbox-not-readable", reason=reason_of(error)) from error


class _Nowhere:
    def unread(self) -> Iterator[ReturnedEmail]:
        return iter(())

    def done(self, letter: ReturnedEmail) -> None:
        del letter


class _Maildir:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def unread(self) -> Iterator[ReturnedEmail]:
        for path in sorted((self._folder / "new").iterdir()):
            try:
                raw = _beginning(path)
            except FileNotFoundError:  # another process was first
                continue
            except OSError as error:  # a folder or a foreign file: the others are still read
                log.warning("%s cannot be read and is passed over: %s", path, error.strerror)
                continue
            yield ReturnedEmail(path.name, raw)

    def done(self, letter: ReturnedEmail) -> None:
        seen = self._folder / "cur" / f"{letter.name}:2,S"
        with suppress(FileNotFoundError):
            (self._folder / "new" / letter.name).rename(seen)


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


class _Imap:
    def __init__(self, line: imaplib.IMAP4_SSL) -> None:
        self._line = line

    def unread(self) -> Iterator[ReturnedEmail]:
        _, found = self._line.uid("SEARCH", "UNSEEN")
        for number in (found[0] or b"").split():
            try:
                # PEEK: fetching must not mark it as read before it is recorded
                _, parts = self._line.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{_LARGEST}>)")
            except imaplib.IMAP4.abort:  # the connection is lost, and with it all further emails
                raise
            except imaplib.IMAP4.error as error:  # only this one: the others are still read
                log.warning("letter %s cannot be fetched and is passed over: %s", number, error)
                continue
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is None:  # expunged meanwhile
                continue
            yield ReturnedEmail(number.decode(), raw)

    def done(self, letter: ReturnedEmail) -> None:
        self._line.uid("STORE", letter.name, "+FLAGS.SILENT", r"(\Seen)")


@contextmanager
def _logged_in(settings: Settings) -> Iterator[imaplib.IMAP4_SSL]:
    context = ssl.create_default_context(cafile=settings.authorities)
    seconds = settings.timeout.total_seconds()
    line = imaplib.IMAP4_SSL(
        settings.imap_host, settings.imap_port, ssl_context=context, timeout=seconds
    )
    with line:
        line.login(settings.imap_user, settings.imap_password.reveal)
        status, answer = line.select(f'"{settings.imap_folder}"')
        if status != "OK":
            raise imaplib.IMAP4.error(f"no folder {settings.imap_folder}: {answer!r}")
        yield line


class Posted:
    """A webhook for posted emails, authenticated by a token or a password."""

    dialect = WebhookStatuses(challenge=BASIC, largest_bytes=_LARGEST)

    def __init__(self, settings: Settings) -> None:
        self._token = settings.hook_token

    def admit(self, hook: Hook, now: datetime) -> None:
        """Verify the proof in the head of the call."""
        self.verify(hook, now)

    def verify(self, hook: Hook, now: datetime) -> str:
        """Return the replay key, which deduplicates emails; see ``model.provider``."""
        del now  # nothing in a call is dated and signed
        if hook.basic is not None:
            return by_basic(NAME, hook, HOOK_USER, self._token)
        return by_bearer(NAME, hook, self._token)

    def read(self, body: bytes) -> tuple[Report, ...]:
        """Return the reports in the email, and never raise."""
        try:
            raw = mime_in(body)
        except EmailMissing:
            return (bounces.unread(body, Message("posted-email-missing")),)
        except Exception as error:  # noqa: BLE001 - a foreign body: any shape is possible
            return (bounces.unread(body, bounces.own_words(str(error))),)
        return bounces.read(raw)

    def handshake(self, body: bytes) -> str | None:
        """Return ``None``: no handshake is needed."""
        del body
        return None


class Routed(Posted):
    """A webhook for emails that a Mailgun route forwards, verified by signature."""

    dialect = WebhookStatuses(never=406, largest_bytes=_LARGEST)

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._key = settings.mailgun_signing_key

    def admit(self, hook: Hook, now: datetime) -> None:
        """Do nothing: the proof is in the body, next to the whole email."""

    def verify(self, hook: Hook, now: datetime) -> str:
        """Return the token, which is used once, as the replay key."""
        try:
            fields = form_fields(hook.body) or {}
        except (ValueError, RecursionError) as error:
            raise BadHook(NAME, "hook-form-unreadable") from error
        stamp, token, given = (
            fields.get(name, b"").decode(errors="replace")
            for name in ("timestamp", "token", "signature")
        )
        return by_mailgun(NAME, (stamp, token, given), self._key, now, _OLDEST)


def webhook(settings: Settings) -> Posted:
    """Return the webhook for posted emails."""
    return Posted(settings)


def webhooks(settings: Settings) -> Mapping[str, Posted]:
    """Return the configured webhooks by the last part of their address."""
    sides: dict[str, Posted] = {}
    if settings.hook_token:
        sides[NAME] = Posted(settings)
    if settings.mailgun_signing_key:
        sides[ROUTED] = Routed(settings)
    return sides
