"""What is Mailjet's own: acceptances in a 400, a header it keeps for itself."""

import pytest

from newsletter.errors import ProviderPaused
from newsletter.model.delivery import Outcome
from newsletter.providers import mailjet
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.server import Reply, served
from tests.providers.stand_ins.mailjet import StandIn, wrong


def test_acceptances_in_a_400_are_believed() -> None:
    stand_in = StandIn()
    stand_in.refused = {"lezer1@example.org"}
    with served(stand_in) as loopback:
        provider = mailjet.Provider(stand_in.settings(loopback.base))
        receipts = provider.send(a_batch(2))
        provider.close()
    assert [(one.outcome, one.provider_id) for one in receipts] == [
        (Outcome.REFUSED, ""),
        (Outcome.ACCEPTED, "uuid-1"),
    ]


def test_its_own_list_id_is_told_at_the_start() -> None:
    assert "list-id" in mailjet.Provider.capabilities.forbidden_headers


def test_test_mode_is_asked_for_when_set() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        for test_mode in (False, True):
            provider = mailjet.Provider(stand_in.settings(loopback.base, test_mode=test_mode))
            provider.send(a_batch(1))
            provider.close()
        assert [request.json().get("SandboxMode") for request in loopback.seen] == [None, True]


def test_a_look_up_that_fails_proves_nothing() -> None:
    stand_in = StandIn()
    with served(stand_in) as loopback:
        provider = mailjet.Provider(stand_in.settings(loopback.base))
        loopback.plan(Reply(401, b""))
        with pytest.raises(ProviderPaused):
            provider.look_up(a_batch(2))
        provider.close()


def test_a_sender_that_is_not_confirmed_costs_nobody() -> None:
    assert mailjet._result_of(wrong("send-0008", "not authorized")).code == "send-0008"
