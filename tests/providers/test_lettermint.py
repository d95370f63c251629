"""What is Lettermint's own: routes, its unsubscribe, the place of an error, its signature."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from newsletter.errors import BadHook, ProviderPaused, StaleHook
from newsletter.message import Message
from newsletter.model.delivery import Outcome
from newsletter.model.hook import Hook
from newsletter.model.secret import Secret
from newsletter.providers import lettermint
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.server import reply, served
from tests.builders.webhooks import a_webhook
from tests.providers.recordings import recordings
from tests.providers.stand_ins.lettermint import StandIn

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECRET = "whsec_c2VjcmV0"  # signs as it is written, with its beginning
BODY = next(one.body for one in recordings("lettermint") if one.name == "delivered")


def a_hook(
    body: bytes = BODY,
    *,
    at: datetime = NOON,
    secret: str = SECRET,
    before: str = "",
    **headers: str,
) -> Hook:
    stamp = f"{at.timestamp():.0f}"
    true = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    given = {
        "x-lettermint-signature": f"t={stamp},{before}v1={true}",
        "x-lettermint-delivery": stamp,
    }
    return Hook(given | {name.replace("_", "-"): value for name, value in headers.items()}, body)


def test_a_call_signed_with_the_whole_secret_is_believed() -> None:
    webhook = a_webhook(lettermint, signing_secret=Secret(SECRET))
    webhook.admit(a_hook(), NOON)
    assert webhook.verify(a_hook(), NOON) == webhook.verify(a_hook(at=NOON), NOON)


def test_while_the_secret_changes_any_of_its_signatures_will_do() -> None:
    webhook = a_webhook(lettermint, signing_secret=Secret(SECRET))
    assert webhook.verify(a_hook(before=f"v1={'0' * 64},"), NOON)


@pytest.mark.parametrize(
    "hook",
    [
        a_hook(secret="c2VjcmV0"),
        a_hook(x_lettermint_delivery=f"{NOON.timestamp() + 1:.0f}"),
        a_hook(x_lettermint_signature=""),
        a_hook(x_lettermint_signature=f"t={NOON.timestamp():.0f},v0={'0' * 64}"),
        Hook(a_hook().headers, BODY.replace(b"delivered", b"created")),
    ],
    ids=["another secret", "another time", "no signature", "another scheme", "another body"],
)
def test_another_call_is_not_believed(hook: Hook) -> None:
    webhook = a_webhook(lettermint, signing_secret=Secret(SECRET))
    with pytest.raises(BadHook):
        webhook.verify(hook, NOON)


def test_without_a_secret_no_call_is_believed() -> None:
    with pytest.raises(BadHook):
        a_webhook(lettermint).verify(a_hook(secret=""), NOON)


@pytest.mark.parametrize("away", [timedelta(minutes=6), -timedelta(minutes=6)])
def test_a_call_signed_too_long_ago_is_not_believed(away: timedelta) -> None:
    webhook = a_webhook(lettermint, signing_secret=Secret(SECRET))
    with pytest.raises(StaleHook):
        webhook.admit(a_hook(), NOON + away)


def test_issues_and_notices_take_their_own_routes() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = lettermint.Provider(stand_in.settings(loopback.base, route="brief"))
        provider.send(a_batch(1))
        provider.send(a_batch(1, key="notice", notice=True))
        provider.close()
    assert stand_in.routes == ["brief", None]


@pytest.mark.parametrize("own", [False, True])
def test_its_own_unsubscribe_is_written_by_us_only_where_that_was_allowed(own: bool) -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = lettermint.Provider(stand_in.settings(loopback.base, own_unsubscribe=own))
        provider.send(a_batch(1))
        provider.send(a_batch(1, key="notice", notice=True))
        provider.close()
    issue, notice = stand_in.sent
    assert ("list-unsubscribe" in issue.headers) is own
    assert "list-unsubscribe" in notice.headers
    assert provider.capabilities.owns_list_unsubscribe is not own
    assert bool(provider.capabilities.peculiarities) is not own


def test_who_is_named_by_place_is_left_out_in_one_more_call() -> None:
    stand_in = StandIn()
    stand_in.refused = {"lezer3@example.org"}
    with served(stand_in) as loopback:
        provider = lettermint.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(a_batch(5))
        provider.close()
        assert len(loopback.seen) == 2
    refused = [one.delivery_id for one in receipts if one.outcome is Outcome.REFUSED]
    assert refused == ["d1k2e3y4.3"]


@pytest.mark.parametrize("fields", [["0.reply_to.0"], ["0.to.0", "0.from"], ["0.reply_to", "1.to"]])
def test_an_error_about_another_field_too_costs_no_reader(fields: list[str]) -> None:
    stand_in = StandIn()
    errors = {field: ["is wrong"] for field in fields}
    wrong = {"message": "The given data was invalid.", "errors": errors}
    with served(stand_in) as loopback:
        loopback.answer = lambda request: reply(422, wrong)  # to all
        provider = lettermint.Provider(stand_in.settings(loopback.base))
        with pytest.raises(ProviderPaused, match=r"reply_to|from"):
            provider.send(a_batch(2))
        provider.close()


def test_without_a_token_of_the_team_only_the_projects_own_is_tried() -> None:
    stand_in = StandIn()
    stand_in.is_ready = False
    with served(stand_in) as loopback:
        settings = stand_in.settings(loopback.base, team_token=Secret(), signing_secret=Secret())
        provider = lettermint.Provider(settings)
        found = provider.check()
        provider.close()
        assert [request.path for request in loopback.seen] == ["/v1/ping"]
    assert [one.code for one in found if isinstance(one, Message)] == [
        "account-hook-secret-missing"
    ]
