"""Email by SMTP through a company that reports by webhook: one case for each company.

Each keeps the contract of every provider, and carries our id where that company reads it.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any, ClassVar

import pytest

from newsletter import providers
from newsletter.config import load
from newsletter.errors import BadHook, ConfigError
from newsletter.message import Message
from newsletter.model.delivery import Report
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import smtp
from newsletter.providers.wire import amazon
from newsletter.providers.wire.mails import to_tag
from newsletter.providers.wire.relays import Relay
from newsletter.testing.contract import ProviderContract
from newsletter.testing.contract.cases import asked_of
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.contract.sending import SendingContract
from newsletter.testing.contract.webhooks import NOON
from tests.builders.refusals import refused
from tests.providers.recordings import Recording, recordings
from tests.providers.stand_ins import smtp as stand_in

SECRET = "s3cret"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:brief"


class OtherEnd(stand_in.OtherEnd):
    """A mail server that finds our id where one company does, and nowhere else."""

    relay: Relay

    def settings(self, **more: object) -> smtp.Settings:
        proofs = {"hook_secret": Secret(SECRET), "topics": (TOPIC,), "configuration_set": "brief"}
        return super().settings(hooks=self.relay, **(proofs | more))

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  # the server's name
        answer: str = await super().handle_DATA(server, session, envelope)
        found = FINDS[self.relay](dict(message_from_bytes(self.raw[-1], policy=SMTP).items()))
        self.sent[-1] = replace(self.sent[-1], delivery_id=found)
        return answer


# Where each company documents that it reads an id of ours.
FINDS: dict[Relay, Callable[[Mapping[str, str]], str]] = {
    Relay.POSTMARK: lambda mail: mail["X-PM-Metadata-delivery"],
    Relay.MAILGUN: lambda mail: json.loads(mail["X-Mailgun-Variables"])["delivery"],
    Relay.BREVO: lambda mail: mail["X-Mailin-custom"],
    Relay.SES: lambda mail: amazon.from_tag(
        dict([mail["X-SES-MESSAGE-TAGS"].split("=")])["delivery"]
    ),
}


class Ways:
    """The other end of SMTP for one company, as the contract wants it."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    @contextmanager
    def opened(self) -> Iterator[stand_in.OtherEnd]:
        end = type("End", (OtherEnd,), {"relay": self.relay})()
        with stand_in.opened(end=end) as opened:
            yield opened


class Contract(SendingContract):
    """What concerns sending; errors of SMTP and bodies of webhooks are tested elsewhere."""

    pytest_generate_tests = ProviderContract.pytest_generate_tests
    way = ProviderContract.way


for name, test in vars(SendingContract).items():
    if name.startswith("test_") and not asked_of(test, {"smtp": stand_in}):
        setattr(Contract, name, None)  # of what SMTP cannot do, such as looking up


class TestPostmark(Contract):
    stand_ins: ClassVar[Mapping[str, Any]] = {"smtp": Ways(Relay.POSTMARK)}


class TestSes(Contract):
    stand_ins: ClassVar[Mapping[str, Any]] = {"smtp": Ways(Relay.SES)}


class TestBrevo(Contract):
    stand_ins: ClassVar[Mapping[str, Any]] = {"smtp": Ways(Relay.BREVO)}


class TestMailgun(Contract):
    stand_ins: ClassVar[Mapping[str, Any]] = {"smtp": Ways(Relay.MAILGUN)}


def settings(relay: Relay, **more: Any) -> smtp.Settings:
    told: dict[str, Any] = {"host": "mail.example.nl", "hooks": relay, "topics": (TOPIC,)}
    return smtp.Settings(**(told | {"hook_secret": Secret(SECRET)} | more))


def heard(relay: Relay, body: bytes) -> tuple[Report, ...]:
    webhook = providers.webhook("smtp", settings(relay))
    assert webhook is not None
    return webhook.read(body)


RECORDED = [(relay, one) for relay in Relay for one in recordings(relay.value)]


@pytest.mark.parametrize(
    ("relay", "recording"), RECORDED, ids=[f"{relay.value}-{one.name}" for relay, one in RECORDED]
)
def test_an_event_means_the_same_as_to_the_companys_own_provider(
    relay: Relay, recording: Recording
) -> None:
    kind = providers.settings_type(relay.value)
    own = providers.webhook(relay.value, kind())
    assert own is not None
    webhook = providers.webhook("smtp", settings(relay))
    assert webhook is not None
    assert webhook.dialect == own.dialect
    assert webhook.handshake(recording.body) == own.handshake(recording.body)
    theirs, ours = own.read(recording.body), webhook.read(recording.body)
    assert [report.provider for report in ours] == ["smtp"] * len(theirs)
    assert [replace(one, provider="", replay_key="") for one in ours] == [
        replace(one, provider="", replay_key="") for one in theirs
    ]


@pytest.mark.parametrize("relay", Relay)
def test_the_id_that_an_email_carries_comes_back_in_the_companys_event(relay: Relay) -> None:
    batch = a_batch(1, tag="mzxw6ytboi2dkmrv")
    with Ways(relay).opened() as end:
        provider = smtp.Provider(end.settings())
        provider.send(batch)
        provider.close()
    (carried,) = [mail.delivery_id for mail in end.sent]
    (report,) = heard(relay, BOUNCES[relay](carried))
    assert (report.delivery_id, report.kind.value) == (batch.recipients[0].delivery_id, "bounced")


def bounce_of_ses(delivery: str) -> bytes:
    recorded = next(one for one in recordings("ses") if one.name == "bounce-permanent")
    old, new = to_tag("d1k2e3y4.1"), to_tag(delivery)
    assert old.encode() in recorded.body
    return recorded.body.replace(old.encode(), new.encode())


def bounce_of(provider: str, name: str) -> Callable[[str], bytes]:
    def made(delivery: str) -> bytes:
        recorded = next(one for one in recordings(provider) if one.name == name)
        assert b"d1k2e3y4.1" in recorded.body
        return recorded.body.replace(b"d1k2e3y4.1", delivery.encode())

    return made


BOUNCES: dict[Relay, Callable[[str], bytes]] = {
    Relay.POSTMARK: bounce_of("postmark", "bounce-hard"),
    Relay.MAILGUN: bounce_of("mailgun", "failed-permanent"),
    Relay.BREVO: bounce_of("brevo", "hard-bounce"),
    Relay.SES: bounce_of_ses,
}


@pytest.mark.parametrize("relay", Relay)
@pytest.mark.parametrize("proofs", [{}, {"hook_secret": Secret(), "topics": ()}])
def test_a_call_that_proves_nothing_is_not_believed(relay: Relay, proofs: dict[str, Any]) -> None:
    webhook = providers.webhook("smtp", settings(relay, **proofs))
    assert webhook is not None
    for headers in ({}, {"authorization": "Bearer"}, {"authorization": "Basic bmV3c2xldHRlcjo="}):
        with pytest.raises(BadHook):
            webhook.verify(Hook(headers, BOUNCES[relay]("d1k2e3y4.1")), NOON)


def test_without_a_company_nothing_is_heard() -> None:
    assert providers.webhook("smtp", smtp.Settings(host="mail.example.nl")) is None


@pytest.mark.parametrize(
    ("relay", "codes"),
    [
        (Relay.POSTMARK, ["account-hook-secret-missing"]),
        (Relay.BREVO, ["account-hook-secret-missing"]),
        (Relay.MAILGUN, ["account-hook-secret-missing"]),
        (Relay.SES, ["account-set-not-named", "account-topics-missing"]),
    ],
)
def test_the_check_tells_what_is_missing_for_reports(relay: Relay, codes: list[str]) -> None:
    with Ways(relay).opened() as end:
        bare = end.settings(hook_secret=Secret(), topics=(), configuration_set="")
        found = smtp.Provider(bare).check()
    assert [one.code for one in found if isinstance(one, Message)] == codes


@pytest.mark.parametrize("relay", Relay)
def test_it_is_known_by_the_companys_name_and_list(relay: Relay) -> None:
    ours, theirs = (
        smtp.Provider(settings(relay)).capabilities,
        providers.capabilities_of(relay.value),
    )
    assert (ours.title, ours.block_list) == (theirs.title, theirs.block_list)
    assert (ours.looks_up, ours.idempotent_for, ours.recipients_per_call) == (False, None, 1)


@pytest.mark.parametrize(
    ("own", "codes"), [(False, ["relay-writes-unsubscribe-headers"]), (True, [])]
)
def test_who_writes_the_unsubscribe_headers_at_postmark_is_told_until_it_is_settled(
    own: bool, codes: list[str]
) -> None:
    can = smtp.Provider(settings(Relay.POSTMARK, own_unsubscribe=own)).capabilities
    told = [one.code for one in can.peculiarities if isinstance(one, Message)]
    assert told == [*codes, "relay-tracks-by-itself"]
    assert can.owns_list_unsubscribe is not own


SETTINGS = """
[provider]
name = "smtp"
[provider.smtp]
host = "mail.example.nl"
hooks = "{hooks}"
topics = ["arn:aws:sns:eu-west-1:123456789012:brief"]
"""


@pytest.mark.parametrize("relay", Relay)
def test_a_company_is_named_in_the_settings_and_its_secret_in_the_environment(
    relay: Relay, tmp_path: Path
) -> None:
    (tmp_path / "newsletter.toml").write_text(SETTINGS.format(hooks=relay.value), "utf-8")
    read = load(tmp_path, {"NEWSLETTER_PROVIDER_SMTP_HOOK_SECRET": SECRET}).provider_settings
    assert read.hooks is relay
    assert read.hook_proof.secret == Secret(SECRET)
    assert read.hook_proof.topics == (TOPIC,)
    assert providers.webhook("smtp", read) is not None


def test_a_company_that_is_not_known_is_answered_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "newsletter.toml").write_text(SETTINGS.format(hooks="duif"), "utf-8")
    with refused(ConfigError, r"duif.*postmark.*ses.*brevo.*mailgun"):
        load(tmp_path, {})
