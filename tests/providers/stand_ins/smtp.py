"""A real SMTP server (aiosmtpd) that asks for TLS and a login, as a submission server does."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkdtemp

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from newsletter.model.secret import Secret
from newsletter.providers import smtp
from newsletter.providers.wire.smtp_server import Security
from newsletter.testing.server import SentEmail
from tests import patience
from tests.providers.stand_ins.outbox import from_mime


@cache
def certificate(host: str = "localhost", lasts_days: int = 1) -> Path:
    """A certificate for loopback, or another host, with its key, made anew for every run."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=lasts_days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = Path(mkdtemp()) / "loopback.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class OtherEnd:
    """Takes mail of who logged in; keeps what it took."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.sent: list[SentEmail] = []
        self.senders: list[str] = []
        self.raw: list[bytes] = []
        self.sessions: set[int] = set()
        self.port = 0

    async def handle_RCPT(  # noqa: N802  # the server's name
        self, server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return f"550 5.1.1 <{address}>: user unknown"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the server's name
        raw = envelope.original_content
        self.raw.append(raw)
        self.senders.append(envelope.mail_from)
        self.sessions.add(id(session))
        mail = from_mime("", raw)
        delivery = mail.headers["x-newsletter-delivery"]
        self.sent.append(
            SentEmail(delivery, mail.to, mail.subject, mail.html, mail.text, mail.headers)
        )
        return f"250 2.0.0 Ok: queued as {len(self.sent):06}"

    def settings(self, **more: object) -> smtp.Settings:
        told: dict = {
            "host": "localhost",
            "port": self.port,
            "user": "newsletter",
            "password": Secret("s3cret"),
            "authorities": certificate(),
            "hello": "localhost",
            "timeout": timedelta(seconds=5),
        }
        return smtp.Settings(**(told | more))


class OnAnyPort(Controller):
    """Learns its port before it proves that it is up by connecting to itself."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def is_ours(server, session, envelope, mechanism: str, told: object) -> AuthResult:
    ours = isinstance(told, LoginPassword) and (told.login, told.password) == (
        b"newsletter",
        b"s3cret",
    )
    return AuthResult(success=ours, handled=False)


@contextmanager
def opened(
    security: Security = Security.STARTTLS,
    chain: Path | None = None,
    end: OtherEnd | None = None,
    **more: object,
) -> Iterator[OtherEnd]:
    end = end or OtherEnd()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain or certificate())
    wrapped = security is Security.TLS
    controller = OnAnyPort(
        end,
        hostname="127.0.0.1",
        port=0,
        ready_timeout=patience.SECONDS,
        ssl_context=context if wrapped else None,
        tls_context=None if wrapped else context,
        require_starttls=not wrapped,
        auth_required=not wrapped,
        authenticator=is_ours,
        decode_data=False,
        enable_SMTPUTF8=True,
        **more,
    )
    controller.start()
    end.port = controller.port
    try:
        yield end
    finally:
        controller.stop()
