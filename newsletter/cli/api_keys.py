"""``newsletter api-key``: keys for other programs."""

from typing import Annotated

import typer

from newsletter.cli.terminal import (
    AsJson,
    fail_if,
    local,
    print_json,
    print_table,
    publication,
    say,
)
from newsletter.errors import DeskError
from newsletter.model.api_key import Scope

commands = typer.Typer(no_args_is_help=True, help="Keys for other programs.")


@commands.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for, such as 'website'.")],
    scopes: Annotated[
        list[str] | None, typer.Option("--scope", help="sign-up, read or edit; repeat for more.")
    ] = None,
) -> None:
    """Make a key; it is shown once, now."""
    wanted = [_scope(scope) for scope in scopes or [Scope.SIGN_UP.value]]
    key, text = publication(context).readers.keys.add(name, wanted)
    say(f"key {key.id} for {key.name}: {', '.join(sorted(scope.value for scope in key.scopes))}")
    say(text.reveal)
    say("keep it now: only a hash of it stays here")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """Every key by name; none by its text, which is not kept."""
    newsletter = publication(context)
    keys = newsletter.api_keys()
    if as_json:
        print_json(
            [
                {
                    "id": key.id,
                    "name": key.name,
                    "scopes": sorted(scope.value for scope in key.scopes),
                    "made_at": key.made_at,
                    "used_at": key.used_at,
                    "revoked_at": key.revoked_at,
                }
                for key in keys
            ]
        )
        return
    print_table(
        ("no.", "name", "may", "made", "last used", "revoked"),
        (
            (
                key.id,
                key.name,
                ", ".join(sorted(scope.value for scope in key.scopes)),
                *(
                    local(moment, newsletter.zone)
                    for moment in (key.made_at, key.used_at, key.revoked_at)
                ),
            )
            for key in keys
        ),
        "None yet; newsletter api-key add NAME makes one.",
    )


@commands.command()
def revoke(context: typer.Context, number: Annotated[int, typer.Argument(metavar="NO")]) -> None:
    """Let a key open nothing from now on."""
    done = publication(context).readers.keys.revoke(number)
    say(f"key {number} opens nothing any more" if done else f"there is no key {number} to revoke")
    fail_if(not done)


def _scope(text: str) -> Scope:
    try:
        return Scope(text)
    except ValueError:
        known = ", ".join(scope.value for scope in Scope)
        raise DeskError(f"{text!r} is no scope", f"choose from {known}") from None
