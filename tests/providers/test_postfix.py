"""SMTP against Debian's Postfix: what it takes, what it refuses, and what it sends back."""

import mailbox
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import ProviderBusy
from newsletter.model.delivery import Outcome, ReportKind
from newsletter.providers import smtp
from newsletter.providers.wire import letterbox, relays
from newsletter.providers.wire.relays import Relay
from newsletter.testing.contract.samples import a_batch, a_recipient
from tests import patience
from tests.providers.postfix import Postfix, postfix
from tests.providers.stand_ins.smtp import certificate


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    with postfix() as running:
        yield running


def a_provider(server: Postfix, **more: Any) -> smtp.Provider:
    return smtp.Provider(
        smtp.Settings(
            host="localhost",
            port=server.port,
            authorities=certificate(),
            bounces="bounces@example.org",
            hello="localhost",
            timeout=timedelta(seconds=20),
            **more,
        )
    )


@pytest.fixture
def provider(server: Postfix) -> Iterator[smtp.Provider]:
    provider = a_provider(server)
    yield provider
    provider.close()


def soon(found: Callable[[], object]) -> object:
    """What there is once there is something."""
    patience.until(found)
    return found()


def delivered(maildir: Path, to: str) -> list[bytes]:
    if not (maildir / "new").is_dir():
        return []
    box = mailbox.Maildir(maildir, create=False)
    raw = [box.get_bytes(key) for key in box.iterkeys()]
    return [one for one in raw if f"\nX-Original-To: {to}\n".encode() in one]


def test_postfix_takes_a_batch_and_delivers_it_as_it_was(
    provider: smtp.Provider, server: Postfix
) -> None:
    batch = a_batch(3)
    receipts = provider.send(batch)
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 3
    assert all("queued as" in receipt.provider_id for receipt in receipts)
    (raw,) = soon(lambda: delivered(server.maildir, "lezer2@example.org"))
    mail = message_from_bytes(raw, policy=default)
    assert mail["List-Unsubscribe"] == "<https://helder.example.nl/unsubscribe/token2A>"
    assert mail["X-Newsletter-Delivery"] == "d1k2e3y4.2"
    assert mail["Return-Path"] == "<bounces+d1k2e3y4_2e2@example.org>"
    assert mail.get_body(("plain",)).get_content().split() == batch.emails[1].text.split()


@pytest.mark.parametrize(("number", "relay"), list(enumerate(Relay, 41)))
def test_a_companys_own_headers_pass_as_they_were_written(
    server: Postfix, number: int, relay: Relay
) -> None:
    provider = a_provider(server, hooks=relay, configuration_set="brief")
    provider.send(a_batch(recipients=(a_recipient(number),)))
    provider.close()
    (raw,) = soon(lambda: delivered(server.maildir, f"lezer{number}@example.org"))
    mail = message_from_bytes(raw, policy=default)
    written = dict(relays.headers(relay, f"d1k2e3y4.{number}", "brief"))
    assert written
    assert {name: mail[name] for name in written} == written


def test_an_unknown_reader_is_refused_and_the_next_one_served(provider: smtp.Provider) -> None:
    readers = (a_recipient(1, address="weg@example.org"), a_recipient(12))
    refused, accepted = provider.send(a_batch(recipients=readers))
    assert (refused.outcome, accepted.outcome) == (Outcome.REFUSED, Outcome.ACCEPTED)
    assert "5.1.1" in refused.detail


def test_a_greylisted_reader_is_tried_later(provider: smtp.Provider) -> None:
    with pytest.raises(ProviderBusy, match=r"4\.2\.0"):
        provider.send(a_batch(recipients=(a_recipient(1, address="later@example.org"),)))


def test_a_bounce_that_postfix_writes_finds_its_delivery(
    provider: smtp.Provider, server: Postfix
) -> None:
    reader = a_recipient(9, address="spoorloos@example.org")
    (receipt,) = provider.send(a_batch(recipients=(reader,)))
    assert receipt.outcome is Outcome.ACCEPTED
    assert soon(lambda: delivered(server.maildir, "bounces+d1k2e3y4_2e9@example.org"))
    with letterbox.opened(letterbox.Settings(maildir=server.maildir)) as box:
        reports = [report for letter in box.unread() for report in letter.read()]
    (bounced,) = [report for report in reports if report.kind is ReportKind.BOUNCED]
    assert (bounced.delivery_id, bounced.address) == ("d1k2e3y4.9", "spoorloos@example.org")
    assert "mailbox was removed" in bounced.detail
