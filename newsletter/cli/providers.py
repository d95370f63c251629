"""``newsletter provider``: the providers that can be chosen."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.help_format import CommandGroup
from newsletter.cli.machine_words import fact_of, note_of
from newsletter.cli.terminal import (
    AsJson,
    fail_if,
    local,
    print_json,
    print_table,
    publication,
    say,
)
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.providers import ProviderRow
    from newsletter.app.unread_reports import UnreadReport

commands = CommandGroup(
    no_args_is_help=True, help="The email providers, and how the chosen one works."
)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the providers that can be chosen, and what each can do."""
    rows = publication(context).providers.rows()
    if as_json:
        print_json([_row_facts(row) for row in rows])
        return
    print_table(
        (
            "",
            "column-name",
            "column-readers-a-call",
            "column-merged",
            "column-same-batch-again",
            "column-look-up",
        ),
        (
            (
                "→" if row.chosen else "",
                row.name,
                row.recipients_per_call,
                Message("merged-there") if row.merges else Message("merged-here"),
                row.idempotent,
                row.looks_up,
            )
            for row in rows
        ),
        Message("providers-none"),
    )


def _row_facts(row: "ProviderRow") -> dict[str, object]:
    return {
        "name": row.name,
        "chosen": row.chosen,
        "recipients_per_call": row.recipients_per_call,
        "merges": row.merges,
        "idempotent": fact_of(row.idempotent),
        "looks_up": fact_of(row.looks_up),
    }


@commands.command()
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask the chosen provider whether it is ready, and print what is missing."""
    problems, hints = publication(context).providers.check()
    _print(problems, hints, Message("chosen-provider-ready"), as_json=as_json)


@commands.command("test")
def test(context: typer.Context, address: Annotated[str, typer.Argument()]) -> None:
    """Send one real mail through the chosen provider."""
    providers = publication(context).providers
    say(providers.test(address))
    if providers.test_leaves:
        say(Message("test-email-to-save"))


@commands.command()
def received(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The mail as saved from the mailbox (.eml).")],
    as_json: AsJson = False,
) -> None:
    """Check a test mail as it arrived: is it signed, including its unsubscribe headers?"""
    problems, hints = publication(context).providers.received(file)
    _print(problems, hints, Message("arrived-signed"), as_json=as_json)


@commands.command()
def unread(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Show this report in full.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List reports of the last 30 days that were not acted on, and why."""
    app = publication(context)
    if number is not None:
        report = app.unread_reports.show(number)
        if as_json:
            print_json(_facts(report))
        else:
            say(Message("report-from", provider=report.provider))
            say(Message("report-came-at", at=report.came_at.astimezone(app.zone)))
            say(Message("report-reason", reason=report.reason))
            say(f"\n{report.text}")
        return
    rows = app.unread_reports.rows()
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    print_table(
        ("column-number", "column-came", "column-from", "column-reason"),
        ((row.id, local(row.came_at, app.zone), row.provider, row.reason) for row in rows),
        Message("reports-read"),
    )


def _facts(report: "UnreadReport") -> dict[str, object]:
    match report.reason.data.get("problems"):
        case tuple() as problems:
            reason = note_of(one for one in problems if isinstance(one, Message))
        case _:
            reason = fact_of(report.reason)
    facts = report.facts()
    return {**facts, "reason": reason, "text": facts.pop("text")}


def _print(
    problems: Sequence[Message], hints: Sequence[Message], fine: Message, *, as_json: bool
) -> None:
    if as_json:
        facts = {"problems": problems, "hints": hints}
        print_json({name: [*map(fact_of, facts[name])] for name in facts})
    else:
        for hint in hints:
            say(Message("better-if", finding=hint))
        for problem in problems:
            say(Message("wrong-is", finding=problem))
        if not problems:
            say(Message("fine-is", fine=fine))
    fail_if(bool(problems))
