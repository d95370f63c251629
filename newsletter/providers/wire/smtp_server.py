"""Connections to a mail server, with TLS and login, and reasons why they fail."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Final

from newsletter.message import Message
from newsletter.model.secret import Secret
from newsletter.system import reason_of
from newsletter.text.folding import one_line

_OAUTH: Final = frozenset({"XOAUTH2", "OAUTHBEARER"})
_PROBE: Final = timedelta(seconds=5)


class Security(Enum):
    """The encryption of a connection."""

    STARTTLS = "starttls"  # required, usually on port 587
    TLS = "tls"  # from the first byte, usually on port 465
    NONE = "none"  # only to a server on this machine


class Stage(Enum):
    """The command that a reply answers."""

    OPEN = "open"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    END = "end"


class Cause(Enum):
    """A known mistake in the settings for a server."""

    CERTIFICATE = "certificate"  # for another name, self-signed, expired
    NO_STARTTLS = "no starttls"
    TLS_FROM_THE_START = "tls from the start"  # security is starttls, and the port speaks TLS
    NO_TLS_AT_THE_START = "no tls at the start"  # security is tls, and the port begins in clear
    OAUTH_ONLY = "oauth only"
    NO_OAUTH = "no oauth"  # an application logs in, but the server does not offer XOAUTH2
    NO_LOGIN = "no login"  # a user is set, but the server offers no login method that we support


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """A server's reply (RFC 5321 §4.2), with code 0 if the connection was lost."""

    stage: Stage
    code: int
    words: str
    cause: Cause | None = None
    why: Message | None = None  # instead of ``words`` where they are ours, for a person

    @property
    def is_taken(self) -> bool:
        """Whether the server took responsibility for the email (RFC 5321 §4.2.5)."""
        return self.stage is Stage.END and 200 <= self.code < 300

    @property
    def is_lost(self) -> bool:
        """Whether there was no reply."""
        return self.code == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server and how to connect to it; see ``smtp.Settings``."""

    host: str
    port: int
    security: Security
    user: str
    password: Secret
    authorities: Path | None
    hello: str
    timeout: timedelta
    token: Callable[[], str] | None = None  # an access token, instead of the password


class SmtpRefused(Exception):
    """An error for a failed connection, with its ``reply``. No email was begun."""

    def __init__(self, reply: SmtpReply) -> None:
        self.reply = reply
        super().__init__(reply.words)


def opened(server: Server) -> smtplib.SMTP:
    """Open a connection for sending emails.

    Raises:
        SmtpRefused: If connecting, encrypting or logging in fails.
        ProviderError: If there is no token to log in with.
    """
    token = server.token() if server.token else ""  # before a connection waits for it
    smtp: smtplib.SMTP | None = None
    stage = Stage.OPEN
    try:
        smtp = _connected(server)
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            smtp.starttls(context=_context(server))
            smtp.ehlo_or_helo_if_needed()
        stage = Stage.LOGIN
        if server.token:
            _log_in_by_token(smtp, server.user, token)
        elif server.user:
            smtp.login(server.user, server.password.reveal)
    except (OSError, smtplib.SMTPException) as error:
        offered = smtp.esmtp_features.get("auth", "") if smtp else ""
        if smtp is not None:
            smtp.close()
        raise SmtpRefused(_why(server, stage, error, offered)) from error
    return smtp


def _log_in_by_token(smtp: smtplib.SMTP, user: str, token: str) -> None:
    """Log in by SASL XOAUTH2. An empty line answers a server that explains its rejection."""
    if "XOAUTH2" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("no XOAUTH2")

    def answer(challenge: bytes | None = None) -> str:
        return f"user={user}\1auth=Bearer {token}\1\1" if challenge is None else ""

    smtp.auth("XOAUTH2", answer)


def _connected(server: Server) -> smtplib.SMTP:
    seconds = server.timeout.total_seconds()
    if server.security is not Security.TLS:
        return smtplib.SMTP(server.host, server.port, server.hello, timeout=seconds)
    context = _context(server)
    return smtplib.SMTP_SSL(
        server.host, server.port, server.hello, timeout=seconds, context=context
    )


def _why(server: Server, stage: Stage, error: Exception, offered: str) -> SmtpReply:
    """Return the error as a reply, with code 0 if the server sent none."""
    if isinstance(error, smtplib.SMTPResponseException):
        raw = error.smtp_error
        words = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
        return SmtpReply(stage, error.smtp_code, one_line(words))
    return SmtpReply(
        stage, 0, _words(error), _cause(server, stage, error, offered), why_lost(error)
    )


def why_lost(error: Exception) -> Message | None:
    """Return why a connection ended, or ``None`` where only the library's words say it."""
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Message("system-connection-lost")
    reason = reason_of(error)
    return None if reason.is_own_words else reason


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return one_line(f"{type(error).__name__}: {error}")


def _cause(server: Server, stage: Stage, error: Exception, offered: str) -> Cause | None:
    """Return the mistake in our settings, or ``None`` if the error may pass."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Cause.CERTIFICATE
    if stage is Stage.LOGIN and not isinstance(error, smtplib.SMTPServerDisconnected):
        is_by_server = isinstance(error, smtplib.SMTPException)
        return _cause_of_login(server, offered) if is_by_server else None
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Cause.NO_STARTTLS
    if isinstance(error, ssl.SSLError) and error.reason in _CLEAR_TEXT:
        return Cause.NO_TLS_AT_THE_START
    is_mute = isinstance(error, smtplib.SMTPServerDisconnected)
    if is_mute and server.security is not Security.TLS and _speaks_tls(server):
        return Cause.TLS_FROM_THE_START
    return None


# OpenSSL's names for an answer that is not TLS: in 1.1, in 3.0 and later, and if cut off at once.
_CLEAR_TEXT: Final = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"}
)


def _cause_of_login(server: Server, offered: str) -> Cause:
    if server.token:
        return Cause.NO_OAUTH
    ways = set(offered.upper().split())
    return Cause.OAUTH_ONLY if ways and ways <= _OAUTH else Cause.NO_LOGIN


def _speaks_tls(server: Server) -> bool:
    """Return whether a silent port expects TLS, whatever its certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent over it
    address = (server.host, server.port)
    try:
        with (
            socket.create_connection(address, _PROBE.total_seconds()) as line,
            context.wrap_socket(line, server_hostname=server.host),
        ):
            return True
    except OSError:
        return False


def _context(server: Server) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.authorities)
