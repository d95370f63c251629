"""SMTP: what each reply means, and that only the last moment of a mail leaves doubt."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from newsletter.errors import (
    ConfigError,
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderSilent,
)
from newsletter.message import Message
from newsletter.model.delivery import Outcome, ProviderPartly
from newsletter.model.delivery_ids import LONGEST_DELIVERY_ID, delivery_id
from newsletter.model.secret import Secret
from newsletter.providers import smtp
from newsletter.providers.wire.domain import unsigned_headers
from newsletter.providers.wire.mails import from_tag
from newsletter.providers.wire.relays import Relay
from newsletter.providers.wire.smtp_server import Security
from newsletter.testing.contract.samples import a_batch, a_recipient
from tests.providers.smtp_script import DROP, SILENCE, Script, scripted
from tests.providers.stand_ins.smtp import certificate, opened

IN_TURN = ("8BITMIME", "SIZE 10240000")


@pytest.fixture
def script() -> Iterator[Script]:
    with scripted(Script()) as script:
        yield script


def a_provider(script: Script, **more: object) -> smtp.Provider:
    told: dict = {
        "host": "127.0.0.1",
        "port": script.port,
        "security": Security.NONE,
        "hello": "localhost",
    }
    return smtp.Provider(smtp.Settings(**(told | {"timeout": timedelta(seconds=10)} | more)))


@pytest.mark.parametrize("offers", [Script().offers, IN_TURN], ids=["pipelined", "in turn"])
@pytest.mark.parametrize(
    ("command", "reply", "error"),
    [
        ("CONNECT", "421 4.3.2 too busy", ProviderBusy),
        ("CONNECT", "554 5.7.1 you are on a list", ProviderPaused),
        ("CONNECT", DROP, ProviderBusy),
        ("CONNECT", SILENCE, ProviderBusy),
        ("MAIL", "451 4.3.0 later", ProviderBusy),
        ("MAIL", "452 4.5.3 too many mails on this connection", ProviderBusy),
        ("MAIL", "421 4.7.0 too many connections", ProviderBusy),
        ("MAIL", "530 5.7.0 authentication required", ProviderPaused),
        ("MAIL", "550 5.7.1 sender address rejected: not owned by user", ProviderPaused),
        ("MAIL", DROP, ProviderBusy),
        ("MAIL", "nonsense", ProviderBusy),
        ("RCPT", "450 4.2.0 greylisted", ProviderBusy),
        ("RCPT", "554 5.7.1 Relay access denied", ProviderPaused),
        ("RCPT", "550 5.4.5 Daily user sending limit exceeded", ProviderPaused),
        ("RCPT", DROP, ProviderBusy),
        ("RCPT", SILENCE, ProviderBusy),
        ("DATA", "451 4.7.1 later", ProviderBusy),
        ("DATA", DROP, ProviderBusy),
        ("END", "452 4.3.1 out of room", ProviderBusy),
        # about us or the letter, whatever the moment
        ("MAIL", "552 5.3.4 message too large", ProviderPaused),
        ("RCPT", "554 5.7.1 Client host [192.0.2.3] blocked using zen.example.org", ProviderPaused),
        ("RCPT", "530 5.7.0 authentication required", ProviderPaused),
        ("DATA", "554 5.6.0 not this", ProviderPaused),
        ("END", "550 5.7.26 unauthenticated sender", ProviderPaused),
        ("END", "554 5.7.1 looks like spam", ProviderPaused),
        ("END", "554 no", ProviderPaused),
        ("END", DROP, ProviderSilent),
        ("END", SILENCE, ProviderSilent),
        ("END", "nonsense", ProviderSilent),
    ],
)
def test_every_reply_is_read_as_what_it_means(
    script: Script, offers: tuple[str, ...], command: str, reply: str, error: type[ProviderError]
) -> None:
    script.offers = offers
    script.plan(command, reply)
    hurry = {"timeout": timedelta(seconds=0.8)} if reply == SILENCE else {}
    provider = a_provider(script, **hurry)
    with pytest.raises(ProviderError) as told:
        provider.send(a_batch(1))
    assert type(told.value) is error
    provider.close()
    if error is not ProviderSilent:
        assert script.mails == []


@pytest.mark.parametrize("offers", [Script().offers, IN_TURN], ids=["pipelined", "in turn"])
@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("RCPT", "550 5.1.1 user unknown"),
        ("RCPT", "550 5.1.1 unknown (said relay.example.org)"),
        ("RCPT", "550 5.7.1 not accepted"),
        ("RCPT", "552 5.2.2 mailbox full"),
        ("RCPT", "550 no"),
        ("DATA", "550 5.2.1 the account is disabled"),
        ("END", "550 5.1.1 user unknown"),
    ],
)
def test_a_refused_reader_costs_nobody_else_and_the_line_goes_on(
    script: Script, offers: tuple[str, ...], command: str, reply: str
) -> None:
    script.offers = offers
    script.plan(command, reply)
    provider = a_provider(script)
    refused, accepted = provider.send(a_batch(2))
    provider.close()
    assert (refused.outcome, accepted.outcome) == (Outcome.REFUSED, Outcome.ACCEPTED)
    assert refused.detail == reply
    assert len(script.mails) == script.connections == 1


@pytest.mark.parametrize(
    ("command", "reply"),
    [("RCPT", "550 5.7.1 not accepted"), ("END", "554 5.7.1 looks like spam"), ("END", "554 no")],
)
def test_a_notice_is_not_paused_for_what_its_reader_or_its_letter_meets(
    script: Script, command: str, reply: str
) -> None:
    script.plan(command, reply)
    provider = a_provider(script)
    (receipt,) = provider.send(a_batch(1, notice=True))
    provider.close()
    assert (receipt.outcome, receipt.detail) == (Outcome.REFUSED, reply)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("MAIL", "530 5.7.0 authentication required"),
        ("RCPT", "554 5.7.1 blocked using zen.example.org"),
        ("END", "550 5.4.5 Daily user sending limit exceeded"),
    ],
)
def test_a_notice_is_paused_for_what_is_wrong_with_the_account(
    script: Script, command: str, reply: str
) -> None:
    script.plan(command, reply)
    provider = a_provider(script)
    with pytest.raises(ProviderPaused):
        provider.send(a_batch(1, notice=True))
    provider.close()


def test_an_empty_mail_ends_a_data_that_went_along_with_a_refused_reader(script: Script) -> None:
    script.plan("RCPT", "550 5.1.1 unknown").plan("DATA", "354 go on")
    script.plan("END", "554 5.5.1 no valid recipients")
    provider = a_provider(script)
    receipts = provider.send(a_batch(2))
    provider.close()
    assert [receipt.outcome for receipt in receipts] == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert receipts[0].detail == "550 5.1.1 unknown"
    assert [b"lezer2" in mail for mail in script.mails] == [True]


def test_commands_leave_together_where_the_server_offers_it(script: Script) -> None:
    provider = a_provider(script)
    provider.send(a_batch(1))
    provider.close()
    together = [read for read in script.reads if read.startswith(b"MAIL")]
    assert [read.count(b"\r\n") for read in together] == [3]


def test_many_mails_share_a_connection_and_then_a_new_one_is_made(script: Script) -> None:
    provider = a_provider(script, mails_per_connection=2)
    for number in range(1, 6):
        provider.send(a_batch(recipients=(a_recipient(number),)))
    provider.close()
    assert len(script.mails) == 5
    assert script.connections == 3


@pytest.mark.parametrize("reply", [DROP, "421 4.4.2 idle for too long"])
def test_a_line_that_was_closed_while_idle_is_opened_anew(script: Script, reply: str) -> None:
    provider = a_provider(script)
    provider.send(a_batch(1))
    script.plan("MAIL", reply)
    (receipt,) = provider.send(a_batch(1))
    provider.close()
    assert receipt.outcome is Outcome.ACCEPTED
    assert len(script.mails) == 2


def test_trouble_half_way_tells_who_was_taken(script: Script) -> None:
    script.plan("RCPT", "250 2.1.5 Ok", "450 4.2.0 greylisted")
    provider = a_provider(script)
    with pytest.raises(ProviderPartly) as told:
        provider.send(a_batch(3))
    provider.close()
    assert [receipt.delivery_id for receipt in told.value.receipts] == ["d1k2e3y4.1"]
    assert isinstance(told.value.cause, ProviderBusy)


def test_a_line_of_one_dot_arrives_as_written(script: Script) -> None:
    batch = a_batch(1)
    body = b"From: a@example.org\r\n\r\n.\r\n..\r\n.signature"
    provider = a_provider(script)
    provider.send(replace(batch, emails=(replace(batch.emails[0], mime=body),)))
    provider.close()
    assert script.mails == [b"X-Newsletter-Delivery: d1k2e3y4.1\r\n" + body + b"\r\n"]


def test_a_bounce_goes_to_an_address_that_names_the_delivery(script: Script) -> None:
    provider = a_provider(script, bounces="bounces@mail.example.nl")
    provider.send(a_batch(1))
    provider.close()
    assert any(
        command.startswith("MAIL FROM:<bounces+d1k2e3y4_2e1@mail.example.nl>")
        for command in script.commands
    )


def test_the_longest_address_for_bounces_still_fits_a_local_part(script: Script) -> None:
    longest = delivery_id("a1b2c3d4e5f6", 2**31 - 1, "mzxw6ytboi2dkmrv")
    assert len(longest) == LONGEST_DELIVERY_ID
    provider = a_provider(script, bounces=f"{'b' * 21}@mail.example.nl")
    provider.send(a_batch(recipients=(a_recipient(1)._replace(delivery_id=longest),)))
    provider.close()
    (line,) = (one for one in script.commands if one.startswith("MAIL FROM"))
    local = line.partition("<")[2].partition("@")[0]
    assert len(local) == 64  # RFC 5321 §4.5.3.1.1
    assert from_tag(local.partition("+")[2]) == longest


@pytest.mark.parametrize("says", [True, False])
@pytest.mark.parametrize("offers", [True, False])
def test_letters_beyond_ascii_are_welcome_where_the_server_was_said_to_take_them(
    script: Script, says: bool, offers: bool
) -> None:
    script.offers = ("PIPELINING", "SMTPUTF8") if offers else ("PIPELINING",)
    provider = a_provider(script, smtputf8=says)
    assert provider.capabilities.unicode_local is says
    assert bool(provider.check()) is (says and not offers)
    if says and not offers:
        assert provider.check() == (Message("smtp-letters-not-taken"),)


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(script: Script) -> None:
    batch = a_batch(recipients=(a_recipient(1, address="lézer@example.org"),))
    batch = replace(
        batch, emails=(replace(batch.emails[0], mime=b"From: a@example.org\r\n\r\nx\r\n"),)
    )
    provider = a_provider(script)
    assert provider.send(batch)[0].outcome is Outcome.ACCEPTED
    provider.close()
    assert "RCPT TO:<lézer@example.org>" in script.commands
    script.offers = IN_TURN
    assert provider.send(batch)[0].outcome is Outcome.REFUSED
    provider.close()


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_both_kinds_of_tls_hold_and_one_session_takes_the_batch(security: Security) -> None:
    with opened(security) as end:
        login = {} if security is Security.STARTTLS else {"user": "", "password": Secret()}
        provider = smtp.Provider(end.settings(security=security, **login))
        assert len(provider.send(a_batch(3))) == 3
        provider.close()
    assert len(end.sent) == 3
    assert len(end.sessions) == 1
    assert end.raw[0].endswith(a_batch(1).emails[0].mime)


def test_a_certificate_that_nobody_vouches_for_ends_it_before_a_mail_is_begun() -> None:
    with opened() as end:
        provider = smtp.Provider(end.settings(authorities=None))
        with pytest.raises(ProviderPaused, match=r"self-signed.*smtp-certificate-wrong"):
            provider.send(a_batch(1))
        assert "self-signed" in str(provider.check()[0])
    assert end.sent == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_for_another_name_is_told_with_the_name(security: Security) -> None:
    with opened(security, certificate("mail.example.org")) as end:
        provider = smtp.Provider(
            end.settings(security=security, authorities=certificate("mail.example.org"))
        )
        with pytest.raises(
            ProviderPaused, match=r"not valid for 'localhost'.*smtp-certificate-wrong"
        ):
            provider.send(a_batch(1))
    assert end.sent == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_that_has_expired_is_told(security: Security) -> None:
    old = certificate("localhost", -1)
    with opened(security, old) as end:
        provider = smtp.Provider(end.settings(security=security, authorities=old))
        with pytest.raises(ProviderPaused, match=r"expired.*smtp-certificate-wrong"):
            provider.send(a_batch(1))
    assert end.sent == []


def test_starttls_on_a_port_that_speaks_tls_at_once_is_told_with_the_remedy() -> None:
    with opened(Security.TLS) as end:
        settings = end.settings(security=Security.STARTTLS, timeout=timedelta(seconds=1))
        provider = smtp.Provider(settings)
        with pytest.raises(ProviderPaused, match="smtp-tls-from-start"):
            provider.send(a_batch(1))
        assert "smtp-tls-from-start" in str(provider.check()[0])


def test_tls_at_once_on_a_port_that_begins_in_clear_is_told_with_the_remedy() -> None:
    with opened(Security.STARTTLS) as end:
        provider = smtp.Provider(end.settings(security=Security.TLS))
        with pytest.raises(ProviderPaused, match="smtp-tls-not-from-start"):
            provider.send(a_batch(1))
        assert "smtp-tls-not-from-start" in str(provider.check()[0])


def test_a_server_that_does_not_greet_and_speaks_no_tls_is_only_busy(script: Script) -> None:
    script.plan("CONNECT", SILENCE, SILENCE)
    provider = a_provider(
        script, security=Security.STARTTLS, timeout=timedelta(seconds=0.3), host="localhost"
    )
    with pytest.raises(ProviderBusy):
        provider.send(a_batch(1))


@pytest.mark.parametrize("ways", ["XOAUTH2", "XOAUTH2 OAUTHBEARER"])
def test_a_server_that_wants_oauth_pauses_and_says_so(script: Script, ways: str) -> None:
    script.offers = (*script.offers, f"AUTH {ways}")
    provider = a_provider(script, user="a", password=Secret("b"))
    with pytest.raises(ProviderPaused, match="smtp-oauth-only") as told:
        provider.send(a_batch(1))
    assert "account-key" not in told.value.detail
    assert "smtp-oauth-only" in str(provider.check()[0])
    assert not any(command.startswith(("AUTH", "MAIL")) for command in script.commands)


@pytest.mark.parametrize(
    "reply",
    [
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
    ],
)
def test_a_server_that_takes_passwords_no_more_says_so(script: Script, reply: str) -> None:
    script.offers = (*script.offers, "AUTH PLAIN LOGIN XOAUTH2")
    script.plan("AUTH", reply, reply, reply)
    provider = a_provider(script, user="a", password=Secret("b"))
    with pytest.raises(ProviderPaused, match="smtp-oauth-only"):
        provider.send(a_batch(1))


def test_a_user_where_nobody_can_log_in_pauses(script: Script) -> None:
    provider = a_provider(script, user="a", password=Secret("b"))
    with pytest.raises(ProviderPaused, match="smtp-login-unknown"):
        provider.send(a_batch(1))


def test_a_demand_to_log_in_without_a_user_says_that_none_is_set(script: Script) -> None:
    script.plan("MAIL", "530 5.7.0 Authentication required")
    provider = a_provider(script)
    with pytest.raises(ProviderPaused, match="smtp-login-wanted"):
        provider.send(a_batch(1))
    provider.close()


def test_the_check_tells_that_a_login_is_offered_and_no_user_is_set(script: Script) -> None:
    script.offers = (*script.offers, "AUTH PLAIN LOGIN")
    provider = a_provider(script)
    assert provider.check() == ()  # a server on this machine may know us
    provider.settings = replace(provider.settings, host="mail.example.org")
    assert provider.check() == (Message("smtp-user-missing"),)


def test_a_wrong_password_pauses_and_is_told_by_the_check() -> None:
    with opened() as end:
        provider = smtp.Provider(end.settings(password=Secret("wrong")))
        with pytest.raises(ProviderPaused, match="smtp-login-refused") as told:
            provider.send(a_batch(1))
        assert "account-key" not in told.value.detail
        assert "smtp-login-refused" in str(provider.check()[0])


def test_a_server_without_starttls_gets_neither_password_nor_mail(script: Script) -> None:
    provider = a_provider(script, security=Security.STARTTLS, user="a", password=Secret("b"))
    with pytest.raises(ProviderPaused, match="smtp-starttls-missing"):
        provider.send(a_batch(1))
    assert not any(command.startswith(("AUTH", "MAIL")) for command in script.commands)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({}, "smtp-host-missing"),
        ({"host": "mail.example.nl", "security": Security.NONE}, "smtp-unencrypted-elsewhere"),
        ({"host": "mail.example.nl", "user": "a"}, "smtp-password-missing"),
        ({"host": "mail.example.nl", "bounces": "nobody"}, "smtp-bounces-malformed"),
        ({"host": "mail.example.nl", "bounces": "b" * 22 + "@example.nl"}, "smtp-bounces-too-long"),
        ({"host": "mail.example.nl", "dkim_selector": "a"}, "dkim-incomplete"),
        (
            {
                "host": "h",
                "dkim_selector": "a",
                "dkim_domain": "b.nl",
                "dkim_key": Secret("no key"),
            },
            "dkim-key-unusable",
        ),
    ],
)
def test_settings_that_cannot_do_are_told(settings: dict, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        smtp.Provider(smtp.Settings(**settings))


@pytest.mark.parametrize("relay", [None, *Relay])
def test_a_signed_mail_holds_and_covers_the_way_out(script: Script, relay: Relay | None) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    signing = {"dkim_selector": "brief", "dkim_domain": "helder.example.nl"}
    provider = a_provider(script, dkim_key=Secret(pem), hooks=relay, **signing)
    provider.send(a_batch(1))
    provider.close()
    (mail,) = script.mails
    assert mail.startswith(b"DKIM-Signature:" if relay is None else b"X-")
    # the company behind the server may remove its own headers
    mail = mail[mail.index(b"DKIM-Signature:") :]
    assert dkim.verify(mail, dnsfunc=lambda name, timeout=5: record)
    assert unsigned_headers(mail) == frozenset()
    covered = mail.partition(b"h=")[2].partition(b";")[0].replace(b"\r\n ", b"").lower()
    assert b"list-unsubscribe" in covered.replace(b" ", b"").split(b":")
    assert b"list-unsubscribe-post" in covered.replace(b" ", b"").split(b":")
    assert not dkim.verify(
        mail.replace(b"token1A", b"token2A", 1), dnsfunc=lambda name, timeout=5: record
    )
