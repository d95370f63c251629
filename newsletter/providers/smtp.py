"""SMTP: any mail server that relays email, with one reader per transaction.

A server cannot be asked later what it accepted. If the connection breaks between
the last line of an email and the reply, only a person can settle the outcome.
Bounces come back as emails, which ``letterbox`` reads, or are reported by the webhook
of the company behind the server (``wire.relays``).
"""

import re
import socket
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from threading import Lock

from newsletter.errors import (
    ConfigError,
    ProviderError,
)
from newsletter.message import Message
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Outcome,
    Receipt,
)
from newsletter.model.delivery_ids import LONGEST_DELIVERY_ID
from newsletter.model.edition import Email
from newsletter.model.secret import Secret
from newsletter.providers.wire import relays
from newsletter.providers.wire.batches import one_by_one
from newsletter.providers.wire.mails import to_tag
from newsletter.providers.wire.oauth import OAuthClient, Tokens
from newsletter.providers.wire.relays import Relay, RelayProof
from newsletter.providers.wire.signing import Signer, signer
from newsletter.providers.wire.smtp_line import Line
from newsletter.providers.wire.smtp_server import Security, Server, SmtpRefused, SmtpReply, Stage
from newsletter.providers.wire.smtp_trouble import is_readers, trouble
from newsletter.providers.wire.webhooks import SignedWebhook

NAME = "smtp"
DELIVERY_HEADER = "X-Newsletter-Delivery"  # returned with bounces and complaints

# RFC 5321 §4.5.3.1.1 allows a local part 64 octets; the delivery id follows a "+" in it
_LONGEST_MAILBOX = 64 - len("+" + to_tag("." + "x" * (LONGEST_DELIVERY_ID - 1)))
_REJECTED = 535  # credentials (RFC 4954 §6)
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A mail server and an account there.

    Attributes:
        host: The server's name, as in its certificate.
        port: The server's port: 587 with starttls, 465 with tls.
        security: ``starttls``, ``tls``, or ``none`` for a server on this machine.
        user: The account. Empty where the server recognises us by our IP address.
        password: The account's password.
        oauth_tenant: The tenant's id or domain at Microsoft Entra, where an application logs
            in as ``user`` by OAuth (XOAUTH2) instead of a password.
        oauth_client: The application's id.
        oauth_secret: The application's secret.
        oauth_base: Address that gives the tokens.
        authorities: A file with the certificates to trust, where the system's do not suffice.
        hello: The name sent in the greeting, the machine's own by default.
        bounces: The mailbox that receives bounces, such as ``bounces@mail.example.nl``.
            It has at most 21 characters before the @. Each email gets its own form of
            it (VERP), so addresses with a ``+`` suffix must be delivered there too.
            Empty: bounces go to the sender.
        mails_per_connection: Number of emails after which a new connection is opened.
        timeout: Time limit of one email as a whole, shorter than half a lease.
        smtputf8: Whether addresses with non-ASCII letters before the @ may sign up. The
            server must support them (RFC 6531).
        dkim_selector: The key's name in DNS, where the server does not sign.
        dkim_domain: The signing domain, the sender's own.
        dkim_key: The private key in PEM format.
        hooks: The company behind the server, whose webhook reports to ``/hooks/smtp``:
            ``postmark``, ``ses``, ``brevo`` or ``mailgun``. Each email then carries its id in
            that company's own header. Empty: reports come back by email only.
        hook_user: User name in the address that Postmark's webhook calls.
        hook_secret: The proof of a webhook call: the password in the address that Postmark's
            calls, Brevo's bearer token, or Mailgun's HTTP webhook signing key.
        topics: ARNs of the SNS topics of Amazon that may report.
        configuration_set: Amazon's configuration set, whose events go to SNS.
        own_unsubscribe: Whether Postmark's support has switched the broadcast stream to
            "manage unsubscribes on your own".
    """

    host: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    password: Secret = field(default_factory=Secret)
    oauth_tenant: str = ""
    oauth_client: str = ""
    oauth_secret: Secret = field(default_factory=Secret)
    oauth_base: str = "https://login.microsoftonline.com"
    authorities: Path | None = None
    hello: str = ""
    bounces: str = ""
    mails_per_connection: int = 100
    timeout: timedelta = timedelta(seconds=60)
    smtputf8: bool = False
    dkim_selector: str = ""
    dkim_domain: str = ""
    dkim_key: Secret = field(default_factory=Secret)
    hooks: Relay | None = None
    hook_user: str = "newsletter"
    hook_secret: Secret = field(default_factory=Secret)
    topics: tuple[str, ...] = ()
    configuration_set: str = ""
    own_unsubscribe: bool = False

    @property
    def oauth(self) -> OAuthClient | None:
        """The application that logs in; ``None`` with a password or without a login."""
        if not self.oauth_client:
            return None
        return OAuthClient(
            base=self.oauth_base,
            tenant=self.oauth_tenant,
            client=self.oauth_client,
            secret=self.oauth_secret,
        )

    @property
    def hook_proof(self) -> RelayProof:
        """What proves a call of the company's webhook."""
        return RelayProof(user=self.hook_user, secret=self.hook_secret, topics=self.topics)


class Provider:
    """A provider that keeps connections open between batches, one per thread."""

    name = NAME
    capabilities = Capabilities(form=CallForm.MIME, recipients_per_call=1)

    def __init__(self, settings: Settings) -> None:
        self.settings = _sound(settings)
        self.capabilities = replace(self.capabilities, unicode_local=settings.smtputf8)
        if settings.hooks is not None:
            self.capabilities = relays.capabilities(
                settings.hooks, self.capabilities, own_unsubscribe=settings.own_unsubscribe
            )
        client = settings.oauth
        self._tokens = None if client is None else Tokens(NAME, client, settings.timeout)
        self.server = Server(
            host=settings.host,
            port=settings.port,
            security=settings.security,
            user=settings.user,
            password=settings.password,
            authorities=settings.authorities,
            hello=settings.hello or socket.gethostname(),
            timeout=settings.timeout,
            token=None if self._tokens is None else self._tokens.token,
        )
        self._sign: Signer = signer(settings.dkim_selector, settings.dkim_domain, settings.dkim_key)
        self._idle: list[Line] = []
        self._lock = Lock()

    def send(self, batch: Batch) -> tuple[Receipt, ...]:
        """Send one transaction per reader on one connection; see ``model.provider``."""
        return one_by_one(NAME, batch, lambda email: self._hand_over(batch, email))

    def _hand_over(self, batch: Batch, email: Email) -> Receipt:
        sender = self._return_path(batch, email)
        mime = self._sign(f"{DELIVERY_HEADER}: {email.delivery_id}\r\n".encode() + email.mime)
        reply = self._transact(sender, str(email.to), self._for_relay(email) + mime)
        if reply.is_taken:
            return Receipt(email.delivery_id, Outcome.ACCEPTED, provider_id=reply.words)
        if is_readers(reply, email.to.domain, notice=batch.notice):
            words = f"{reply.code} {reply.words}"
            detail = words if reply.why is None else reply.why.to_text()
            return Receipt(email.delivery_id, Outcome.REFUSED, detail=detail)
        raise trouble(NAME, self.server, reply)

    def _for_relay(self, email: Email) -> bytes:
        """Return the headers for the company behind the server.

        They are not signed, because it may remove them.
        """
        relay, named = self.settings.hooks, self.settings.configuration_set
        found = () if relay is None else relays.headers(relay, email.delivery_id, named)
        return "".join(f"{name}: {value}\r\n" for name, value in found).encode()

    def _transact(self, sender: str, to: str, mime: bytes) -> SmtpReply:
        """Send one email, on a new connection if the server closed the idle one."""
        line, was_idle = self._take()
        reply = line.send(sender, to, mime)
        if was_idle and reply.stage is Stage.MAIL and (reply.is_lost or reply.code == 421):
            line.close()
            line = self._open()
            reply = line.send(sender, to, mime)
        self._give_back(line)
        return reply

    def _return_path(self, batch: Batch, email: Email) -> str:
        """Return the address for bounces, which names the delivery (VERP)."""
        if not self.settings.bounces:
            return str(batch.edition.sender.address)
        local, _, domain = self.settings.bounces.rpartition("@")
        return f"{local}+{to_tag(email.delivery_id)}@{domain}"

    def _take(self) -> tuple[Line, bool]:
        with self._lock:
            if self._idle:
                return self._idle.pop(), True
        return self._open(), False

    def _open(self) -> Line:
        try:
            return Line(self.server)
        except SmtpRefused as refused:
            if self._has_old_token(refused.reply):
                return self._open()
            raise trouble(NAME, self.server, refused.reply) from refused

    def _has_old_token(self, reply: SmtpReply) -> bool:
        """Return whether a token that served before was rejected, and forget it.

        It may have expired while the machine slept, or have been revoked.
        """
        if self._tokens is None or reply.stage is not Stage.LOGIN or reply.code != _REJECTED:
            return False
        return self._tokens.forget()

    def _give_back(self, line: Line) -> None:
        if line.is_open and line.sent >= self.settings.mails_per_connection:
            line.quit()
        elif line.is_open:
            with self._lock:
                self._idle.append(line)

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        """Return nothing: a server cannot be asked what it accepted."""
        del batch
        return ()

    def check(self) -> tuple[Message, ...]:
        """Return what is wrong with the connection and settings, without sending email."""
        try:
            line = self._open()
        except ProviderError as error:
            return (error.problem,)
        missing = []
        if self.settings.smtputf8 and not line.offers("smtputf8"):
            missing.append(Message("smtp-letters-not-taken"))
        if line.offers("auth") and not self.settings.user and self.settings.host not in _HERE:
            missing.append(Message("smtp-user-missing"))
        if (relay := self.settings.hooks) is not None:
            proof, named = self.settings.hook_proof, self.settings.configuration_set
            missing.extend(relays.missing(relay, proof, named))
        line.quit()
        return tuple(missing)

    def close(self) -> None:
        """Close all connections. The next email opens a new one."""
        with self._lock:
            lines, self._idle = self._idle, []
        for line in lines:
            line.quit()


def _sound(settings: Settings) -> Settings:
    problems = []
    if not settings.host:
        problems.append(Message("smtp-host-missing"))
    if settings.security is Security.NONE and settings.host not in _HERE:
        problems.append(Message("smtp-unencrypted-elsewhere"))
    oauth = (settings.oauth_tenant, settings.oauth_client, settings.oauth_secret)
    if any(oauth) and not all((*oauth, settings.user)):
        problems.append(Message("smtp-oauth-incomplete"))
    elif settings.user and not any(oauth) and not settings.password:
        problems.append(Message("smtp-password-missing"))
    if settings.bounces and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", settings.bounces):
        problems.append(Message("smtp-bounces-malformed", mailbox=settings.bounces))
    elif len(settings.bounces.rpartition("@")[0].encode()) > _LONGEST_MAILBOX:
        problems.append(
            Message("smtp-bounces-too-long", mailbox=settings.bounces, limit=_LONGEST_MAILBOX)
        )
    if problems:
        raise ConfigError(*problems)
    return settings


def webhook(settings: Settings) -> SignedWebhook | None:
    """Return the webhook of the company behind the server, ``None`` if none is named."""
    if settings.hooks is None:
        return None
    return relays.webhook(NAME, settings.hooks, settings.hook_proof)
