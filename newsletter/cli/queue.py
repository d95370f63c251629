"""``newsletter queue``: the order and dates of the next issues."""

from typing import Annotated

import typer

from newsletter.cli.help_format import CommandGroup
from newsletter.cli.machine_words import note_of
from newsletter.cli.terminal import (
    AsJson,
    IssueRef,
    local,
    print_json,
    print_table,
    publication,
    say,
    say_hints,
)
from newsletter.message import Message

commands = CommandGroup(no_args_is_help=True, help="The queue: which issue is sent when.")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the approved issues in the order of sending, each with its slot."""
    app = publication(context)
    rows = app.queue.rows()
    if as_json:
        print_json([{**row.facts(), "note": note_of(row.notes)} for row in rows])
        return
    print_table(
        ("column-place", "column-goes", "column-number", "column-subject", "column-note"),
        (
            (row.place, local(row.goes_at, app.zone), row.number, row.subject, row.notes)
            for row in rows
        ),
        Message("queue-empty"),
    )
    say_hints(note for row in rows for note in row.notes)
    for missed in app.queue.missed():
        say(missed)


@commands.command()
def add(context: typer.Context, issue: IssueRef) -> None:
    """Put an approved issue back at the end of the queue."""
    say(publication(context).queue.add(issue))


@commands.command()
def move(
    context: typer.Context,
    issue: IssueRef,
    place: Annotated[int, typer.Argument(min=1, help="Its new place, counted from 1.")],
) -> None:
    """Move an issue to another place in the queue."""
    say(publication(context).queue.move(issue, place))


@commands.command()
def remove(context: typer.Context, issue: IssueRef) -> None:
    """Take an issue out of the queue; it stays approved."""
    say(publication(context).queue.remove(issue))


@commands.command()
def release(context: typer.Context, issue: IssueRef) -> None:
    """Release a queued issue, if the setting schedule.hold requires a yes for every slot."""
    app = publication(context)
    say(app.desk.decisions.release(app.queue.number(issue), None))


@commands.command()
def skip(
    context: typer.Context,
    day: Annotated[str, typer.Argument(metavar="DATE", help="The slot's local date: 2026-12-27.")],
    back: Annotated[bool, typer.Option("--back", help="Undo the skip.")] = False,
) -> None:
    """Leave one slot empty; the issues after it are sent one slot later."""
    say(publication(context).queue.skip(day, back=back))
