"""All commands by noun, and the verbs without a noun."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli import (
    api_keys,
    articles,
    backups,
    dispatch_proofs,
    dispatches,
    editors,
    feeds,
    health,
    issues,
    providers,
    publications,
    queue,
    rehearsals,
    subscribers,
    webhooks,
)
from newsletter.cli.help_format import CommandGroup, RootGroup
from newsletter.cli.program import current_folder
from newsletter.cli.terminal import speech

commands = CommandGroup(
    cls=RootGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Turn articles into weekly issues, and send these to readers.",
)


def _print_version(asked: bool) -> None:
    from newsletter import __version__

    if asked:
        typer.echo(f"newsletter {__version__}")
        raise typer.Exit


@commands.callback()
def root(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Option(
            "--publication",
            "-C",
            metavar="DIR",
            help="The publication's folder.",
            file_okay=False,
        ),
    ] = Path(),
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Note the chosen publication. It is opened only when a command needs it."""
    speech.language = "en"  # until then
    context.obj = folder.resolve()
    elsewhere = None if context.obj == current_folder() else folder
    speech.program = replace(speech.program, publication=elsewhere)


for of_article in (
    feeds.follow,
    feeds.unfollow,
    feeds.followed,
    feeds.proposals,
    feeds.accept,
    feeds.dismiss,
):
    articles.commands.command()(of_article)

dispatches.commands.command()(dispatch_proofs.proof)

for noun, group in (
    ("article", articles.commands),
    ("issue", issues.commands),
    ("queue", queue.commands),
    ("dispatch", dispatches.commands),
    ("subscribers", subscribers.commands),
    ("provider", providers.commands),
    ("webhook", webhooks.commands),
    ("api-key", api_keys.commands),
    ("editor", editors.commands),
):
    commands.add_typer(group, name=noun)

for verb in (
    issues.draw,
    issues.preview,
    issues.check,
    issues.send,
    rehearsals.rehearse,
    publications.init,
    publications.doctor,
    health.health,
    publications.run,
    publications.worker,
    backups.backup,
    backups.restore,
    backups.upgrade,
    publications.demo,
    publications.sandbox,
):
    commands.command()(verb)
