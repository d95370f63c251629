"""``newsletter api-key``: keys for other programs."""

from datetime import tzinfo
from typing import Annotated

import typer

from newsletter.cli.help_format import CommandGroup
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
from newsletter.message import Message
from newsletter.model.secret import ApiKey, Scope

commands = CommandGroup(no_args_is_help=True, help="Keys for other programs.")


@commands.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is for, such as 'website'.")],
    scopes: Annotated[
        list[str] | None,
        typer.Option("--scope", help="sign-up, read, edit or readers; repeat for more."),
    ] = None,
) -> None:
    """Create a key. It is shown only once."""
    wanted = [_scope(scope) for scope in scopes or [Scope.SIGN_UP.value]]
    key, text = publication(context).readers.keys.add(name, wanted)
    say(Message("api-key-made", key=key.id, name=key.name, scopes=", ".join(_opens(key))))
    say(text.reveal)
    say(Message("api-key-shown-once"))


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the keys by name. Their text is not stored."""
    newsletter = publication(context)
    keys = newsletter.readers.every_key()
    if as_json:
        print_json([_facts(key) for key in keys])
    else:
        cells = [_cells(key, newsletter.zone) for key in keys]
        print_table(_COLUMNS, cells, Message("api-keys-none"))


_COLUMNS = (
    "column-number",
    "column-name",
    "column-may",
    "column-made",
    "column-last-used",
    "column-revoked",
)


def _facts(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": _opens(key),
        "made_at": key.made_at,
        "used_at": key.used_at,
        "revoked_at": key.revoked_at,
    }


def _cells(key: ApiKey, zone: tzinfo) -> tuple[object, ...]:
    moments = (key.made_at, key.used_at, key.revoked_at)
    return (key.id, key.name, ", ".join(_opens(key)), *(local(at, zone) for at in moments))


def _opens(key: ApiKey) -> list[str]:
    return sorted(scope.value for scope in key.scopes)


@commands.command()
def revoke(context: typer.Context, number: Annotated[int, typer.Argument(metavar="NO")]) -> None:
    """Revoke a key, so that it cannot be used any more."""
    done = publication(context).readers.keys.revoke(number)
    say(Message("api-key-revoked" if done else "api-key-missing", key=number))
    fail_if(not done)


def _scope(text: str) -> Scope:
    try:
        return Scope(text)
    except ValueError:
        known = tuple(scope.value for scope in Scope)
        raise DeskError("scope-unknown", text=text, known=known) from None
