"""``newsletter subscribers import``: import people from a file, with a report."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import AsJson, fail_if, print_json, publication, say, sentence
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.subscriber_rows import ImportedColumns, ImportSummary
    from newsletter.app.subscribers import SubscriberAdmin

# What an editor may state about a file to import.
_Statement: TypeAlias = Annotated[
    str, typer.Option(help="How these people agreed, in one sentence, for the record.")
]
_Preview: TypeAlias = Annotated[
    bool, typer.Option("--preview", help="Report what would happen, without importing.")
]
_Columns: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="COLUMN=MEANING",
        help="What a column holds: 'List status=status', 'Notes=ignore'.",
    ),
]
_Values: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--value",
        metavar="STATUS=MEANING",
        help="What a status means: 'gone=left', 'ok=subscribed'.",
    ),
]
_Status: TypeAlias = Annotated[
    str, typer.Option(help="The status of everybody in the file: subscribed, left, bounced …")
]


def import_(
    context: typer.Context,
    path: Path,
    statement: _Statement = "",
    tags: Annotated[list[str] | None, typer.Option("--tag", help="Tag for everybody.")] = None,
    preview: _Preview = False,
    columns: _Columns = None,
    values: _Values = None,
    status: _Status = "",
    as_json: AsJson = False,
) -> None:
    """Import a CSV file of any tool. Refused rows are listed; nobody who left is subscribed again."""
    people = publication(context).people
    done = people.import_file(
        path,
        statement=statement,
        tags=tags or [],
        preview=preview,
        columns=columns or [],
        values=values or [],
        status=status,
        begin=lambda columns: None if as_json else _say_columns(columns),
    )
    if as_json:
        refused = [{"line": row.line, "reason": fact_of(row.reason)} for row in done.refused]
        warnings = [fact_of(warning) for warning in done.warnings]
        print_json({**done.facts(), "refused": refused, "warnings": warnings})
    else:
        _say_import(done, people, tags, preview=preview)
    fail_if(done.came_to_nothing)


def _say_import(
    done: "ImportSummary", people: "SubscriberAdmin", tags: Iterable[str] | None, *, preview: bool
) -> None:
    for row in done.refused:
        say(Message("import-line-refused", line=row.line, reason=row.reason))
    say_warnings(people, tags)
    for warning in done.warnings:
        say(warning)
    if done.report.tool:
        say(Message("import-tool", tool=done.report.tool))
    outcome = ", ".join(map(sentence, done.outcome))
    say(Message("import-would-come-to", outcome=outcome) if preview else outcome)


def _say_columns(columns: "ImportedColumns") -> None:
    say(Message("import-columns", columns=", ".join(map(sentence, columns.used))))
    if columns.unused:
        say(Message("import-columns-unused", columns=", ".join(columns.unused)))
    if columns.everyone:
        say(columns.everyone)


def say_warnings(people: "SubscriberAdmin", tags: Iterable[str] | None) -> None:
    """Print what to consider before giving these tags."""
    for tag in tags or ():
        if warning := people.warning(tag):
            say(warning)
