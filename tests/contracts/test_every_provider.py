"""Every provider keeps the promise in ``delivery.needs.Provider``.

Those of the folder have a stand-in in ``tests/providers/stand_ins``. One of your
own, under the entry point group ``newsletter.providers``, is held to the same
where it names a stand-in under the group ``newsletter.stand_ins``.
"""

import html as markup
import importlib
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter import providers
from newsletter.errors import (
    BadHook,
    ConfigError,
    ProviderBusy,
    ProviderError,
    ProviderPaused,
    ProviderSilent,
)
from newsletter.model.delivery import Form, Outcome
from newsletter.model.edition import fill
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers.wire.finding import load
from tests.providers.builders import a_batch, a_recipient
from tests.providers.server import Knob, Loopback, Reply, Sent, served

NAMES = providers.names()


def stand_in(name: str) -> ModuleType:
    """What stands at a provider's other end."""
    for point in entry_points(group="newsletter.stand_ins", name=name):
        return point.load()
    return importlib.import_module(f"tests.providers.stand_ins.{name}")


STAND_INS = {name: stand_in(name) for name in NAMES}
OVER_HTTP = [name for name in NAMES if hasattr(STAND_INS[name], "StandIn")]
CAPABILITIES = {name: providers.capabilities_of(name) for name in NAMES}
TROUBLES = [
    pytest.param(name, trouble, id=f"{name}-{trouble}")
    for name in OVER_HTTP
    for trouble in STAND_INS[name].TROUBLES
]


@dataclass
class Way:
    """One provider with what stands at its other end."""

    provider: Any
    other_end: Any
    loopback: Loopback | None = None
    folder: Path | None = None

    def sent(self) -> list[Sent]:
        return self.other_end.sent(self.folder) if self.folder else self.other_end.sent


@pytest.fixture
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    name = request.param
    module = STAND_INS[name]
    if hasattr(module, "StandIn"):
        stand_in = module.StandIn()
        with served(stand_in) as loopback:
            settings = stand_in.settings(loopback.base, timeout=timedelta(seconds=10))
            provider = providers.build(name, settings)
            yield Way(provider, stand_in, loopback)
            provider.close()
    elif hasattr(module, "opened"):
        with module.opened() as other_end:
            provider = providers.build(name, other_end.settings())
            yield Way(provider, other_end)
            provider.close()
    else:
        yield Way(providers.build(name, module.settings(tmp_path)), module, folder=tmp_path)


every = pytest.mark.parametrize("way", NAMES, indirect=True)
over_http = pytest.mark.parametrize("way", OVER_HTTP, indirect=True)
looking_up = pytest.mark.parametrize(
    "way", [name for name in NAMES if CAPABILITIES[name].looks_up], indirect=True
)
idempotent = pytest.mark.parametrize(
    "way", [name for name in NAMES if CAPABILITIES[name].idempotent_for], indirect=True
)
helped = pytest.mark.parametrize(
    "way",
    [
        name
        for name in OVER_HTTP
        if CAPABILITIES[name].looks_up or CAPABILITIES[name].idempotent_for
    ],
    indirect=True,
)


@every
def test_a_batch_gives_a_receipt_for_each_reader_in_order(way: Way) -> None:
    batch = a_batch(3)
    receipts = way.provider.send(batch)
    assert [receipt.delivery_id for receipt in receipts] == [
        r.delivery_id for r in batch.recipients
    ]
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    assert sorted(mail.to for mail in way.sent()) == [str(r.address) for r in batch.recipients]


@every
def test_each_reader_gets_the_mail_as_the_editor_wrote_it(way: Way) -> None:
    batch = a_batch(3)
    way.provider.send(batch)
    mails = {mail.to: mail for mail in way.sent()}
    for recipient in batch.recipients:
        mail = mails[str(recipient.address)]
        edition = batch.edition
        assert mail.subject == fill(edition.subject, recipient.values)
        assert "".join(mail.text.split()) == "".join(fill(edition.text, recipient.values).split())
        assert shown(mail.html) == shown(fill(edition.html, recipient.values))


def shown(html: str) -> str:
    """What a browser shows: entities read; spaces in a style sheet do not count."""
    return markup.unescape(html).replace("{ #", "{#").strip()


@every
def test_each_mail_carries_its_own_way_out_and_nobody_elses_address(way: Way) -> None:
    batch = a_batch(3)
    way.provider.send(batch)
    for mail in way.sent():
        own = next(r for r in batch.recipients if str(r.address) == mail.to)
        others = [r for r in batch.recipients if r is not own]
        if not way.provider.capabilities.owns_list_unsubscribe:
            assert mail.headers["list-unsubscribe"] == f"<{own.values['unsubscribe_url']}>"
            assert mail.headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
        whole = f"{mail.subject}{mail.html}{mail.text}{mail.headers}"
        for other in others:
            assert str(other.address) not in whole
            assert other.values["unsubscribe_url"] not in whole


@every
def test_each_mail_carries_our_delivery_id(way: Way) -> None:
    batch = a_batch(3)
    way.provider.send(batch)
    carried = {mail.to: mail.delivery_id for mail in way.sent()}
    assert carried == {str(r.address): r.delivery_id for r in batch.recipients}


@every
def test_the_headers_of_the_edition_arrive_but_for_the_forbidden_ones(way: Way) -> None:
    batch = a_batch(1)
    way.provider.send(batch)
    capabilities = way.provider.capabilities
    told = {name.lower() for name, _ in batch.edition.headers} - capabilities.forbidden_headers
    if capabilities.owns_list_unsubscribe:
        told -= {"list-unsubscribe", "list-unsubscribe-post"}
    (mail,) = way.sent()
    assert told <= set(mail.headers)
    assert not capabilities.forbidden_headers & set(mail.headers)


@looking_up
def test_what_was_sent_is_found_where_the_provider_can_look_it_up(way: Way) -> None:
    batch = a_batch(3)
    assert way.provider.look_up(batch) == ()
    way.provider.send(batch)
    found = way.provider.look_up(batch)
    assert [receipt.delivery_id for receipt in found] == [r.delivery_id for r in batch.recipients]
    assert {receipt.outcome for receipt in found} == {Outcome.ACCEPTED}


@looking_up
def test_a_look_up_turns_every_page(way: Way) -> None:
    if hasattr(way.other_end, "page_size"):
        way.other_end.page_size = 2
    batch = a_batch(7)
    way.provider.send(batch)
    assert len(way.provider.look_up(batch)) == 7


@idempotent
def test_a_repeated_key_doubles_nothing_where_the_provider_promises_it(way: Way) -> None:
    batch = a_batch(3)
    first = way.provider.send(batch)
    second = way.provider.send(batch)
    assert [r.delivery_id for r in first] == [r.delivery_id for r in second]
    assert len(way.sent()) == 3


@every
def test_an_account_in_order_passes_the_check(way: Way) -> None:
    assert way.provider.check() == ()


@over_http
def test_an_account_out_of_order_is_told_in_words(way: Way) -> None:
    way.other_end.is_ready = False
    told = way.provider.check()
    assert told
    assert all(len(words) > 20 for words in told)


@over_http
def test_a_check_without_an_answer_tells_that_instead_of_failing(way: Way) -> None:
    way.loopback.plan(*[Knob.DROP_AFTER] * 4)
    assert way.provider.check()


@over_http
def test_a_refused_reader_costs_nobody_else(way: Way) -> None:
    way.other_end.refused = {"lezer2@example.org"}
    receipts = way.provider.send(a_batch(3))
    assert [receipt.outcome for receipt in receipts] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
        Outcome.ACCEPTED,
    ]
    assert receipts[1].detail
    assert sorted(mail.to for mail in way.sent()) == ["lezer1@example.org", "lezer3@example.org"]


@over_http
def test_a_batch_of_refused_readers_is_refused_reader_by_reader(way: Way) -> None:
    way.other_end.refused = {"lezer1@example.org", "lezer2@example.org"}
    receipts = way.provider.send(a_batch(2))
    assert {receipt.outcome for receipt in receipts} == {Outcome.REFUSED}
    assert way.sent() == []


@pytest.mark.parametrize(("name", "trouble"), TROUBLES)
def test_every_documented_error_is_read_as_what_it_means(name: str, trouble: str) -> None:
    answer, means = STAND_INS[name].TROUBLES[trouble]
    stand_in = STAND_INS[name].StandIn()
    with served(stand_in) as loopback:
        provider = providers.build(name, stand_in.settings(loopback.base))
        loopback.plan(answer)
        with closing(provider), pytest.raises(ProviderError) as told:
            provider.send(a_batch(2))
    assert type(told.value) is means
    assert told.value.provider == name
    if means is ProviderPaused:
        assert any(word in f" {told.value.detail}" for word in (" de ", " het ", " is ")), (
            told.value.detail
        )
    if means is ProviderBusy and "retry-after" in answer.headers:
        assert told.value.retry_after == timedelta(seconds=int(answer.headers["retry-after"]))


@over_http
@pytest.mark.parametrize(
    "knob",
    [Knob.DROP_BEFORE, Knob.DROP_AFTER, Knob.GARBAGE, Knob.BAD_GZIP],
    ids=lambda knob: knob.name.lower(),
)
def test_an_answer_that_cannot_be_believed_leaves_the_batch_in_doubt(way: Way, knob: Knob) -> None:
    way.loopback.plan(knob)
    with pytest.raises(ProviderSilent):
        way.provider.send(a_batch(2))


@over_http
@pytest.mark.parametrize("knob", [Knob.SLOW, Knob.DRIP], ids=lambda knob: knob.name.lower())
def test_an_answer_that_takes_too_long_leaves_the_batch_in_doubt(way: Way, knob: Knob) -> None:
    hurried = way.other_end.settings(way.loopback.base, timeout=timedelta(seconds=0.2))
    provider = providers.build(way.provider.name, hurried)
    way.loopback.plan(knob)
    with closing(provider), pytest.raises(ProviderSilent):
        provider.send(a_batch(2))


@over_http
def test_nothing_is_repeated_by_itself(way: Way) -> None:
    way.loopback.plan(Knob.DROP_AFTER)
    with pytest.raises(ProviderSilent):
        way.provider.send(a_batch(2))
    assert len(way.loopback.seen) == 1


@helped
def test_a_batch_in_doubt_can_be_settled_by_what_the_provider_helps_with(way: Way) -> None:
    batch = a_batch(3)
    way.loopback.plan(Knob.DROP_AFTER)
    with pytest.raises(ProviderSilent):
        way.provider.send(batch)
    repeats = way.provider.capabilities.idempotent_for is not None
    receipts = way.provider.send(batch) if repeats else way.provider.look_up(batch)
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 3
    assert len(way.sent()) == 3


@over_http
def test_a_redirect_is_not_followed_and_takes_the_key_nowhere(way: Way) -> None:
    way.loopback.plan(Knob.REDIRECT)
    with pytest.raises(ProviderPaused):
        way.provider.send(a_batch(1))
    assert len(way.loopback.seen) == 1


@over_http
def test_a_compressed_answer_is_read(way: Way) -> None:
    way.loopback.plan(Knob.GZIP)
    assert [receipt.outcome for receipt in way.provider.send(a_batch(2))] == [Outcome.ACCEPTED] * 2


@over_http
def test_a_server_that_is_not_there_took_nothing(way: Way) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        provider = providers.build(way.provider.name, way.other_end.settings(address))
        with closing(provider), pytest.raises(ProviderBusy):
            provider.send(a_batch(1))


@over_http
def test_the_same_batch_gives_the_same_bytes(way: Way) -> None:
    refusal = Reply(500)
    way.loopback.plan(refusal, refusal)
    for _ in range(2):
        with pytest.raises(ProviderError):
            way.provider.send(a_batch(3))
    first, second = way.loopback.seen
    assert first.body == second.body


@over_http
def test_a_line_end_in_a_name_forges_no_header(way: Way) -> None:
    reader = a_recipient(1, name="Anna\r\nBcc: iedereen@example.org")
    way.provider.send(a_batch(recipients=(reader,)))
    (mail,) = way.sent()
    assert "bcc" not in mail.headers
    assert not any("\n" in value for value in mail.headers.values())


@pytest.mark.parametrize("name", NAMES)
def test_settings_are_frozen_and_their_secrets_cannot_print(name: str) -> None:
    kind = providers.settings_type(name)
    assert is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert kind.__doc__
    secrets = {field.name for field in fields(kind) if field.type is Secret}
    settings = kind(**{secret: Secret("hunter2") for secret in secrets})
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize("name", [name for name in NAMES if not CAPABILITIES[name].is_local])
def test_a_provider_without_its_key_says_which_setting_is_missing(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        providers.build(name, providers.settings_type(name)())


@pytest.mark.parametrize("name", NAMES)
def test_capabilities_hang_together(name: str) -> None:
    capabilities = CAPABILITIES[name]
    assert capabilities.form in Form
    assert capabilities.recipients_per_call >= 1
    assert capabilities.lookup_lag is None or capabilities.looks_up
    assert all(header == header.lower() for header in capabilities.forbidden_headers)
    # whoever finds another List-Unsubscribe than ours in a mail must be able to learn why
    assert capabilities.peculiarities or not capabilities.owns_list_unsubscribe
    assert all(words[-1] != "." and len(words) > 40 for words in capabilities.peculiarities)
    assert load(name).Provider.name == name


def test_an_unknown_provider_is_answered_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"duif.*outbox"):
        providers.build("duif", None)


REPORTING = [name for name in NAMES if load(name).webhook is not None]
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PROOFS = (
    "authorization",
    "svix-id",
    "svix-timestamp",
    "svix-signature",
    "signature",
    "x-twilio-email-event-webhook-signature",
    "x-twilio-email-event-webhook-timestamp",
)


@pytest.mark.parametrize("name", REPORTING)
@pytest.mark.parametrize("is_set_up", [False, True], ids=["without secrets", "with secrets"])
@settings(max_examples=25)
@given(
    st.dictionaries(
        st.sampled_from(PROOFS), st.text(max_size=12) | st.just("Basic Og=="), max_size=3
    ),
    st.binary(max_size=30) | st.sampled_from([b"{}", b"[]", b'{"signature":{}}']),
)
def test_a_call_that_proves_nothing_is_never_believed(
    name: str, is_set_up: bool, headers: dict[str, str], body: bytes
) -> None:
    kind = providers.settings_type(name)
    secrets = {field.name: Secret("c2VjcmV0") for field in fields(kind) if field.type is Secret}
    webhook = providers.webhook(name, kind(**secrets) if is_set_up else kind())
    assert webhook is not None
    with pytest.raises(BadHook):
        webhook.verify(Hook(headers, body), NOON)


@pytest.mark.parametrize("name", REPORTING)
def test_answers_to_a_webhook_are_statuses_that_mean_what_they_should(name: str) -> None:
    webhook = providers.webhook(name, providers.settings_type(name)())
    assert webhook is not None
    dialect = webhook.dialect
    assert 200 <= dialect.accepted < 300
    assert dialect.forged in {401, 403}
    assert dialect.store_down in {429, 503}
    assert webhook.handshake(b"{}") is None
