"""Commands for the database as a whole: back it up, restore it, upgrade it."""

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import AsJson, fail_if, print_json, publication, say


def backup(
    context: typer.Context,
    place: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PLACE]",
            help="A file or a folder; by default the folder backups of the publication.",
        ),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(
            min=1, help="Delete older backups in that folder, so that this many are left."
        ),
    ] = None,
    move: Annotated[
        bool,
        typer.Option("--move", help="To go on elsewhere: nothing is sent from here afterwards."),
    ] = False,
) -> None:
    """Back up the database, while everything keeps running."""
    for message in publication(context).backups.make(place, keep, is_move=move):
        say(message)


def restore(
    context: typer.Context,
    place: Annotated[
        Path | None,
        typer.Argument(metavar="[PLACE]", help="A backup, or a folder, for the newest in it."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the backup, and tell what restoring it does.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Send mail again after a restore without its journal.")
    ] = False,
) -> None:
    """Restore a backup. Readers who left since stay unsubscribed, and nothing is sent twice."""
    backups = publication(context).backups
    if check:
        done = backups.check(place)
    elif release:
        done = [backups.release()]
    elif place is None:
        raise typer.BadParameter("name the backup, or --check or --release")
    else:
        done = backups.put_back(place)
    for message in done:
        say(message)


def upgrade(
    context: typer.Context,
    check: Annotated[
        bool,
        typer.Option("--check", help="Only tell what would be done; exit with 1 if it is refused."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Back up the database, and bring it up to this version of the newsletter."""
    upgrades = publication(context).backups.upgrades
    if not check:
        done = upgrades.upgrade()
        if as_json:
            print_json({"messages": [fact_of(one) for one in done]})
        else:
            for message in done:
                say(message)
        return
    status = upgrades.check()
    if as_json:
        print_json({**status.facts(), "messages": [fact_of(one) for one in status.messages]})
    else:
        for message in status.messages:
            say(message)
    fail_if(status.refusal is not None)
