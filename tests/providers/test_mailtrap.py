"""What is Mailtrap's own: two streams, each with a webhook, logs that may ignore a filter, its link."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsletter.app.tracking import split_tracking
from newsletter.errors import BadHook, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import Outcome, ReportKind
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import mailtrap
from newsletter.providers.wire.mails import tag_of
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.server import reply, served
from tests.builders.webhooks import a_webhook
from tests.providers.recordings import recordings
from tests.providers.stand_ins.mailtrap import StandIn

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BODY = next(one.body for one in recordings("mailtrap") if one.name == "several")


def a_hook(secret: str, body: bytes = BODY) -> Hook:
    true = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Hook({"mailtrap-signature": true}, body)


@pytest.mark.parametrize("secret", ["of issues", "of notices"])
def test_each_streams_webhook_is_believed_by_its_own_secret(secret: str) -> None:
    webhook = a_webhook(
        mailtrap,
        signing_secret=Secret("of issues"),
        notice_signing_secret=Secret("of notices"),
    )
    webhook.admit(a_hook(secret), NOON)
    assert webhook.verify(a_hook(secret), NOON)


@pytest.mark.parametrize(
    "hook",
    [
        a_hook("another"),
        a_hook(""),
        Hook({}, BODY),
        Hook(a_hook("of issues").headers, BODY.replace(b"delivery", b"spam", 1)),
    ],
    ids=["another secret", "no secret", "no signature", "another body"],
)
def test_another_call_is_not_believed(hook: Hook) -> None:
    for settings in ({"signing_secret": Secret("of issues")}, {}):
        with pytest.raises(BadHook):
            a_webhook(mailtrap, **settings).verify(hook, NOON)


def test_opens_are_taken_out_of_a_call_that_tells_of_deliveries_too() -> None:
    webhook = a_webhook(mailtrap)
    event = json.loads(BODY)["events"][0]
    opened = event | {"event": "open", "event_id": "another"}
    kept = webhook.without_tracking(json.dumps({"events": [opened, event, opened]}).encode())
    assert kept is not None
    assert [report.kind for report in webhook.read(kept)] == [ReportKind.DELIVERED]
    assert webhook.without_tracking(json.dumps({"events": [opened]}).encode()) is None
    assert webhook.without_tracking(BODY) == BODY


def test_issues_take_the_bulk_stream_and_notices_the_transactional_one() -> None:
    issues, notices = StandIn(), StandIn()
    with served(issues) as bulk, served(notices) as transactional:
        settings = issues.settings(bulk.base, notice_base=transactional.base)
        provider = mailtrap.Provider(settings)
        provider.send(a_batch(2))
        provider.send(a_batch(1, key="notice", notice=True))
        provider.close()
    assert (len(issues.sent), len(notices.sent)) == (2, 1)
    assert "list-unsubscribe" not in issues.sent[0].headers
    assert "list-unsubscribe" in notices.sent[0].headers


def test_a_mail_on_its_list_is_refused_for_that_reader_alone() -> None:
    stand_in = StandIn()
    stand_in.refused = {"lezer2@example.org"}
    with served(stand_in) as loopback:
        provider = mailtrap.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(a_batch(3))
        provider.close()
        assert len(loopback.seen) == 1
    assert [one.outcome for one in receipts] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
        Outcome.ACCEPTED,
    ]


def test_logs_that_ignore_the_filter_prove_nothing() -> None:
    stand_in, batch = StandIn(), a_batch(2)
    stand_in.filters_by = set()
    with served(stand_in) as loopback:
        provider = mailtrap.Provider(stand_in.settings(loopback.base))
        provider.send(batch)
        assert len(provider.look_up(batch)) == 2
        provider.send(a_batch(2, key="another"))
        with pytest.raises(ProviderSilent, match="look-up-unfiltered"):
            provider.look_up(batch)
        provider.close()


def test_the_logs_are_asked_by_the_batchs_category_and_found_by_our_id() -> None:
    stand_in, batch = StandIn(), a_batch(3)
    with served(stand_in) as loopback:
        provider = mailtrap.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(batch)
        provider.send(a_batch(3, key="another"))
        assert provider.look_up(batch) == receipts
        provider.close()
        assert loopback.seen[-1].query["filters[category][value]"] == tag_of(batch)
    assert mailtrap.Provider.capabilities.lookup_reaches is None  # by the plan: it proves nothing


def test_the_check_tells_what_mailtrap_adds_and_which_webhook_is_off() -> None:
    stand_in = StandIn()
    stand_in.is_ready, stand_in.is_adding_links = False, True
    with served(stand_in) as loopback:
        provider = mailtrap.Provider(stand_in.settings(loopback.base))
        found = [one for one in provider.check() if isinstance(one, Message)]
        provider.close()
    wrong, left_on = split_tracking(found)
    assert {one.code for one in wrong} == {"account-webhook-off"}
    assert [one.code for one in left_on] == [
        "account-domain-tracks-opens",
        "account-domain-tracks-clicks",
    ]


def test_a_token_without_rights_to_the_account_is_told_as_that() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        loopback.plan(reply(403, {"errors": "Account access forbidden"}))
        provider = mailtrap.Provider(stand_in.settings(loopback.base))
        (found,) = provider.check()
        provider.close()
    assert "account-key-refused" in str(found)
    assert "Account access forbidden" in str(found)


@pytest.mark.parametrize("is_adding", [True, False])
def test_our_own_unsubscribe_needs_the_domains_link_switched_off(is_adding: bool) -> None:
    stand_in = StandIn()
    stand_in.is_adding_links = is_adding
    with served(stand_in) as loopback:
        settings = replace(stand_in.settings(loopback.base), own_unsubscribe=True)
        provider = mailtrap.Provider(settings)
        provider.send(a_batch(1))
        found = provider.check()
        provider.close()
    assert "list-unsubscribe" in stand_in.sent[0].headers
    assert not provider.capabilities.owns_list_unsubscribe
    codes = [one.code for one in found if isinstance(one, Message)]
    assert codes == (["account-domain-adds-unsubscribe"] if is_adding else [])
