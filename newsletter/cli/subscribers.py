"""``newsletter subscribers``: subscribers one by one, or in files."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.help_format import CommandGroup
from newsletter.cli.imports import import_, imports, say_warnings
from newsletter.cli.terminal import (
    AsJson,
    local,
    print_json,
    print_table,
    publication,
    say,
    sentence,
)
from newsletter.message import Datum, Message

if TYPE_CHECKING:
    from newsletter.app import Newsletter
    from newsletter.app.subscriber_rows import SubscriberRow

commands = CommandGroup(no_args_is_help=True, help="The readers of the newsletter.")


@commands.command()
def add(
    context: typer.Context,
    address: str,
    first_name: Annotated[str, typer.Option("--name", help="First name.")] = "",
    tags: Annotated[list[str] | None, typer.Option("--tag")] = None,
    statement: Annotated[
        str, typer.Option(help="How the person agreed, in one sentence, for the record.")
    ] = "",
) -> None:
    """Add one confirmed subscriber, whose consent you have."""
    people = publication(context).people
    say(people.add(address, first_name=first_name, tags=tags or [], statement=statement))
    say_warnings(people, tags)


commands.command("import")(import_)
commands.command("imports")(imports)


@commands.command()
def export(context: typer.Context, path: Path) -> None:
    """Export all subscribers to a CSV file, with standing and consent."""
    say(publication(context).people.export(path))


@commands.command()
def data(context: typer.Context, address: str) -> None:
    """Print all stored data about one person as JSON, to answer a request for it."""
    print_json(publication(context).people.everything(address))


@commands.command()
def forget(
    context: typer.Context,
    address: str,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
) -> None:
    """Erase a person who asked for it; a keyed hash stays, so that no import adds them again."""
    app = publication(context)
    if not yes:
        typer.confirm(sentence(Message("subscriber-erase", address=address)), abort=True)
    say(app.people.forget(address))


@commands.command()
def suppress(
    context: typer.Context,
    address: str,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
) -> None:
    """Suppress an address, so that no mail is sent to it."""
    say(publication(context).people.suppress(address, reason))


@commands.command()
def lift(
    context: typer.Context,
    address: Annotated[str | None, typer.Argument()] = None,
    reason: Annotated[str, typer.Option(help="Why; it is kept.")] = "",
    dispatch: Annotated[
        int | None, typer.Option(help="With --bounced: the dispatch that bounced.")
    ] = None,
    bounced: Annotated[
        bool, typer.Option("--bounced", help="All readers suppressed by a bounce of that dispatch.")
    ] = False,
) -> None:
    """Lift a suppression. Only readers themselves can undo what they asked for."""
    people = publication(context).people
    if dispatch is not None and bounced and address is None:
        say(people.lift_bounced(dispatch, reason))
    elif address is not None and dispatch is None and not bounced:
        say(people.lift(address, reason))
    else:
        raise typer.BadParameter("give one address, or --dispatch ID --bounced")


@commands.command()
def held(context: typer.Context, as_json: AsJson = False) -> None:
    """List readers whom the provider's own list suppresses without a reason; lift each by hand."""
    app = publication(context)
    held = app.people.held()
    if as_json:
        print_json([one.facts() for one in held])
        return
    print_table(
        ("column-address", "column-since", "column-provider-says"),
        ((one.address, local(one.since, app.zone), one.why) for one in held),
        Message("readers-held-none"),
    )


@commands.command()
def said(context: typer.Context, as_json: AsJson = False) -> None:
    """List why readers left and which issues were a clear moment, without names."""
    from newsletter.model.preferences import Reason

    facts = publication(context).people.feedback()
    if as_json:
        print_json(facts)
        return
    print_table(
        ("column-why-left", "column-how-many"),
        ((Message.of(Reason(why)), count) for why, count in facts["reasons"].items()),
        Message("leave-reasons-none"),
    )
    print_table(
        ("column-issue", "column-clear-moment", "column-somewhat", "column-not-this-time"),
        (
            (number, counts["yes"], counts["somewhat"], counts["no"])
            for number, counts in facts["moments"].items()
        ),
        Message("answers-none"),
    )


@commands.command()
def form(context: typer.Context) -> None:
    """Print a sign-up form for another site: plain HTML without a script."""
    from newsletter.web.pages import form_for_other_sites

    app = publication(context)
    say(form_for_other_sites(app.container.pages_at, app.publication.language))


@commands.command("list")
def list_(
    context: typer.Context,
    standing: Annotated[
        str | None, typer.Option(help="pending, confirmed or unsubscribed.")
    ] = None,
    tag: Annotated[str | None, typer.Option(help="Only those with this tag.")] = None,
    as_json: AsJson = False,
) -> None:
    """List subscribers."""
    people = publication(context).people.rows(standing=standing, tag=tag)
    if as_json:
        print_json([person.facts() for person in people])
        return
    print_table(
        ("column-address", "column-name", "column-standing", "column-tags"),
        ((p.address, p.first_name, Message.of(p.standing), ", ".join(p.tags)) for p in people),
        Message("subscribers-none-like-that" if standing or tag else "subscribers-none"),
    )


@commands.command()
def show(context: typer.Context, address: str, as_json: AsJson = False) -> None:
    """Show one subscriber: standing, tags, preferences and suppression."""
    person = publication(context).people.show(address)
    if as_json:
        print_json(person.facts())
        return
    for label, value in _details(person):
        say(Message("subscriber-detail", label=Message(label), value=value or "–"))


def _details(person: "SubscriberRow") -> "Iterator[tuple[str, Datum | None]]":
    """Yield the code of each line's label, and its value."""
    yield "column-address", person.address
    yield "column-first-name", person.first_name
    yield "column-standing", person.standing
    yield "column-tags", ", ".join(person.tags)
    yield "column-rhythm", person.rhythm
    yield "column-language", person.language
    yield "column-joined", person.joined_at
    yield "column-confirmed", person.confirmed_at
    yield "column-left", person.left_at
    yield "column-suppressed", _suppression(person)


def _suppression(person: "SubscriberRow") -> Message | None:
    why, since = person.suppressed_for, person.suppressed_since
    return Message("suppressed-since", why=why, since=since) if why and since else None


@commands.command()
def unsubscribe(context: typer.Context, address: str) -> None:
    """Unsubscribe a person who asked for it by mail or telephone."""
    say(publication(context).people.unsubscribe(address))


@commands.command()
def replies(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="Show this message in full.")
    ] = None,
    unsubscribe: Annotated[
        bool,
        typer.Option("--unsubscribe", help="Unsubscribe its sender, and take it off the list."),
    ] = False,
    done: Annotated[bool, typer.Option("--done", help="Take it off the list.")] = False,
    as_json: AsJson = False,
) -> None:
    """List messages that people wrote to the unsubscribe mailbox in their own words, or settle one."""
    app = publication(context)
    if number is None:
        _list_replies(app, as_json=as_json)
    elif unsubscribe:
        say(app.correspondence.unsubscribe(number))
    elif done:
        say(app.correspondence.put_away(number))
    elif as_json:
        print_json(dataclasses.asdict(app.correspondence.read(number)))
    else:
        reply = app.correspondence.read(number)
        say(Message("reply-from", sender=reply.sender or "–"))
        say(Message("reply-came-at", at=reply.came_at.astimezone(app.zone)))
        say(Message("reply-subject", subject=reply.subject or "–"))
        say(f"\n{reply.text or '–'}\n")
        say(Message("reply-to-settle", reply=number))


def _list_replies(app: "Newsletter", *, as_json: bool) -> None:
    waiting = app.correspondence.waiting()
    if as_json:
        print_json([dataclasses.asdict(reply) for reply in waiting])
        return
    print_table(
        ("column-number", "column-came", "column-from", "column-words"),
        (
            (one.id, local(one.came_at, app.zone), one.sender, f"{one.subject} {one.text}"[:60])
            for one in waiting
        ),
        Message("replies-none"),
    )
