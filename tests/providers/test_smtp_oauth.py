"""SMTP with an application that logs in by OAuth, as Microsoft 365 asks: tokens, and who is told what.

A real mail server over TLS (aiosmtpd) and a token endpoint, both on loopback.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from aiosmtpd.smtp import AuthResult

from newsletter.errors import ConfigError, ProviderBusy, ProviderError, ProviderPaused
from newsletter.message import Message
from newsletter.model.delivery import Outcome
from newsletter.model.secret import Secret
from newsletter.providers import smtp
from newsletter.providers.wire.oauth import OAuthClient, Tokens
from newsletter.providers.wire.smtp_server import Security
from newsletter.testing import faults
from newsletter.testing.contract.samples import a_batch, a_recipient
from newsletter.testing.faults import Fault
from newsletter.testing.server import Loopback, Reply, Request, reply, served
from tests.providers.smtp_script import Script, scripted
from tests.providers.stand_ins import smtp as stand_in

MAILBOX = "brief@helder.example.nl"
REJECTED = "535 5.7.3 Authentication unsuccessful"


@dataclass
class Entra:
    """The token endpoint of one tenant. Each token is a new one."""

    lasts: object = 3600
    given: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        assert (request.method, request.path) == ("POST", "/tenant-1/oauth2/v2.0/token")
        form = {name: value for name, (value,) in parse_qs(request.body.decode()).items()}
        assert form.pop("scope") == "https://outlook.office365.com/.default"
        assert form.pop("grant_type") == "client_credentials"
        assert form.pop("client_id") == "client-1"
        if form != {"client_secret": "s3 cret&"}:
            words = "AADSTS7000215: Invalid client secret provided."
            return reply(401, {"error": "invalid_client", "error_description": words})
        self.given.append(f"token-{len(self.given) + 1}")
        told: dict = {"token_type": "Bearer", "access_token": self.given[-1]}
        return reply(200, told if self.lasts is None else told | {"expires_in": self.lasts})


class Exchange(stand_in.OtherEnd):
    """Lets in whoever has a valid token for the mailbox."""

    def __init__(self, entra: Entra) -> None:
        super().__init__()
        self.entra = entra
        self.revoked: set[str] = set()
        self.logins: list[str] = []
        self.explains = False

    async def auth_XOAUTH2(self, server, args: list[str]) -> AuthResult:  # noqa: N802  # the server's name
        user, way, *rest = base64.b64decode(args[1]).decode().split("\1")
        token = way.removeprefix("auth=Bearer ")
        assert rest == ["", ""]
        self.logins.append(token)
        if user == f"user={MAILBOX}" and token in set(self.entra.given) - self.revoked:
            return AuthResult(success=True)
        if self.explains:  # the client answers with an empty line, and then hears the reply
            assert await server.challenge_auth('{"status":"401"}') == b""
        return AuthResult(success=False, handled=False, message=REJECTED)


@dataclass
class Office:
    """Both servers, and a provider that knows them."""

    entra: Entra
    tokens: Loopback
    exchange: Exchange
    provider: smtp.Provider


def settings(base: str, **more: object) -> dict:
    told: dict = {"user": MAILBOX, "password": Secret(), "oauth_tenant": "tenant-1"}
    told |= {"oauth_client": "client-1", "oauth_secret": Secret("s3 cret&"), "oauth_base": base}
    return told | more


@contextmanager
def an_office(**more: object) -> Iterator[Office]:
    entra = Entra()
    exchange = Exchange(entra)
    passwords = {"auth_exclude_mechanism": ["LOGIN", "PLAIN"]}
    with served(entra) as tokens, stand_in.opened(end=exchange, **passwords):
        provider = smtp.Provider(exchange.settings(**settings(tokens.base, **more)))
        yield Office(entra, tokens, exchange, provider)
        provider.close()


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office() as office:
        yield office


def test_an_application_logs_in_with_its_token_and_sends(office: Office) -> None:
    receipts = office.provider.send(a_batch(3))
    assert {one.outcome for one in receipts} == {Outcome.ACCEPTED}
    assert office.exchange.logins == ["token-1"]
    assert len(office.exchange.sent) == 3
    assert office.provider.check() == ()


def test_a_new_connection_uses_the_token_again() -> None:
    with an_office(mails_per_connection=1) as office:
        for number in (1, 2, 3):
            office.provider.send(a_batch(recipients=(a_recipient(number),)))
        assert office.exchange.logins == ["token-1"] * 3
        assert len(office.tokens.seen) == 1


def test_a_token_that_the_server_takes_no_more_is_renewed_once() -> None:
    with an_office(mails_per_connection=1) as office:
        office.provider.send(a_batch(1))
        office.exchange.revoked = {"token-1"}
        (receipt,) = office.provider.send(a_batch(1))
        assert receipt.outcome is Outcome.ACCEPTED
        assert office.exchange.logins == ["token-1", "token-1", "token-2"]


@pytest.mark.parametrize("explains", [False, True])
def test_a_fresh_token_that_is_refused_pauses_with_what_to_look_at(
    office: Office, explains: bool
) -> None:
    office.exchange.revoked = {"token-1", "token-2"}
    office.exchange.explains = explains
    with pytest.raises(ProviderPaused, match="smtp-oauth-login-refused") as told:
        office.provider.send(a_batch(1))
    assert REJECTED in told.value.detail
    assert office.exchange.logins == ["token-1"]
    assert office.exchange.sent == []


def test_after_the_mailbox_was_allowed_it_goes_on_with_a_new_token(office: Office) -> None:
    office.exchange.revoked = {"token-1"}
    with pytest.raises(ProviderPaused):
        office.provider.send(a_batch(1))
    assert office.provider.send(a_batch(1))[0].outcome is Outcome.ACCEPTED


def test_a_wrong_secret_pauses_and_is_told_by_the_check_before_any_connection() -> None:
    with an_office(oauth_secret=Secret("wrong")) as office:
        with pytest.raises(ProviderPaused, match=r"AADSTS7000215.*smtp-oauth-refused") as told:
            office.provider.send(a_batch(1))
        assert "wrong" not in str(told.value).replace("smtp-oauth-refused", "")
        (found,) = office.provider.check()
        assert "smtp-oauth-refused" in str(found)
        assert office.exchange.logins == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Reply(429, b"", {"retry-after": "17"}), ProviderBusy),
        (Reply(500), ProviderBusy),
        (Reply(503), ProviderBusy),
        (Reply(302, b"", {"location": "/elsewhere"}), ProviderBusy),
        (reply(200, {"token_type": "Bearer"}), ProviderBusy),
        (reply(200, {"access_token": "odd\1one"}), ProviderBusy),
        (Reply(200, b"<html>"), ProviderBusy),
        (reply(400, {"error": "invalid_scope"}), ProviderPaused),
        (reply(400, {"error": "unauthorized_client"}), ProviderPaused),
        (Reply(404), ProviderPaused),
        (faults.DROP_BEFORE, ProviderBusy),
        (faults.DROP_AFTER, ProviderBusy),
        (faults.GARBAGE, ProviderBusy),
    ],
)
def test_without_a_token_nothing_is_sent_and_nothing_is_in_doubt(
    office: Office, answer: Reply | Fault, error: type[ProviderError]
) -> None:
    office.tokens.plan(answer)
    with pytest.raises(ProviderError) as told:
        office.provider.send(a_batch(1))
    assert type(told.value) is error
    assert office.exchange.logins == []
    assert "odd" not in told.value.detail
    if isinstance(told.value, ProviderBusy) and isinstance(answer, Reply) and answer.headers:
        asked = answer.headers.get("retry-after")
        assert told.value.retry_after == (timedelta(seconds=int(asked)) if asked else None)
    assert office.provider.send(a_batch(1))[0].outcome is Outcome.ACCEPTED


def test_a_token_endpoint_that_is_not_there_took_nothing() -> None:
    nowhere = "http://127.0.0.1:9"
    reached = pytest.raises(ProviderBusy, match="provider-not-reached")
    with an_office(oauth_base=nowhere) as office, reached:
        office.provider.send(a_batch(1))


def test_a_server_without_oauth_is_told_and_gets_no_token() -> None:
    with served(Entra()) as tokens, scripted(Script()) as script:
        script.offers = (*script.offers, "AUTH PLAIN LOGIN")
        told = settings(tokens.base, host="127.0.0.1", port=script.port, security=Security.NONE)
        provider = smtp.Provider(smtp.Settings(**told, hello="localhost"))
        with pytest.raises(ProviderPaused, match="smtp-oauth-not-offered"):
            provider.send(a_batch(1))
        assert not any(command.startswith(("AUTH", "MAIL")) for command in script.commands)
        provider.close()


def test_a_mailbox_for_which_smtp_is_off_is_told_as_that() -> None:
    off = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled"
    with served(Entra()) as tokens, scripted(Script()) as script:
        script.offers = (*script.offers, "AUTH XOAUTH2")
        script.plan("AUTH", off)
        told = settings(tokens.base, host="127.0.0.1", port=script.port, security=Security.NONE)
        provider = smtp.Provider(smtp.Settings(**told, hello="localhost"))
        with pytest.raises(ProviderPaused, match="smtp-oauth-login-refused"):
            provider.send(a_batch(1))
        provider.close()


# the token by itself, with a clock of the test's own


@dataclass
class Ticks:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def some_tokens(base: str, ticks: Ticks) -> Tokens:
    client = OAuthClient(base=base, tenant="tenant-1", client="client-1", secret=Secret("s3 cret&"))
    return Tokens("smtp", client, timedelta(seconds=5), ticks)


def test_a_token_is_kept_until_five_minutes_before_it_expires() -> None:
    entra, ticks = Entra(lasts=3600), Ticks()
    with served(entra) as endpoint:
        tokens = some_tokens(endpoint.base, ticks)
        assert tokens.token() == "token-1"
        ticks.now += 3299
        assert tokens.token() == "token-1"
        ticks.now += 2
        assert tokens.token() == "token-2"


@pytest.mark.parametrize("lasts", [None, 0, 200, -1, "soon", True])
def test_a_token_that_does_not_say_or_lasts_for_minutes_is_used_once(lasts: object) -> None:
    entra, ticks = Entra(lasts=lasts), Ticks()
    with served(entra) as endpoint:
        tokens = some_tokens(endpoint.base, ticks)
        assert [tokens.token(), tokens.token()] == ["token-1", "token-2"]


def test_the_wall_clock_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    entra, ticks = Entra(), Ticks()
    with served(entra) as endpoint:
        tokens = some_tokens(endpoint.base, ticks)
        first = tokens.token()
        monkeypatch.setattr("time.time", lambda: 0.0)  # set back to 1970
        assert tokens.token() == first


def test_only_a_token_that_served_before_is_worth_another_try() -> None:
    entra, ticks = Entra(), Ticks()
    with served(entra) as endpoint:
        tokens = some_tokens(endpoint.base, ticks)
        tokens.token()
        assert not tokens.forget()
        tokens.token()
        tokens.token()
        assert tokens.forget()
        assert not tokens.forget()
    assert entra.given == ["token-1", "token-2"]


@pytest.mark.parametrize("missing", ["user", "oauth_tenant", "oauth_client", "oauth_secret"])
def test_half_an_application_is_told(missing: str) -> None:
    told = settings("https://login.example.org", host="mail.example.nl")
    del told[missing]
    with pytest.raises(ConfigError) as wrong:
        smtp.Provider(smtp.Settings(**told))
    assert Message("smtp-oauth-incomplete") in wrong.value.problems
