"""``newsletter webhook``: other programs that are notified of events."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.help_format import CommandGroup
from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import AsJson, local, print_json, print_table, publication, say
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.webhooks import ListedWebhook

commands = CommandGroup(no_args_is_help=True, help="Other programs that are notified of events.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="Its name in the settings.")]
_COLUMNS = (
    "column-name",
    "column-address",
    "column-events",
    "column-waiting",
    "column-given-up",
    "column-arrived-last",
    "column-note",
)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the webhooks, how many events wait for each, and any problem."""
    newsletter = publication(context)
    found = newsletter.webhooks.every()
    if as_json:
        print_json([_facts(one) for one in found])
        return
    notes: dict[str, list[Message]] = {}
    for message, _ in newsletter.webhooks.troubles():
        notes.setdefault(str(message.data["webhook"]), []).append(message)
    rows = [_cells(one, notes.get(one.name, []), newsletter.zone) for one in found]
    print_table(_COLUMNS, rows, Message("webhooks-none"))


@commands.command()
def test(context: typer.Context, name: Name) -> None:
    """Call a webhook once with the event webhook.test, and print what it answers."""
    say(publication(context).webhooks.test(name))


@commands.command()
def retry(context: typer.Context, name: Name) -> None:
    """Send everything that waits or was given up in the next round."""
    say(publication(context).webhooks.retry(name))


def _facts(one: "ListedWebhook") -> dict[str, object]:
    state = one.state
    return {
        "name": one.name,
        "url": one.url,
        "events": [kind.value for kind in one.events],
        "with_address": one.with_address,
        "signed": one.is_signed,
        "waiting": state.waiting,
        "given_up": state.given_up,
        "next_at": _moment(state.next_at),
        "delivered_at": _moment(state.delivered_at),
        "failing_since": _moment(state.failing_since),
        "gone_at": _moment(state.gone_at),
        "trouble": fact_of(state.trouble) if state.trouble else None,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _cells(one: "ListedWebhook", notes: list[Message], zone: tzinfo) -> tuple[object, ...]:
    state = one.state
    return (
        one.name,
        one.url,
        ", ".join(kind.value for kind in one.events),
        state.waiting,
        state.given_up,
        local(state.delivered_at, zone),
        tuple(notes),
    )
