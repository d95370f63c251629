"""The letterbox: mail that comes back, fetched from a Maildir or over IMAP, or posted to us.

Posted by a mail server's pipe as it is, or by a provider that receives mail for
us: Postmark, SendGrid and Mailgun, in the shapes that ``wire.posted`` tells.

It belongs to no provider: bounces come back to SMTP, and wishes to leave by mail
to any. A letter is marked as read only after what it states has been recorded.
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

log = logging.getLogger(__name__)
NAME = bounces.NAME
ROUTED = f"{NAME}-mime"  # Mailgun posts whole mails only to an address that ends so
HOOK_USER = "newsletter"  # in the address that Postmark and SendGrid call
_OLDEST = timedelta(hours=9)  # Mailgun repeats a call for eight hours, under its first signature
_LARGEST = 10 * 1024 * 1024  # a bounce may return the whole mail; more is no bounce


@dataclass(frozen=True, slots=True)
class ReturnedEmail:
    """One mail that came back, under the name by which its box knows it."""

    name: str
    raw: bytes

    def read(self) -> tuple[Report, ...]:
        """What it states; never raises."""
        return bounces.read(self.raw)


class Box(Protocol):
    """Letters that nobody has read yet."""

    def unread(self) -> Iterator[ReturnedEmail]:
        """One by one, the oldest first."""
        ...

    def done(self, letter: ReturnedEmail) -> None:
        """Mark one as read: what it states is recorded."""
        ...


@contextmanager
def opened(settings: Settings) -> Iterator[Box]:
    """The letterbox that is set; an empty one where there is none.

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
        raise ProviderError(NAME, "letterbox-not-readable", reason=str(error)) from error


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
            except (
                OSError
            ) as error:  # a folder, or a file of somebody else's: those behind it count
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
                # PEEK: fetching must not mark it, for it is not recorded yet
                _, parts = self._line.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{_LARGEST}>)")
            except imaplib.IMAP4.abort:  # the connection is gone, and with it all that follow
                raise
            except imaplib.IMAP4.error as error:  # this one alone: those behind it count
                log.warning("letter %s cannot be fetched and is passed over: %s", number, error)
                continue
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
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
        status, told = line.select(f'"{settings.imap_folder}"')
        if status != "OK":
            raise imaplib.IMAP4.error(f"no folder {settings.imap_folder}: {told!r}")
        yield line


class Posted:
    """Mails that a mail server or a provider posts to us, proved by a token or a password."""

    dialect = WebhookStatuses(challenge=BASIC, largest_bytes=_LARGEST)

    def __init__(self, settings: Settings) -> None:
        self._token = settings.hook_token

    def admit(self, hook: Hook, now: datetime) -> None:
        """Check the proof in the head of the call."""
        self.verify(hook, now)

    def verify(self, hook: Hook, now: datetime) -> str:
        """The same mail twice is one; see ``shape.Webhook``."""
        del now  # nothing in a call is dated and signed
        if hook.basic is not None:
            return by_basic(NAME, hook, HOOK_USER, self._token)
        return by_bearer(NAME, hook, self._token)

    def read(self, body: bytes) -> tuple[Report, ...]:
        """What the mail states; never raises."""
        try:
            raw = mime_in(body)
        except EmailMissing:
            return (bounces.unread(body, Message("posted-email-missing")),)
        except Exception as error:  # noqa: BLE001 - a foreign body: any shape is possible
            return (bounces.unread(body, bounces.own_words(str(error))),)
        return bounces.read(raw)

    def handshake(self, body: bytes) -> str | None:
        """None is needed."""
        del body
        return None


class Routed(Posted):
    """Mails that a route at Mailgun forwards, proved by their signature."""

    dialect = WebhookStatuses(never=406, largest_bytes=_LARGEST)

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._key = settings.mailgun_signing_key

    def admit(self, hook: Hook, now: datetime) -> None:
        """Check the proof in the body, next to the whole email."""

    def verify(self, hook: Hook, now: datetime) -> str:
        """The token is used once, so it is the replay key."""
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
    """The hearing side for mails that are posted."""
    return Posted(settings)


def webhooks(settings: Settings) -> Mapping[str, Posted]:
    """Who may call, by the last part of the address; only those whose proof is set."""
    sides: dict[str, Posted] = {}
    if settings.hook_token:
        sides[NAME] = Posted(settings)
    if settings.mailgun_signing_key:
        sides[ROUTED] = Routed(settings)
    return sides
