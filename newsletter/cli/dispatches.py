"""``newsletter dispatch``: what is on its way, and what became of it."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.terminal import (
    AsJson,
    IssueRef,
    fail_if,
    local,
    print_json,
    print_table,
    progress_bar,
    publication,
    say,
)

if TYPE_CHECKING:
    from newsletter.app.dispatch_list import DispatchRow

commands = typer.Typer(no_args_is_help=True, help="What is on its way, and what became of it.")
DispatchId = Annotated[int, typer.Argument(metavar="DISPATCH", help="Its number.")]


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every dispatch with its counts."""
    app = publication(context)
    rows = app.dispatch_list.rows()
    if as_json:
        print_json([row.facts() for row in rows])
        return
    print_table(
        ("no.", "issue", "since", "state", "readers", "counts"),
        ((r.id, r.issue, local(r.since, app.zone), r.state, r.audience, r.told) for r in rows),
        "Nothing was dispatched yet.",
    )
    for refusals in filter(None, (row.refusals for row in rows)):
        say(refusals)


@commands.command()
def show(
    context: typer.Context,
    dispatch: DispatchId,
    people: Annotated[
        str | None,
        typer.Option(metavar="STATE", help="List the people in this state, such as bounced."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show one dispatch: every recipient in exactly one state."""
    app = publication(context)
    row = app.dispatches.show(dispatch, people=people)
    if as_json:
        print_json(row.facts())
        return
    say(f"dispatch {row.id} of issue {row.issue}: {row.state}{f' – {row.why}' if row.why else ''}")
    if row.is_from_journal:
        return
    print_table(("state", "readers"), row.counts.items(), "It went to nobody.")
    say(f"in all {row.audience}")
    if row.again_of is not None:
        say(f"it goes to readers who were refused in dispatch {row.again_of}")
    if row.refusals:
        say(row.refusals)
    for person in row.people:
        say(f"  {person}")


@commands.command()
def start(
    context: typer.Context,
    issue: IssueRef,
    as_json: AsJson = False,
    even_so: Annotated[
        bool,
        typer.Option("--even-so", help="Also what went out after a backup that was restored."),
    ] = False,
) -> None:
    """Send an approved issue now, to everyone who did not get it yet."""
    app = publication(context)
    if as_json:
        row = app.dispatches.start(issue, even_so=even_so)
        print_json(row.facts())
    else:
        with progress_bar() as bar:
            task = bar.add_task(f"issue {issue}", total=None)
            row = app.dispatches.start(
                issue,
                follow=lambda done, all_: bar.update(task, completed=done, total=all_),
                even_so=even_so,
            )
        _say_how_it_went(row)
    fail_if(not row.is_done)


@commands.command()
def again(context: typer.Context, dispatch: DispatchId, as_json: AsJson = False) -> None:
    """Send again to those whom the provider refused in a dispatch, as a dispatch of its own."""
    row = publication(context).dispatches.again(dispatch)
    if as_json:
        print_json(row.facts())
    else:
        _say_how_it_went(row)
    fail_if(not row.is_done)


def _say_how_it_went(row: "DispatchRow") -> None:
    if not row.is_new and not row.remarks:
        say(f"everyone whom issue {row.issue} is for has it, or is to get it by dispatch {row.id}")
    for remark in row.remarks:
        say(remark)
    if row.is_new and row.refusals:
        say(row.refusals)
    say(f"dispatch {row.id}: {row.told}{f' – {row.why}' if row.why else ''}")
    if row.is_paused:
        say(f"it waits; once the cause is solved: newsletter dispatch resume {row.id}")
    elif not row.is_done:
        say(
            "what is left goes on by itself while `newsletter run` runs;"
            f" newsletter dispatch show {row.id} tells how far it is"
        )


@commands.command()
def pause(context: typer.Context, dispatch: DispatchId) -> None:
    """Hand nothing more over until it is resumed."""
    say(publication(context).dispatches.pause(dispatch))


@commands.command()
def resume(context: typer.Context, dispatch: DispatchId) -> None:
    """Go on with a paused dispatch."""
    say(publication(context).dispatches.resume(dispatch))


@commands.command()
def cancel(context: typer.Context, dispatch: DispatchId) -> None:
    """Hand nothing more over, for good; who has it keeps it."""
    say(publication(context).dispatches.cancel(dispatch))


@commands.command()
def settle(
    context: typer.Context,
    dispatch: DispatchId,
    batch: Annotated[int | None, typer.Argument(help="One batch; else every one in doubt.")] = None,
    sent: Annotated[bool, typer.Option("--sent", help="Your word: it went out.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Your word: it did not; send it.")] = False,
) -> None:
    """Settle what is in doubt: by asking the provider, or by your word."""
    if sent and again:
        raise typer.BadParameter("say either --sent or --again")
    word = True if sent else False if again else None
    for sentence in publication(context).dispatches.settle(dispatch, batch, went_out=word):
        say(sentence)
