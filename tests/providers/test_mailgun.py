"""What is Mailgun's own: its form, its look-up, its signature."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsletter.errors import BadHook, ProviderPaused
from newsletter.model.batch import RecipientsOfBatch
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import mailgun
from newsletter.providers.wire.merging import merge
from newsletter.testing.contract.samples import a_batch, a_recipient, an_edition
from newsletter.testing.server import Loopback, reply, served
from tests.builders.refusals import refused
from tests.builders.webhooks import a_webhook
from tests.providers.recordings import recordings
from tests.providers.stand_ins.mailgun import StandIn, form

SIGNED_AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def stand_in() -> StandIn:
    return StandIn()


@pytest.fixture
def loopback(stand_in: StandIn) -> Iterator[Loopback]:
    with served(stand_in) as loopback:
        yield loopback


@pytest.fixture
def provider(stand_in: StandIn, loopback: Loopback) -> Iterator[mailgun.Provider]:
    provider = mailgun.Provider(stand_in.settings(loopback.base))
    yield provider
    provider.close()


def test_the_european_region_is_the_default() -> None:
    assert mailgun.Settings().base == "https://api.eu.mailgun.net"


def test_each_reader_has_the_variables_that_one_alone_would_have(
    provider: mailgun.Provider, loopback: Loopback
) -> None:
    names = ('Bo "de \\ beer"', "<Chloé> & co", "")
    readers = [a_recipient(number, name=name) for number, name in enumerate(names)]
    for recipients in (tuple(readers), RecipientsOfBatch.of(readers)):
        batch = a_batch(recipients=recipients)
        provider.send(batch)
        merged = merge(batch.edition, batch.dispatch, mailgun._SYNTAX)
        assert json.loads(form(loopback.seen[-1])["recipient-variables"][0]) == {
            str(one.address): merged.values(one) for one in readers
        }


def test_tracking_is_off_and_all_readers_are_hidden_from_each_other(
    provider: mailgun.Provider, loopback: Loopback
) -> None:
    provider.send(a_batch(2))
    fields = form(loopback.seen[0])
    assert (
        fields["o:tracking"] == fields["o:tracking-clicks"] == fields["o:tracking-opens"] == ["no"]
    )
    assert set(json.loads(fields["recipient-variables"][0])) == {
        "lezer1@example.org",
        "lezer2@example.org",
    }
    assert fields["to"] == ["lezer1@example.org, lezer2@example.org"]
    assert fields["from"] == ['"Een helder moment" <brief@helder.example.nl>']
    assert fields["h:Reply-To"] == ["gerrit@helder.example.nl"]
    assert "o:testmode" not in fields


def test_test_mode_is_asked_for_when_set(stand_in: StandIn, loopback: Loopback) -> None:
    provider = mailgun.Provider(stand_in.settings(loopback.base, test_mode=True))
    provider.send(a_batch(1))
    provider.close()
    assert form(loopback.seen[0])["o:testmode"] == ["yes"]


def test_a_look_up_turns_pages_and_keeps_to_the_configured_address(
    provider: mailgun.Provider, loopback: Loopback, stand_in: StandIn
) -> None:
    stand_in.page_size = 2
    batch = a_batch(5)
    provider.send(batch)
    assert len(provider.look_up(batch)) == 5
    pages = [request for request in loopback.seen if request.path.endswith("/events")]
    assert len(pages) == 4
    assert pages[0].query["event"] == "accepted"
    # their page on events: "must be provided if the range end time is not specified"
    assert pages[0].query["ascending"] == "no"
    assert not {"begin", "end"} & pages[0].query.keys()


def test_a_look_up_reaches_as_far_back_as_the_plan_keeps_events() -> None:
    settings = StandIn().settings("http://127.0.0.1:9")
    assert mailgun.Provider(settings).capabilities.lookup_reaches == timedelta(days=3)
    longer = replace(settings, events_kept=timedelta(days=30))
    assert mailgun.Provider(longer).capabilities.lookup_reaches == timedelta(days=30)


def test_another_batch_is_not_found_by_this_ones_tag(provider: mailgun.Provider) -> None:
    provider.send(a_batch(2, key="one"))
    assert provider.look_up(a_batch(2, key="two")) == ()


def test_headers_over_sixteen_kilobytes_are_refused_before_anything_leaves(
    provider: mailgun.Provider, loopback: Loopback
) -> None:
    edition = an_edition()
    heavy = edition.__class__(
        **{name: getattr(edition, name) for name in edition.__slots__ if name != "headers"},
        headers=(("X-Long", ("x" * 17_000,)),),
    )
    with pytest.raises(ProviderPaused, match="account-options-too-large"):
        provider.send(a_batch(1, edition=heavy))
    assert loopback.seen == []


def test_a_wrong_region_is_told_with_a_hint(provider: mailgun.Provider, loopback: Loopback) -> None:
    loopback.plan(reply(401, {"message": "Forbidden"}))
    with pytest.raises(ProviderPaused, match="account-key-or-region-wrong"):
        provider.send(a_batch(1))


def signed(key: str = "sign", token: str = "a8ce0edb", at: datetime = SIGNED_AT) -> Hook:
    stamp = str(int(at.timestamp()))
    proof = hmac.new(key.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    body = {"signature": {"timestamp": stamp, "token": token, "signature": proof}, "event-data": {}}
    return Hook({}, json.dumps(body).encode())


WEBHOOK = a_webhook(mailgun, signing_key=Secret("sign"))


def test_a_true_signature_is_known_by_its_token() -> None:
    assert WEBHOOK.verify(signed(token="once"), SIGNED_AT + A_SECOND) == "once"


@pytest.mark.parametrize("late", [timedelta(hours=9, seconds=1), -timedelta(hours=9, seconds=1)])
def test_a_signature_far_from_now_is_refused(late: timedelta) -> None:
    with refused(BadHook, "too far from now"):
        WEBHOOK.verify(signed(), SIGNED_AT + late)


@pytest.mark.parametrize(
    "hook",
    [
        signed(key="another"),
        Hook({}, b""),
        Hook({}, b"[]"),
        Hook({}, b'{"signature": null}'),
        Hook({}, b'{"signature": {"timestamp": "1e999", "token": "a", "signature": "b"}}'),
        Hook({}, b'{"signature": {"timestamp": "1", "token": "\\ud800", "signature": "b"}}'),
        Hook({}, b'{"signature": {"timestamp": "1", "token": "a", "signature": "\\ud800"}}'),
        Hook({}, b'{"signature": {"timestamp": "nan", "token": "a", "signature": "\xc3\xa9"}}'),
    ],
)
def test_a_forged_call_is_refused(hook: Hook) -> None:
    with pytest.raises(BadHook):
        WEBHOOK.verify(hook, SIGNED_AT)


@pytest.mark.parametrize("lent", ["e0", "e-0", ".0"])
def test_a_token_lends_no_signs_to_the_time_so_that_it_counts_twice(lent: str) -> None:
    whole = signed(token=f"{lent}a8ce")
    assert WEBHOOK.verify(whole, SIGNED_AT) == f"{lent}a8ce"
    stamp = str(int(SIGNED_AT.timestamp()))
    moved = whole.body.decode().replace(stamp, stamp + lent).replace(f'"{lent}a8ce"', '"a8ce"')
    with pytest.raises(BadHook):
        WEBHOOK.verify(Hook(whole.headers, moved.encode()), SIGNED_AT)


@pytest.mark.parametrize("text", ["\\ud800", "\\u0000", "9" * 5000])
def test_a_true_signature_is_known_whatever_stands_beside_it(text: str) -> None:
    hook = signed()
    odd = hook.body.replace(b"{", b'{"odd": "' + text.encode() + b'", ', 1)
    assert WEBHOOK.verify(Hook(hook.headers, odd), SIGNED_AT)


def test_without_a_signing_key_nothing_is_believed() -> None:
    with pytest.raises(BadHook):
        a_webhook(mailgun, signing_key=Secret("")).verify(signed(key=""), SIGNED_AT)


def test_a_bounce_carries_the_hosts_words() -> None:
    recording = next(found for found in recordings("mailgun") if found.name == "failed-permanent")
    (report,) = WEBHOOK.read(recording.body)
    assert (
        report.detail == "550 bounce 5.1.1 The email account that you tried to reach does not exist"
    )
    assert report.provider_id == "20260301120000.1.stand-in@mail.helder.example.nl"
