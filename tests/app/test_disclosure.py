"""What the counts of a dispatch tell to all but owners."""

import pytest

from newsletter.app.disclosure import disclosed, is_undisclosed, without_leavers
from newsletter.message import Message
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import DeliveryState, Progress

WAITING = {DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.CANCELLED}


@pytest.mark.parametrize("state", DeliveryState)
def test_numbers_are_disclosed_from_the_moment_that_something_may_have_gone_out(
    state: DeliveryState,
) -> None:
    progress = Progress(
        audience=3, counts={DeliveryState.QUEUED: 2, state: 1}, batches={BatchState.PENDING: 2}
    )
    assert is_undisclosed(progress) == (state in WAITING)
    shown = disclosed(progress)
    assert shown.batches == progress.batches
    assert (
        shown.audience == sum(shown.counts.values())
        if is_undisclosed(progress)
        else progress.audience
    )


@pytest.mark.parametrize(
    "reason", ["repeat-would-reach-leavers", "repeat-would-differ", "key-forgotten"]
)
def test_whether_a_repeat_would_reach_somebody_who_left_is_not_disclosed(reason: str) -> None:
    answer = Message("no-answer-came")
    why = Message("held-after", answer=answer, reason=Message(reason))
    neutral = Message("held-after", answer=answer, reason=Message("repeat-not-safe"))
    assert without_leavers(why) == neutral


def test_other_reasons_stay() -> None:
    why = Message(
        "held-after", answer=Message("no-answer-came"), reason=Message("neither-repeat-nor-look-up")
    )
    assert without_leavers(why) == why
    assert without_leavers(Message("no-answer-came")) == Message("no-answer-came")
