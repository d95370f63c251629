"""What every command shares: where the publication is, and how facts are printed."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from newsletter.cli.trouble import without_controls

if TYPE_CHECKING:
    from rich.progress import Progress

    from newsletter.app import Newsletter

# what a person wrote is printed as written: no [markup] and no :emoji: is read in anything
out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print facts for machines.")]
IssueRef = Annotated[str, typer.Argument(metavar="ISSUE", help="Its number, or its file.")]


def publication(context: typer.Context) -> "Newsletter":
    """The publication that ``--publication`` names, or the one in this folder."""
    from newsletter.app import Newsletter

    folder = context.find_root().obj
    return Newsletter.at(folder if isinstance(folder, Path) else Path.cwd())


def print_json(facts: Any) -> None:
    """Facts as JSON, in UTF-8 as they are; escaped where the terminal speaks another encoding."""
    is_narrow = out.encoding.replace("-", "") != "utf8"
    out.print(json.dumps(facts, ensure_ascii=is_narrow, indent=2, default=str), soft_wrap=True)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """A quiet table, or a sentence where there is nothing to show."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(without_controls(str(cell))) for cell in row))
    if table.row_count:
        out.print(table)
    else:
        out.print(empty)


def say(text: str) -> None:
    """Print a sentence for a person as it is."""
    out.print(without_controls(text))


def complain(text: str) -> None:
    """Print a sentence for a person as it is, where it does not mix with the facts."""
    errors.print(without_controls(text))


def progress_bar() -> "Progress":
    """Make a bar on the error output; what it is called is printed as written."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    called = TextColumn("{task.description}", markup=False)
    return Progress(called, BarColumn(), TaskProgressColumn(), console=errors, transient=True)


def local(moment: datetime | None, zone: tzinfo) -> str:
    """A moment as the publication's own clock shows it: ``sun 29 Nov 2026 08:00``."""
    return moment.astimezone(zone).strftime("%a %d %b %Y %H:%M").lower() if moment else ""


def fail_if(refused: bool) -> None:
    """Leave with exit code 1 when what was asked was not done."""
    if refused:
        raise typer.Exit(1)
