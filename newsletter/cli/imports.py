"""``newsletter subscribers import``: import people from a file, with a report."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import (
    AsJson,
    fail_if,
    local,
    print_json,
    print_table,
    publication,
    say,
    sentence,
)
from newsletter.errors import DeskError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.subscriber_rows import ImportedColumns, ImportSummary
    from newsletter.app.subscribers import SubscriberAdmin
    from newsletter.model.imports import ImportRecord

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


_Undo: TypeAlias = Annotated[
    int | None,
    typer.Option(metavar="IMPORT", help="Undo the import of this number instead."),
]
_Mailed: TypeAlias = Annotated[
    bool,
    typer.Option("--mailed", help="When undoing, unsubscribe those who got a letter since."),
]


def import_(
    context: typer.Context,
    path: Annotated[Path | None, typer.Argument()] = None,
    statement: _Statement = "",
    tags: Annotated[list[str] | None, typer.Option("--tag", help="Tag for everybody.")] = None,
    preview: _Preview = False,
    columns: _Columns = None,
    values: _Values = None,
    status: _Status = "",
    undo: _Undo = None,
    mailed: _Mailed = False,
    yes: Annotated[bool, typer.Option("--yes", help="Undo without asking.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import a CSV file of any tool. Refused rows are listed; nobody who left is subscribed again."""
    people = publication(context).people
    if undo is not None:
        _without_file(path)
        _undo(people, undo, preview=preview, mailed=mailed, yes=yes, as_json=as_json)
        return
    done = people.import_file(
        _named(path),
        statement=statement,
        tags=tags or [],
        preview=preview,
        columns=columns or [],
        values=values or [],
        status=status,
        begin=lambda columns: None if as_json else _say_columns(columns),
    )
    _report(done, people, tags, preview=preview, as_json=as_json)


def _without_file(path: Path | None) -> None:
    if path is not None:
        raise typer.BadParameter("give a file to import, or --undo IMPORT")


def _named(path: Path | None) -> Path:
    if path is None:
        raise DeskError("import-path-missing")
    return path


def imports(context: typer.Context, as_json: AsJson = False) -> None:
    """List the imports, newest first, with the numbers by which they can be undone."""
    app = publication(context)
    from newsletter.app.import_undo import source_of

    records = app.people.imports.all()
    if as_json:
        print_json(list(map(_facts, records)))
        return
    print_table(
        (
            "column-import",
            "column-since",
            "column-from",
            "column-added",
            "column-removed",
            "column-state",
        ),
        (
            (
                one.number,
                local(one.began_at, app.zone),
                source_of(one),
                one.added,
                one.removed,
                _state(one),
            )
            for one in records
        ),
        Message("imports-none"),
    )


def _state(record: "ImportRecord") -> Message:
    if record.undone_at is not None:
        return Message("import-is-undone")
    return Message("import-is-open" if record.ended_at is None else "import-is-done")


def _facts(record: "ImportRecord") -> dict[str, object]:
    from newsletter.app.import_undo import source_of

    return {
        "import": record.number,
        "from": fact_of(source_of(record)),
        "since": record.began_at.isoformat(),
        "ended": record.ended_at.isoformat() if record.ended_at else None,
        "undone": record.undone_at.isoformat() if record.undone_at else None,
        "added": record.added,
        "barred": record.barred,
        "removed": record.removed,
    }


def _undo(
    people: "SubscriberAdmin",
    number: int,
    *,
    preview: bool,
    mailed: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Undo an import, after its counts and a question; a preview ends with the counts."""
    view = people.imports.view(number)
    goes, also = view.undo.goes, view.undo.mailed if mailed else 0
    if not as_json:
        for one in view.foreseen:
            say(one)
        if not goes:
            say(Message("import-undo-nothing", number=number))
    if not preview:
        if (goes or also) and not yes:
            typer.confirm(sentence(_sure(number, goes, also)), abort=True)
        record = people.imports.undo(number, with_mailed=mailed)
        if not as_json:
            say(Message("import-undone", number=number, count=record.removed))
        if also and not as_json:
            say(Message("import-undone-mailed", count=also))
    if as_json:
        now = people.imports.view(number)
        counts = {"would_go": now.undo.goes, "mailed": now.undo.mailed, "others": now.undo.others}
        print_json(_facts(now.record) | counts)


def _sure(number: int, goes: int, mailed: int) -> Message:
    if mailed:
        return Message("import-undo-sure-mailed", number=number, removed=goes, count=mailed)
    return Message("import-undo-sure", number=number, count=goes)


def _report(
    done: "ImportSummary",
    people: "SubscriberAdmin",
    tags: Iterable[str] | None,
    *,
    preview: bool,
    as_json: bool,
) -> None:
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
    if done.report.number:
        say(Message("import-number", number=done.report.number))


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
