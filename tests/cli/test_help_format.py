"""``--help`` of every command: what to type, whole sentences, and no types of the code."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from newsletter.cli.commands import commands


def every(command: Any, *words: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield words, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from every(inner, *words, name)


EVERY = dict(every(get_command(commands)))
EACH = pytest.mark.parametrize("words", EVERY, ids=lambda words: " ".join(words) or "newsletter")


def help_of(words: tuple[str, ...]) -> str:
    shown = CliRunner(env={"COLUMNS": "400"}).invoke(commands, [*words, "--help"])
    assert shown.exit_code == 0
    return shown.output


@EACH
def test_help_shows_no_type_of_the_code(words: tuple[str, ...]) -> None:
    shown = help_of(words)
    assert re.findall(r"<[\w |]+>|\[[^\]\s]*[<>]=?[^\]]*\]", shown) == []
    usage = re.search(r"Usage: .*", shown)
    assert usage is not None
    assert not re.search(r"[{}<>]", usage[0])


@EACH
def test_help_has_every_sentence_as_it_was_written(words: tuple[str, ...]) -> None:
    # [names in brackets] would be taken for the style of what follows
    command = EVERY[words]
    shown = " ".join(help_of(words).split())
    sentences = [command.help, *(one.help for one in command.params if getattr(one, "help", None))]
    assert [one for one in sentences if " ".join(one.split()) not in shown] == []


@EACH
def test_what_takes_a_value_says_which(words: tuple[str, ...]) -> None:
    values = [one for one in EVERY[words].params if not getattr(one, "is_flag", False)]
    assert [
        one.name
        for one in values
        if not re.fullmatch(r"[A-Z…:=\[\]-]+|[a-z]+(\|[a-z]+)+", one.metavar)
    ] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["sandbox", "--port", "70000"], "70000 is not in the range 0<=x<=65535."),
        (["backup", "--keep", "0"], "0 is not in the range x>=1."),
        (["backup", "--keep", "veel"], "'veel' is not a valid number."),
        (["dispatch", "proof", "x"], "'x' is not a valid number."),
    ],
)
def test_a_number_is_refused_with_its_range_although_help_does_not_name_that(
    words: list[str], why: str
) -> None:
    refused = CliRunner(env={"COLUMNS": "400"}).invoke(commands, words)
    assert refused.exit_code == 2
    assert why in refused.output
