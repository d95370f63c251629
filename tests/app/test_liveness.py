"""The steps that failed are kept by name, and told to people one after the other."""

from pathlib import Path

from newsletter.app.liveness import RoundStep
from newsletter.locale.speech import say
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication


def test_steps_that_failed_are_told_in_the_order_of_the_round(tmp_path: Path) -> None:
    liveness = a_publication(tmp_path / "own", SetClock()).liveness
    liveness.note([RoundStep.SERIES.value, RoundStep.CHORES.value, "a step of another version"])
    assert say(liveness.failing_steps, "en") == (
        "the series, daily chores, a step of another version"
    )
    assert say(liveness.failing_steps, "nl").startswith("de reeks, dagelijks werk, ")


def test_one_step_stands_alone_and_a_whole_round_ends_it(tmp_path: Path) -> None:
    liveness = a_publication(tmp_path / "own", SetClock()).liveness
    liveness.note([RoundStep.REMINDERS.value])
    assert liveness.failing_steps == Message.of(RoundStep.REMINDERS)
    liveness.note([])
    assert liveness.failing == ""
