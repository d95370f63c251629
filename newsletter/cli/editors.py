"""``newsletter editor``: who may use the desk in a browser."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.help_format import CommandGroup
from newsletter.cli.terminal import (
    AsJson,
    complain,
    local,
    print_json,
    print_table,
    publication,
    say,
)
from newsletter.message import Message
from newsletter.model.editor import Editor, Role

if TYPE_CHECKING:
    from newsletter.app import Newsletter

commands = CommandGroup(no_args_is_help=True, help="Editors of the desk.")
Number = Annotated[int, typer.Argument(metavar="EDITOR", help="The editor's number.", min=1)]
RoleOption = Annotated[Role, typer.Option("--role", help="What the editor may do.")]


@commands.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name that other editors see.")],
    address: Annotated[str, typer.Argument(help="Email address for sign-in links.")],
    role: RoleOption = Role.EDITOR,
) -> None:
    """Create an account, and mail an invitation; if no mail can be sent, use 'editor link'."""
    app = publication(context)
    editor = app.desk.editors.add(name, address, role)
    code = "editor-invited" if app.desk.outgoing.can_mail_links else "editor-added"
    say(Message(code, editor=editor.id, name=editor.name, role=editor.role))


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List all accounts, ended ones included."""
    app = publication(context)
    found = app.desk.editors.all()
    if as_json:
        print_json([_facts(one) for one in found])
        return
    columns = (
        "column-number",
        "column-name",
        "column-address",
        "column-role",
        "column-made",
        "column-ended",
    )
    rows = [
        (
            one.id,
            one.name or Message("editor-former", editor=one.id),
            str(one.address or "–"),
            Message.of(one.role),
            local(one.made_at, app.zone),
            local(one.ended_at, app.zone),
        )
        for one in found
    ]
    print_table(columns, rows, Message("editors-none"))


def _facts(editor: Editor) -> dict[str, object]:
    return {
        "id": editor.id,
        "name": editor.name,
        "address": str(editor.address) if editor.address else None,
        "role": editor.role.value,
        "has_password": editor.has_password,
        "made_at": editor.made_at,
        "ended_at": editor.ended_at,
    }


@commands.command()
def role(
    context: typer.Context,
    editor: Number,
    becomes: Annotated[Role, typer.Argument(metavar="ROLE", help="writer, editor or owner.")],
) -> None:
    """Change an editor's role; this signs the editor out."""
    changed = publication(context).desk.editors.set_role(editor, becomes)
    say(Message("editor-role-changed", name=changed.name, role=changed.role))


@commands.command()
def end(context: typer.Context, editor: Number) -> None:
    """End an account: the editor is signed out, and name and address are erased."""
    ended = publication(context).desk.editors.end(editor)
    say(Message("editor-ended", name=ended.name))


@commands.command()
def link(context: typer.Context, editor: Number) -> None:
    """Print a link that signs an editor in once, within 15 minutes (3 days without a password)."""
    app = publication(context)
    say(app.desk.editors.link(editor))
    _warn_if_nothing_is_served(app)


@commands.command()
def first(context: typer.Context) -> None:
    """Print an address where the first owner creates an account; it works once, for an hour."""
    app = publication(context)
    say(app.desk.sign_in.first_link())
    _warn_if_nothing_is_served(app)


def _warn_if_nothing_is_served(app: "Newsletter") -> None:
    """Say that a link does not open yet, if its pages are those of this machine."""
    if not app.settings.publication.has_address and app.container.running_at is None:
        complain(Message("link-opens-later", address=app.container.pages_at))
