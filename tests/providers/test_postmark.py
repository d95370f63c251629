"""What is Postmark's own: streams, who writes List-Unsubscribe, how its calls are proved."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from newsletter.errors import BadHook
from newsletter.model.delivery import Listed
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import postmark
from newsletter.testing.contract.samples import a_batch, an_edition, field
from newsletter.testing.server import Loopback, reply, served
from tests.builders.webhooks import a_webhook
from tests.providers.stand_ins.postmark import StandIn

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with served(StandIn()) as loopback:
        yield loopback


def names_sent(loopback: Loopback, *, notice: bool = False, **more: object) -> set[str]:
    provider = postmark.Provider(StandIn().settings(loopback.base, **more))
    provider.send(a_batch(1, notice=notice))
    provider.close()
    return {one["Name"] for one in loopback.seen[-1].json()[0]["Headers"]}


def test_on_a_broadcast_stream_our_list_unsubscribe_stays_away(loopback: Loopback) -> None:
    assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & names_sent(loopback)


def test_with_own_unsubscribes_our_headers_go_along(loopback: Loopback) -> None:
    assert {"List-Unsubscribe", "List-Unsubscribe-Post"} <= names_sent(
        loopback, own_unsubscribe=True
    )


def test_capabilities_say_whose_list_unsubscribe_it_is() -> None:
    told = [
        postmark.Provider(postmark.Settings(token=Secret("t"), own_unsubscribe=own)).capabilities
        for own in (False, True)
    ]
    assert [one.owns_list_unsubscribe for one in told] == [True, False]


def test_a_notice_goes_on_the_transactional_stream_with_all_its_headers(loopback: Loopback) -> None:
    assert "List-Unsubscribe" in names_sent(loopback, notice=True)
    assert loopback.seen[-1].json()[0]["MessageStream"] == "outbound"


def test_postmarks_placeholder_in_an_editors_text_is_no_placeholder(loopback: Loopback) -> None:
    words = "{{{ pm:unsubscribe }}}"
    provider = postmark.Provider(StandIn().settings(loopback.base))
    provider.send(a_batch(1, edition=an_edition(html=(words,), text=(words, field("greeting")))))
    provider.close()
    mail = loopback.seen[-1].json()[0]
    assert mail["HtmlBody"] == "&#123;&#123;&#123; pm:unsubscribe }}}"
    assert "{{{" not in mail["TextBody"]
    assert mail["TextBody"].replace("\N{WORD JOINER}", "").startswith(words)


def test_a_look_up_reads_addresses_where_metadata_is_missing(loopback: Loopback) -> None:
    loopback.plan(
        reply(200, {"Messages": [{"MessageID": "a", "Recipients": ["LEZER2@example.org"]}]})
    )
    provider = postmark.Provider(StandIn().settings(loopback.base))
    (receipt,) = provider.look_up(a_batch(3))
    provider.close()
    assert (receipt.delivery_id, receipt.provider_id) == ("d1k2e3y4.2", "a")


WEBHOOK = a_webhook(postmark, hook_password=Secret("s3cret"))


def with_basic(told: str) -> Hook:
    return Hook({"authorization": f"Basic {base64.b64encode(told.encode()).decode()}"}, b"{}")


def test_user_and_password_prove_a_call() -> None:
    assert WEBHOOK.verify(with_basic("newsletter:s3cret"), NOON)


@pytest.mark.parametrize(
    "hook",
    [
        with_basic("newsletter:wrong"),
        with_basic("someone:s3cret"),
        with_basic("newsletter"),
        with_basic(":"),
        Hook({}, b"{}"),
        Hook({"authorization": "Basic !!!"}, b"{}"),
        Hook({"authorization": "Bearer s3cret"}, b"{}"),
        Hook({"authorization": "Basic /w=="}, b"{}"),
    ],
)
def test_other_calls_are_refused(hook: Hook) -> None:
    with pytest.raises(BadHook):
        WEBHOOK.verify(hook, NOON)


def test_without_a_password_in_the_settings_nothing_is_believed() -> None:
    with pytest.raises(BadHook):
        a_webhook(postmark, hook_password=Secret("")).verify(with_basic("newsletter:"), NOON)


def test_the_answers_are_in_postmarks_dialect() -> None:
    dialect = WEBHOOK.dialect
    assert (dialect.forged, dialect.never) == (401, 401)
    assert dialect.challenge.startswith("Basic")


def test_an_inactive_recipient_is_on_postmarks_own_list_for_a_reason_it_does_not_give() -> None:
    stand_in = StandIn()
    stand_in.refused = {"lezer2@example.org"}
    with served(stand_in) as loopback:
        provider = postmark.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(a_batch(3))
        provider.close()
    assert [receipt.listed for receipt in receipts] == [None, Listed.UNTOLD, None]
