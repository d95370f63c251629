"""What is Brevo's own: keys, escaping, what makes it repeat a report."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header

import pytest

from newsletter.errors import BadHook, ProviderBusy, ProviderPaused
from newsletter.message import Message
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.delivery import Outcome
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import brevo
from newsletter.testing.contract.samples import a_batch, a_recipient, an_edition, field
from newsletter.testing.server import Loopback, Reply, served
from tests.providers.stand_ins.brevo import StandIn, render

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture
def loopback(stand_in: StandIn) -> Iterator[Loopback]:
    with served(stand_in) as loopback:
        yield loopback


@pytest.fixture
def provider(stand_in: StandIn, loopback: Loopback) -> Iterator[brevo.Provider]:
    provider = brevo.Provider(stand_in.settings(loopback.base))
    yield provider
    provider.close()


def test_a_name_with_an_apostrophe_arrives_as_it_is_in_every_place(
    provider: brevo.Provider, stand_in: StandIn
) -> None:
    edition = an_edition(
        subject=(field("first_name"), ", een vraag"), text=(field("greeting"), " {{x}}")
    )
    provider.send(a_batch(edition=edition, recipients=(a_recipient(name="D'Angelo & zn"),)))
    (mail,) = stand_in.sent
    assert mail.subject == "D'Angelo & zn, een vraag"
    assert mail.text == "Dag D'Angelo & zn, {{x}}"
    assert "D&#x27;Angelo &amp; zn" in mail.html


def test_the_stand_in_escapes_where_it_was_not_told_otherwise() -> None:
    assert render("{{params.a}}", {"a": "<b>"}) == "&lt;b&gt;"


def test_a_call_without_a_bad_address_has_a_key_of_its_own(
    provider: brevo.Provider, stand_in: StandIn, loopback: Loopback
) -> None:
    stand_in.refused = {"lezer2@example.org"}
    receipts = provider.send(a_batch(3))
    assert [receipt.outcome for receipt in receipts] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
        Outcome.ACCEPTED,
    ]
    first, second = (request.json()["headers"]["idempotencyKey"] for request in loopback.seen)
    assert first != second


def test_the_wait_is_read_in_seconds_from_brevos_own_header(
    provider: brevo.Provider, loopback: Loopback
) -> None:
    loopback.plan(Reply(429, b"", {"x-sib-ratelimit-reset": "17"}))
    with pytest.raises(ProviderBusy) as told:
        provider.send(a_batch(1))
    assert told.value.retry_after == timedelta(seconds=17)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Een helder moment", "Een helder moment"),
        ("Café Één", "Café Één"),
        ("Jansen, J.", "Jansen, J."),
    ],
)
def test_a_senders_name_goes_as_it_is_where_it_arrives(
    provider: brevo.Provider, loopback: Loopback, name: str, written: str
) -> None:
    edition = replace(an_edition(), sender=Mailbox(name, EmailAddress("brief", "example.org")))
    provider.send(a_batch(1, edition=edition))
    assert loopback.seen[0].json()["sender"]["name"] == written


@pytest.mark.parametrize("name", ["Zoë, Anna & Bé", "Dr. Ünal", 'Het "Één"', "Ça: va"])
def test_a_name_with_letters_beyond_ascii_and_a_sign_goes_as_an_encoded_word(
    provider: brevo.Provider, loopback: Loopback, name: str
) -> None:
    edition = replace(an_edition(), sender=Mailbox(name, EmailAddress("brief", "example.org")))
    provider.send(a_batch(1, edition=edition))
    written = loopback.seen[0].json()["sender"]["name"]
    assert written.isascii()
    assert str(make_header(decode_header(written))) == name


@pytest.mark.parametrize(
    "value",
    ["=?utf-8?q?Een_h=C3=A9lder_moment?= <helder.example.nl>", "Café <helder.example.nl>"],
)
def test_a_list_id_loses_a_phrase_that_is_not_ascii(
    provider: brevo.Provider, loopback: Loopback, value: str
) -> None:
    edition = replace(an_edition(), headers=(("List-Id", (value,)),))
    provider.send(a_batch(1, edition=edition))
    (version,) = loopback.seen[0].json()["messageVersions"]
    assert version["headers"]["List-Id"] == "<helder.example.nl>"


def test_an_encoded_word_in_another_header_is_refused_before_anything_leaves(
    provider: brevo.Provider, loopback: Loopback
) -> None:
    edition = replace(an_edition(), headers=(("X-Naam", ("=?utf-8?q?=C3=A9?=",)),))
    with pytest.raises(ProviderPaused, match="X-Naam"):
        provider.send(a_batch(1, edition=edition))
    assert loopback.seen == []


def test_a_header_beyond_ascii_is_refused_before_anything_leaves(
    provider: brevo.Provider, loopback: Loopback
) -> None:
    edition = replace(an_edition(), headers=(("X-Naam", ("één",)),))
    with pytest.raises(ProviderPaused, match="X-Naam"):
        provider.send(a_batch(1, edition=edition))
    assert loopback.seen == []


def test_test_mode_drops_what_it_checks(stand_in: StandIn, loopback: Loopback) -> None:
    provider = brevo.Provider(stand_in.settings(loopback.base, test_mode=True))
    provider.send(a_batch(1))
    provider.close()
    assert loopback.seen[0].json()["headers"]["X-Sib-Sandbox"] == "drop"


def test_the_check_asks_for_tracking_to_be_off(stand_in: StandIn, loopback: Loopback) -> None:
    provider = brevo.Provider(stand_in.settings(loopback.base, tracking_is_off=False))
    told = provider.check()
    provider.close()
    assert told == (Message("account-tracking-unconfirmed"),)


def test_a_bearer_token_proves_a_call() -> None:
    hearing = brevo.webhook(brevo.Settings(hook_token=Secret("token")))
    assert hearing.verify(Hook({"authorization": "Bearer token"}, b"{}"), NOON)
    for told in ("Bearer other", "Bearer ", "Basic token", ""):
        with pytest.raises(BadHook):
            hearing.verify(Hook({"authorization": told}, b"{}"), NOON)


def test_without_a_token_nothing_is_believed() -> None:
    with pytest.raises(BadHook):
        brevo.webhook(brevo.Settings()).verify(Hook({"authorization": "Bearer "}, b"{}"), NOON)


def test_a_store_that_is_down_is_told_so_that_brevo_comes_again() -> None:
    assert brevo.webhook(brevo.Settings()).dialect.store_down == 429
