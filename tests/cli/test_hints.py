"""Under a sentence is the command that helps, and it is one that there is."""

import string

import pytest
import typer.main

from newsletter.cli.commands import commands
from newsletter.cli.hints import HINTS, hints
from newsletter.cli.machine_words import FIXED
from newsletter.locale.sentences import by_code
from newsletter.message import Message
from tests.locale.code_uses import uses


@pytest.mark.parametrize("code", HINTS)
def test_a_hint_is_a_command_that_there_is(code: str) -> None:
    for hint in HINTS[code]:
        program, *words = hint.split()
        if program == "cd":
            continue
        assert program == "newsletter"
        command: object = typer.main.get_command(commands)
        while isinstance(command, typer.core.TyperGroup):
            command = command.commands[words.pop(0)]
        options = {option for one in command.params for option in one.opts}  # type: ignore[attr-defined]  # a click command
        assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("code", HINTS)
def test_a_hint_names_what_is_said_with_its_code(code: str) -> None:
    named = {
        name for hint in HINTS[code] for _, name, _, _ in string.Formatter().parse(hint) if name
    }
    given = [use.names for use in uses() if use.code == code and use.names is not None]
    assert all(named <= names for names in given)


def test_a_hint_is_for_a_sentence() -> None:
    assert HINTS.keys() | FIXED.keys() <= by_code().keys()


def test_what_helps_with_messages_is_named_once_even_within_another_message() -> None:
    inner = Message("issue-not-queued", issue=3)
    outer = Message("at-place", place="a.md", problem=inner)
    several = Message("several-problems", problems=(inner, Message("queue-empty")))
    assert hints(inner, outer, several) == [
        "newsletter queue list",
        "newsletter issue approve ISSUE",
    ]
