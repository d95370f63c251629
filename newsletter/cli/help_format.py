"""How ``--help`` shows a command: what to type, without the types of the code.

Typer would show ``ISSUE <str>`` and ``--port <int range> [0<=x<=65535]``.
"""

import copy
import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from newsletter.cli.program import Invocation
from newsletter.cli.terminal import speech

_Function = TypeVar("_Function", bound=Callable[..., Any])
_ONE_LINE: Final = 10_000  # columns
_OF_COMPLETION: Final = frozenset({"--install-completion", "--show-completion"})


class PlainCommand(TyperCommand):
    """A command whose arguments and options are shown with a word in capitals for their value."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Name the values of all parameters that have no ``metavar`` of their own."""
        super().__init__(*args, **options)
        for parameter in self.params:
            if parameter.metavar is None and not getattr(parameter, "is_flag", False):
                parameter.metavar = _word_for_value(parameter)
            parameter.type = _nameless(parameter.type)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line: a required argument is a bare word."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]


class RootGroup(TyperGroup):
    """All commands."""

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """Return the context of a command line, or of one that the Tab key is to complete.

        Its name is that of the program as it was started, except for the shells' scripts.
        """
        if extra.get("resilient_parsing"):
            from typer import rich_utils

            # fish reads a line for each word that it offers: the help on it must not be wrapped
            rich_utils.MAX_WIDTH = _ONE_LINE
        elif not _OF_COMPLETION.intersection(args):
            speech.program = Invocation.started_as(sys.argv[0])
            info_name = speech.program.name()
        return super().make_context(info_name, args, parent, **extra)


class CommandGroup(typer.Typer):
    """The commands of a noun, with plain help."""

    def command(self, name: str | None = None, **options: Any) -> Callable[[_Function], _Function]:
        """Return the decorator that registers a command."""
        return super().command(name, **{"cls": PlainCommand, **options})


def _word_for_value(parameter: Any) -> str:
    """Return all values that a parameter can have, if they are few, else its own name."""
    if choices := getattr(parameter.type, "choices", ()):
        return "|".join(map(str, choices))
    return str(max(parameter.opts, key=len)).lstrip("-").upper()


def _nameless(kind: Any) -> Any:
    """Return a type that reads the same values, and is not named in help.

    What it refuses it still explains: with the range, and without the name of a type of the code.
    """
    reads, nameless = copy.copy(kind), copy.copy(kind)
    if kind.name.partition(" ")[0] in {"int", "float"}:
        reads.name = "number"
    nameless.convert = reads.convert
    nameless.get_metavar = lambda *_, **__: ""
    nameless._describe_range = lambda: ""
    return nameless
