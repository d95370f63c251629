"""``newsletter rehearse``, for people and for programs."""

import pytest

from newsletter.message import Message
from newsletter.store.metadata import HOLD
from tests.app.builders import OPENED, with_issues_approved
from tests.cli.builders import Terminal

READERS = [f"lezer{number}" for number in range(1, 6)]


@pytest.fixture
def terminal(terminal: Terminal) -> Terminal:
    """Five readers of whom one left, and an approved letter."""
    with_issues_approved(OPENED[-1], READERS, ["1"])
    OPENED[-1].people.unsubscribe("lezer2@example.org")
    return terminal


def test_it_says_how_many_how_long_and_who_not(terminal: Terminal) -> None:
    answer = terminal.types("rehearse", "1")
    assert answer.code == 0
    assert "4 readers get it." in answer.out
    assert "1 person does not get it: unsubscribed." in answer.out
    assert "4 letters were made" in answer.out
    assert "It takes 1 call to the provider" in answer.out
    assert "@" not in answer.out
    assert terminal.types("dispatch", "list", "--json").json == []


def test_programs_get_numbers(terminal: Terminal) -> None:
    told = terminal.types("rehearse", "1", "--json").json
    assert told["audience"] == told["made"] == 4
    assert told["left_out"] == {"unsubscribed": 1}
    assert told["everybody"] == 5
    assert (told["calls"], told["approved"], told["obstacles"]) == (1, True, [])
    assert 10_000 < told["letter_bytes"] < 102_000
    assert told["at"] < told["ends_at"]


def test_those_left_out_for_a_reason_are_listed(terminal: Terminal) -> None:
    assert "lezer2@example.org" in terminal.types("rehearse", "1", "--people", "unsubscribed").out
    told = terminal.types("rehearse", "1", "--people", "unsubscribed", "--json").json
    assert told == [{"reader": 2, "address": "lezer2@example.org"}]
    wrong = terminal.types("rehearse", "1", "--people", "tired")
    assert wrong.code == 1
    assert "not confirmed" in wrong.err


def test_an_obstacle_is_told_and_makes_it_fail(terminal: Terminal) -> None:
    OPENED[-1].container.store.facts.put(HOLD, Message("journal-missing").to_text())
    answer = terminal.types("rehearse", "1")
    assert answer.code == 1
    assert "It cannot be sent now: a backup was restored" in answer.out
    assert "4 letters were made" in answer.out


def test_a_draft_is_told_to_be_one(terminal: Terminal) -> None:
    assert "It is not approved" in terminal.types("rehearse", "3").out
