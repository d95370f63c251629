"""How every provider reports errors: by who must act next, and without a second mail."""

import socket
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from newsletter import providers
from newsletter.errors import ProviderBusy, ProviderError, ProviderPaused, ProviderSilent
from newsletter.message import Message
from newsletter.model.delivery import Outcome
from newsletter.testing import faults
from newsletter.testing.contract.cases import ProviderCase, helped, in_batches, only, over_http
from newsletter.testing.contract.samples import a_batch
from newsletter.testing.faults import Fault
from newsletter.testing.server import Reply, served


def _says_what_to_do(error: ProviderError) -> bool:
    """Return whether the provider's own reason comes with the answer."""
    problem = error.problem
    return not problem.is_own_words or len(str(problem).split()) > 6


class ErrorContract:
    """Full and partial failure, silence, slowness, garbage and redirects."""

    stand_ins: ClassVar[Mapping[str, Any]]

    def _unnamed(self, name: str) -> Reply:
        """Return the reply that refuses a whole call without naming a recipient."""
        unnamed: Reply = getattr(self.stand_ins[name], "UNNAMED", Reply(422))
        return unnamed

    @only(over_http)
    def test_an_account_that_is_not_ready_is_reported_in_words(self, way: ProviderCase) -> None:
        way.other_end.is_ready = False
        findings = way.provider.check()
        assert findings
        assert all(isinstance(one, Message) or len(one) > 20 for one in findings)

    @only(over_http)
    def test_a_check_without_an_answer_reports_that_instead_of_failing(
        self, way: ProviderCase
    ) -> None:
        way.line.plan(*[faults.DROP_AFTER] * 4)
        findings = way.provider.check()
        assert findings
        assert not any(str(one).startswith("{") for one in findings)  # as stored, not as said

    @only(over_http)
    def test_every_documented_error_is_read_as_what_it_means(self, name: str, trouble: str) -> None:
        answer, means = self.stand_ins[name].TROUBLES[trouble]
        stand_in = self.stand_ins[name].StandIn()
        with served(stand_in) as loopback:
            provider = providers.build(name, stand_in.settings(loopback.base))
            loopback.plan(answer)
            with closing(provider), pytest.raises(ProviderError) as caught:
                provider.send(a_batch(2))
        assert type(caught.value) is means
        assert caught.value.provider == name
        if means is ProviderPaused:
            assert _says_what_to_do(caught.value), caught.value.detail
        if isinstance(caught.value, ProviderBusy) and "retry-after" in answer.headers:
            assert caught.value.retry_after == timedelta(seconds=int(answer.headers["retry-after"]))

    @only(in_batches)
    def test_a_refusal_that_meets_everybody_and_names_nobody_pauses_and_burns_nobody(
        self, way: ProviderCase
    ) -> None:
        batch = a_batch(min(40, way.capabilities.recipients_per_call))
        refusal = self._unnamed(way.provider.name)
        way.line.answer = lambda request: refusal  # noqa: ARG005  # the same for all requests
        with pytest.raises(ProviderPaused) as caught:
            way.provider.send(batch)
        assert _says_what_to_do(caught.value)
        assert way.sent() == []
        assert len(way.line.seen) <= 16, "halves down to one reader, and a few others"

    @only(over_http)
    def test_a_refusal_that_names_nobody_costs_the_reader_alone_that_it_meets(
        self, way: ProviderCase
    ) -> None:
        answer, refusal = way.line.answer, self._unnamed(way.provider.name)
        way.line.answer = lambda request: (
            refusal if b"lezer13@example.org" in request.body else answer(request)
        )
        receipts = way.provider.send(a_batch(20))
        assert [one.delivery_id for one in receipts if one.outcome is Outcome.REFUSED] == [
            "d1k2e3y4.13"
        ]
        assert len(way.sent()) == 19

    @only(over_http)
    def test_a_notice_is_not_paused_for_what_meets_its_reader_alone(
        self, way: ProviderCase
    ) -> None:
        way.line.plan(self._unnamed(way.provider.name))
        (receipt,) = way.provider.send(replace(a_batch(1), notice=True))
        assert receipt.outcome is Outcome.REFUSED
        assert receipt.listed is None

    @only(over_http)
    def test_every_call_says_who_calls(self, way: ProviderCase) -> None:
        way.provider.send(a_batch(1))
        (call, *_) = way.line.seen
        assert call.headers["user-agent"].startswith("newsletter/")

    @only(over_http)
    @pytest.mark.parametrize(
        "fault",
        [faults.DROP_BEFORE, faults.DROP_AFTER, faults.GARBAGE, faults.BAD_GZIP],
        ids=["drop_before", "drop_after", "garbage", "bad_gzip"],
    )
    def test_an_answer_that_cannot_be_believed_leaves_the_batch_in_doubt(
        self, way: ProviderCase, fault: Fault
    ) -> None:
        way.line.plan(fault)
        with pytest.raises(ProviderSilent):
            way.provider.send(a_batch(2))

    @only(over_http)
    @pytest.mark.parametrize("fault", [faults.SLOW, faults.DRIP], ids=["slow", "drip"])
    def test_an_answer_that_takes_too_long_leaves_the_batch_in_doubt(
        self, way: ProviderCase, fault: Fault
    ) -> None:
        hurried = way.other_end.settings(way.line.base, timeout=timedelta(seconds=0.2))
        provider = providers.build(way.provider.name, hurried)
        way.line.plan(fault)
        with closing(provider), pytest.raises(ProviderSilent):
            provider.send(a_batch(2))

    @only(over_http)
    def test_nothing_is_repeated_by_itself(self, way: ProviderCase) -> None:
        way.line.plan(faults.DROP_AFTER)
        with pytest.raises(ProviderSilent):
            way.provider.send(a_batch(2))
        assert len(way.line.seen) == 1

    @only(helped)
    def test_a_batch_in_doubt_can_be_settled_by_what_the_provider_helps_with(
        self, way: ProviderCase
    ) -> None:
        batch = a_batch(3)
        way.line.plan(faults.DROP_AFTER)
        with pytest.raises(ProviderSilent):
            way.provider.send(batch)
        repeats = way.capabilities.idempotent_for is not None
        receipts = way.provider.send(batch) if repeats else way.provider.look_up(batch)
        assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 3
        assert len(way.sent()) == 3

    @only(over_http)
    def test_a_redirect_is_not_followed_and_takes_the_key_nowhere(self, way: ProviderCase) -> None:
        way.line.plan(faults.REDIRECT)
        with pytest.raises(ProviderPaused):
            way.provider.send(a_batch(1))
        assert len(way.line.seen) == 1

    @only(over_http)
    def test_a_compressed_answer_is_read(self, way: ProviderCase) -> None:
        way.line.plan(faults.GZIP)
        assert [receipt.outcome for receipt in way.provider.send(a_batch(2))] == [
            Outcome.ACCEPTED
        ] * 2

    @only(over_http)
    def test_a_server_that_is_not_there_took_nothing(self, way: ProviderCase) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{taken.getsockname()[1]}"
            provider = providers.build(way.provider.name, way.other_end.settings(address))
            with closing(provider), pytest.raises(ProviderBusy):
                provider.send(a_batch(1))
