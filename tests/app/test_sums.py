"""The sums of a dispatch's recipients."""

from newsletter.app.sums import Sums
from newsletter.model.dispatch import DeliveryState


def test_every_state_is_in_exactly_one_sum() -> None:
    for state in DeliveryState:
        sums = Sums.of({state: 1})
        assert sums.sent + sums.returned + sums.doubtful + sums.to_go + sums.spared == 1, state


def test_what_was_handed_over_is_all_but_what_waits_and_what_is_spared() -> None:
    sums = Sums.of(dict.fromkeys(DeliveryState, 1))
    assert (sums.handed, sums.to_go, sums.spared) == (8, 2, 3)
