"""``newsletter provider``: the ways out."""

from typing import Annotated

import typer

from newsletter.cli.terminal import AsJson, fail_if, print_json, print_table, publication, say

commands = typer.Typer(no_args_is_help=True, help="The ways out.")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the providers that can be chosen, and what each can do."""
    rows = publication(context).providers.rows()
    if as_json:
        print_json([row.facts() for row in rows])
        return
    print_table(
        ("", "name", "a call", "merges", "same key again", "look-up"),
        (
            (
                "→" if r.chosen else "",
                r.name,
                r.recipients_per_call,
                r.merges,
                r.idempotent,
                r.looks_up,
            )
            for r in rows
        ),
        "There are none.",
    )


@commands.command()
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask the chosen provider whether it is ready, and say what is missing."""
    problems, hints = publication(context).providers.check()
    if as_json:
        print_json({"problems": problems, "hints": hints})
    else:
        for hint in hints:
            say(f"· {hint}")
        for problem in problems:
            say(f"✗ {problem}")
        if not problems:
            say("✓ the provider is ready")
    fail_if(bool(problems))


@commands.command("test")
def test(context: typer.Context, address: Annotated[str, typer.Argument()]) -> None:
    """Send one real mail through the chosen provider."""
    say(publication(context).providers.test(address))
