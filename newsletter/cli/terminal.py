"""What commands share: the publication, the output, and errors of the system."""

import errno
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from newsletter.cli.completion import issue_numbers
from newsletter.cli.program import Invocation
from newsletter.message import Message, is_code

if TYPE_CHECKING:
    from newsletter.app import Newsletter


_REMEDIES = {
    errno.ENOSPC: Message("disk-full"),
    errno.EDQUOT: Message("disk-share-full"),
    errno.EROFS: Message("disk-read-only"),
    errno.EACCES: Message("access-denied"),
    errno.EPERM: Message("access-denied"),
    errno.ENOENT: Message("path-missing"),
    errno.EISDIR: Message("path-is-folder"),
    errno.ENOTDIR: Message("path-is-file"),
    errno.ENAMETOOLONG: Message("path-too-long"),
}


_REDRAWS_A_SECOND = 4  # each takes time from those who send
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def without_controls(text: str) -> str:
    """Return a text with control characters replaced: a provider's must not control the terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def trouble(error: OSError) -> Message:
    """Return what the operating system reported, where, and what to do."""
    from newsletter.system import reason_of

    remedy = _REMEDIES.get(error.errno or 0) or reason_of(error)
    if not error.filename:
        return remedy
    return Message("at-place", place=str(error.filename), problem=remedy)


# text is printed as written: [markup] and :emoji: have no meaning in it
out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)


@dataclass(slots=True)
class Speech:
    """How this process speaks: in English until a publication is opened, of itself by name."""

    language: str = "en"
    program: Invocation = field(default_factory=Invocation)


speech = Speech()

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
IssueRef = Annotated[
    str,
    typer.Argument(
        metavar="ISSUE", help="Number or file of an issue.", autocompletion=issue_numbers
    ),
]


def publication(context: typer.Context) -> "Newsletter":
    """Return the publication that ``--publication`` names, or the one in this folder."""
    from newsletter.app import Newsletter

    folder = context.find_root().obj
    app = Newsletter.at(folder if isinstance(folder, Path) else Path.cwd())
    speech.language = app.publication.language
    return app


def print_json(facts: Any) -> None:
    """Print values as JSON, in UTF-8, or escaped if the terminal has another encoding."""
    is_narrow = out.encoding.replace("-", "") != "utf8"
    out.print(json.dumps(facts, ensure_ascii=is_narrow, indent=2, default=str), soft_wrap=True)


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], empty: str | Message
) -> None:
    """Print a plain table, or a sentence if there is nothing to show.

    Args:
        headings: The codes of the columns' headings: ``column-subject``.
        rows: The values of the cells. A message is printed as its sentence, and several
            messages in one cell (a tuple) one after the other.
        empty: The sentence for a table without rows.
    """
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        table.add_column(
            sentence(Message(heading) if is_code(heading) else heading), overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(without_controls(_cell(cell))) for cell in row))
    if table.row_count:
        out.print(table)
    else:
        say(empty)


def _cell(cell: object) -> str:
    match cell:
        case Message():
            return sentence(cell)
        case tuple():
            return "; ".join(map(_cell, cell))
        case _:
            return str(cell)


def sentence(message: str | Message) -> str:
    """Return a message's sentence in the publication's language, or a text unchanged."""
    if isinstance(message, str):
        return message
    from newsletter.locale import speech as catalogue

    return catalogue.say(message, speech.language)


def with_hints(message: str | Message) -> str:
    """Return a message's sentence, and under it the commands that help."""
    if isinstance(message, str):
        return message
    return "\n".join([sentence(message), *_hint_lines([message])])


def say(message: str | Message) -> None:
    """Print a message, or a text unchanged, for a person."""
    out.print(without_controls(with_hints(message)))


def complain(message: str | Message) -> None:
    """Print a message, or a text unchanged, on the error output."""
    errors.print(without_controls(with_hints(message)))


def say_hints(messages: Iterable[Message]) -> None:
    """Print the commands that help with the messages of a table."""
    for line in _hint_lines(messages):
        out.print(line)


def _hint_lines(messages: Iterable[Message]) -> Iterator[str]:
    from newsletter.cli.hints import hints

    if commands := hints(*messages):
        yield from (f"  → {command}" for command in speech.program.to_type(commands))


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None] | None]:
    """Draw a progress bar on the error output, if that is a terminal.

    Args:
        label: Printed as written.

    Yields:
        Takes how much is done, and the total. ``None``: nobody is looking.
    """
    if not errors.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Progress(
        *columns, console=errors, transient=True, refresh_per_second=_REDRAWS_A_SECOND
    ) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def local(moment: datetime | None, zone: tzinfo) -> str:
    """Return a time in the publication's time zone: ``sun 29 nov 2026 08:00``; empty for none."""
    if moment is None:
        return ""
    from newsletter.locale.catalogue import choose
    from newsletter.locale.speech import short_moment

    return short_moment(moment.astimezone(zone), choose(speech.language))


def fail_if(refused: bool) -> None:
    """Exit with code 1 if the request was refused."""
    if refused:
        raise typer.Exit(1)
