"""``newsletter subscribers``: the people, one by one or by the file."""

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.terminal import AsJson, fail_if, print_json, print_table, publication, say

commands = typer.Typer(no_args_is_help=True, help="The people who get the letter.")


@commands.command()
def add(
    context: typer.Context,
    address: str,
    first_name: Annotated[str, typer.Option("--name", help="First name.")] = "",
    tags: Annotated[list[str] | None, typer.Option("--tag")] = None,
) -> None:
    """Add one confirmed subscriber, whose consent you have."""
    say(publication(context).people.add(address, first_name=first_name, tags=tags or []))


@commands.command("import")
def import_(context: typer.Context, path: Path, as_json: AsJson = False) -> None:
    """Take in a CSV file; every refused row is told with its reason, the rest goes in."""
    report = publication(context).people.import_file(path)
    if as_json:
        print_json(report.facts())
    else:
        for row in report.refused:
            say(f"line {row.line}: {row.reason}")
        say(report.sentence)
    fail_if(report.came_to_nothing)


@commands.command("list")
def list_(
    context: typer.Context,
    standing: Annotated[str | None, typer.Option(help="pending, confirmed or unsubscribed")] = None,
    tag: str | None = None,
    as_json: AsJson = False,
) -> None:
    """List subscribers."""
    people = publication(context).people.rows(standing=standing, tag=tag)
    if as_json:
        print_json([person.facts() for person in people])
        return
    print_table(
        ("address", "name", "standing", "tags"),
        ((p.address, p.first_name, p.standing, ", ".join(p.tags)) for p in people),
        "Nobody yet; newsletter subscribers import FILE.csv takes people in.",
    )


@commands.command()
def show(context: typer.Context, address: str, as_json: AsJson = False) -> None:
    """Show everything that is kept of one person."""
    person = publication(context).people.show(address)
    if as_json:
        print_json(person.facts())
        return
    for key, value in person.facts().items():
        say(f"{key}: {value}")


@commands.command()
def unsubscribe(context: typer.Context, address: str) -> None:
    """Let one person leave who asked for it by mail or telephone."""
    say(publication(context).people.unsubscribe(address))
