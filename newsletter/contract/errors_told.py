"""What every provider makes of trouble: who must act next, and never a second mail by itself."""

import socket
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from newsletter import providers
from newsletter.contract.loopback import Knob, served
from newsletter.contract.samples import a_batch
from newsletter.contract.ways import Way, helped, only, over_http
from newsletter.errors import ProviderBusy, ProviderError, ProviderPaused, ProviderSilent
from newsletter.model.delivery import Outcome


class ErrorsTold:
    """Full and partial failure, silence, slowness, garbage, redirects."""

    stand_ins: ClassVar[Mapping[str, Any]]

    @only(over_http)
    def test_an_account_out_of_order_is_told_in_words(self, way: Way) -> None:
        way.other_end.is_ready = False
        told = way.provider.check()
        assert told
        assert all(len(words) > 20 for words in told)

    @only(over_http)
    def test_a_check_without_an_answer_tells_that_instead_of_failing(self, way: Way) -> None:
        way.line.plan(*[Knob.DROP_AFTER] * 4)
        assert way.provider.check()

    @only(over_http)
    def test_every_documented_error_is_read_as_what_it_means(self, name: str, trouble: str) -> None:
        answer, means = self.stand_ins[name].TROUBLES[trouble]
        stand_in = self.stand_ins[name].StandIn()
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
        if isinstance(told.value, ProviderBusy) and "retry-after" in answer.headers:
            assert told.value.retry_after == timedelta(seconds=int(answer.headers["retry-after"]))

    @only(over_http)
    @pytest.mark.parametrize(
        "knob",
        [Knob.DROP_BEFORE, Knob.DROP_AFTER, Knob.GARBAGE, Knob.BAD_GZIP],
        ids=lambda knob: knob.name.lower(),
    )
    def test_an_answer_that_cannot_be_believed_leaves_the_batch_in_doubt(
        self, way: Way, knob: Knob
    ) -> None:
        way.line.plan(knob)
        with pytest.raises(ProviderSilent):
            way.provider.send(a_batch(2))

    @only(over_http)
    @pytest.mark.parametrize("knob", [Knob.SLOW, Knob.DRIP], ids=lambda knob: knob.name.lower())
    def test_an_answer_that_takes_too_long_leaves_the_batch_in_doubt(
        self, way: Way, knob: Knob
    ) -> None:
        hurried = way.other_end.settings(way.line.base, timeout=timedelta(seconds=0.2))
        provider = providers.build(way.provider.name, hurried)
        way.line.plan(knob)
        with closing(provider), pytest.raises(ProviderSilent):
            provider.send(a_batch(2))

    @only(over_http)
    def test_nothing_is_repeated_by_itself(self, way: Way) -> None:
        way.line.plan(Knob.DROP_AFTER)
        with pytest.raises(ProviderSilent):
            way.provider.send(a_batch(2))
        assert len(way.line.seen) == 1

    @only(helped)
    def test_a_batch_in_doubt_can_be_settled_by_what_the_provider_helps_with(
        self, way: Way
    ) -> None:
        batch = a_batch(3)
        way.line.plan(Knob.DROP_AFTER)
        with pytest.raises(ProviderSilent):
            way.provider.send(batch)
        repeats = way.capabilities.idempotent_for is not None
        receipts = way.provider.send(batch) if repeats else way.provider.look_up(batch)
        assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 3
        assert len(way.sent()) == 3

    @only(over_http)
    def test_a_redirect_is_not_followed_and_takes_the_key_nowhere(self, way: Way) -> None:
        way.line.plan(Knob.REDIRECT)
        with pytest.raises(ProviderPaused):
            way.provider.send(a_batch(1))
        assert len(way.line.seen) == 1

    @only(over_http)
    def test_a_compressed_answer_is_read(self, way: Way) -> None:
        way.line.plan(Knob.GZIP)
        assert [receipt.outcome for receipt in way.provider.send(a_batch(2))] == [
            Outcome.ACCEPTED
        ] * 2

    @only(over_http)
    def test_a_server_that_is_not_there_took_nothing(self, way: Way) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{taken.getsockname()[1]}"
            provider = providers.build(way.provider.name, way.other_end.settings(address))
            with closing(provider), pytest.raises(ProviderBusy):
                provider.send(a_batch(1))
