"""``newsletter dispatch``: progress and outcomes of sending."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.dispatch_readers import show_reader
from newsletter.cli.help_format import CommandGroup
from newsletter.cli.machine_words import fact_of, note_of
from newsletter.cli.terminal import (
    AsJson,
    IssueRef,
    complain,
    fail_if,
    local,
    print_json,
    print_table,
    progress_bar,
    publication,
    say,
    sentence,
)
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app.dispatch_list import DispatchRow
    from newsletter.model.dispatch import Delivery

commands = CommandGroup(no_args_is_help=True, help="Dispatches: their progress and outcomes.")
DispatchId = Annotated[int, typer.Argument(metavar="DISPATCH", help="Its number.")]


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every dispatch with its counts."""
    app = publication(context)
    rows = app.dispatch_list.rows()
    if as_json:
        print_json([_facts(row) for row in rows])
        return
    print_table(
        (
            "column-number",
            "column-issue",
            "column-since",
            "column-state",
            "column-readers",
            "column-counts",
        ),
        (
            (
                row.id,
                *_subject(row, app.zone),
                Message.of(row.state),
                row.audience,
                ", ".join(_counts(row)),
            )
            for row in rows
        ),
        Message("nothing-dispatched-yet"),
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
    reader: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Say why this reader got it, or did not."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show one dispatch: every recipient in exactly one state."""
    app = publication(context)
    if reader is not None:
        show_reader(app, dispatch, reader, as_json=as_json)
        return
    row = app.dispatches.show(dispatch, people=people)
    if as_json:
        print_json(_facts(row))
    else:
        _say_all(row, app.zone)


def _say_all(row: "DispatchRow", zone: tzinfo) -> None:
    _say_where_it_is(row)
    if row.is_from_journal:
        return
    print_table(
        ("column-state", "column-readers"),
        ((Message.of(state), many) for state, many in row.counts.items()),
        Message("notices-none" if row.issue == 0 else "dispatch-went-to-nobody"),
    )
    say(Message("dispatch-audience", count=row.audience))
    if row.again_of is not None:
        say(Message("dispatch-goes-to-refused", dispatch=row.again_of))
    if row.refusals is not None:
        say(row.refusals)
    _say_what_waits(row, zone)
    for one in row.people:
        _say_person(one)


def _say_where_it_is(row: "DispatchRow") -> None:
    from newsletter.model.dispatch import NOTICES  # 30 ms that --version need not wait for

    state = Message.of(row.state)
    say(_state_of_notices(row, state) if row.id == NOTICES else _state_of_dispatch(row, state))


def _state_of_notices(row: "DispatchRow", state: Message) -> Message:
    if row.why:
        return Message("notices-are-because", dispatch=row.id, state=state, why=row.why)
    return Message("notices-are", dispatch=row.id, state=state)


def _state_of_dispatch(row: "DispatchRow", state: Message) -> Message:
    dispatch, issue = row.id, row.issue
    if row.why:
        why = row.why
        return Message("dispatch-is-because", dispatch=dispatch, issue=issue, state=state, why=why)
    return Message("dispatch-is", dispatch=dispatch, issue=issue, state=state)


def _say_what_waits(row: "DispatchRow", zone: tzinfo) -> None:
    """Print until when it waits, and what needs the editor: a pause, and batches in doubt."""
    from newsletter.model.dispatch import DeliveryState  # 30 ms that --version need not wait for

    if row.waits_until is not None:
        until = row.waits_until.astimezone(zone)
        say(Message("dispatch-waits-for-canary", dispatch=row.id, until=until))
    if row.is_paused:
        say(Message("dispatch-waits", dispatch=row.id))
    if held := row.counts.get(DeliveryState.HELD):
        say(Message("dispatch-held", dispatch=row.id, count=held))


def _say_person(one: "Delivery") -> None:
    who = str(one.address) if one.address else Message("reader-erased", number=one.subscriber)
    if one.detail:
        why = Message.from_text(one.detail)
        say(Message("delivery-listed-why", reader=who, why=why))
    else:
        say(Message("delivery-listed", reader=who))


def _subject(row: "DispatchRow", zone: tzinfo) -> tuple[object, object]:
    """Return the cells of what a dispatch sends and since when. Notices have no beginning."""
    from newsletter.model.dispatch import NOTICES  # as above

    if row.id == NOTICES:
        return Message("notices-in-list"), ""
    return row.issue, local(row.since, zone)


def _counts(row: "DispatchRow") -> tuple[str, ...]:
    return tuple(map(sentence, row.tally))


def _facts(row: "DispatchRow") -> dict[str, object]:
    """Return a dispatch for machines."""
    return {
        "dispatch": row.id,
        "issue": row.issue,
        "since": row.since.isoformat(),
        "slot": row.slot.isoformat() if row.slot else None,
        "state": row.state,
        "why": note_of(row.why),
        "audience": row.audience,
        "counts": dict(row.counts),
        "done": row.is_done,
        "people": list(map(_fact_of_person, row.people)),
        "again_of": row.again_of,
        "waits_until": row.waits_until.isoformat() if row.waits_until else None,
        "may_go_again": row.may_go_again,
    }


def _fact_of_person(one: "Delivery") -> str:
    who = str(one.address) if one.address else f"(erased reader {one.subscriber})"
    return f"{who} – {fact_of(Message.from_text(one.detail))}" if one.detail else who


@commands.command()
def start(
    context: typer.Context,
    issue: IssueRef,
    as_json: AsJson = False,
    even_so: Annotated[
        bool,
        typer.Option(
            "--even-so", help="Send it even if it may have gone out before a backup was restored."
        ),
    ] = False,
) -> None:
    """Send an approved issue now, to everyone who has not got it yet."""
    app = publication(context)
    if as_json:
        row = app.dispatches.start(issue, even_so=even_so)
        print_json(_facts(row))
    else:
        label = sentence(Message("issue-on-its-way", issue=issue))
        with _interruptible(), progress_bar(label) as follow:
            row = app.dispatches.start(issue, follow=follow, even_so=even_so)
        _say_how_it_went(row, app.zone)
    fail_if(not row.is_done and row.waits_until is None)


@commands.command()
def again(context: typer.Context, dispatch: DispatchId, as_json: AsJson = False) -> None:
    """Send a dispatch again to the readers whom the provider refused, as a new dispatch."""
    app = publication(context)
    with _interruptible():
        row = app.dispatches.again(dispatch)
    if as_json:
        print_json(_facts(row))
    else:
        _say_how_it_went(row, app.zone)
    fail_if(not row.is_done)


@contextmanager
def _interruptible() -> Iterator[None]:
    """On Ctrl-C, print that this does not cancel the dispatch."""
    try:
        yield
    except KeyboardInterrupt:
        complain(Message("dispatch-interrupted"))
        raise


def _say_how_it_went(row: "DispatchRow", zone: tzinfo) -> None:
    if not row.is_new and not row.remarks:
        say(Message("issue-reached-all", issue=row.issue, dispatch=row.id))
    for remark in row.remarks:
        say(remark)
    if row.is_new and row.refusals is not None:
        say(row.refusals)
    _say_how_far_it_is(row)
    if not row.is_paused and not row.is_done:
        say(Message("dispatch-goes-on-by-itself", dispatch=row.id))
    _say_what_waits(row, zone)


def _say_how_far_it_is(row: "DispatchRow") -> None:
    if row.why:
        say(Message("dispatch-so-far-because", dispatch=row.id, counts=_counts(row), why=row.why))
    else:
        say(Message("dispatch-so-far", dispatch=row.id, counts=_counts(row)))


@commands.command()
def pause(context: typer.Context, dispatch: DispatchId) -> None:
    """Pause a dispatch until it is resumed."""
    say(publication(context).dispatches.pause(dispatch))


@commands.command()
def resume(context: typer.Context, dispatch: DispatchId) -> None:
    """Resume a paused dispatch, or send the rest of one that waits."""
    app = publication(context)
    with _interruptible():
        row = app.dispatches.resume(dispatch)
    say(Message("dispatch-goes-on", dispatch=dispatch, counts=_counts(row)))


@commands.command()
def cancel(context: typer.Context, dispatch: DispatchId) -> None:
    """Cancel a dispatch for good; mail that has been handed over is not recalled."""
    say(publication(context).dispatches.cancel(dispatch))


@commands.command()
def settle(
    context: typer.Context,
    dispatch: DispatchId,
    batch: Annotated[
        int | None, typer.Argument(help="Number of a batch; by default all in doubt.")
    ] = None,
    sent: Annotated[bool, typer.Option("--sent", help="Confirm that it was sent.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Confirm that it was not sent, and send it.")
    ] = False,
) -> None:
    """Settle a batch in doubt: ask the provider, or state what happened."""
    if sent and again:
        raise typer.BadParameter("say either --sent or --again")
    went_out = sent if sent or again else None
    row = publication(context).dispatches.settle(dispatch, batch, went_out=went_out)
    say(Message("dispatch-so-far", dispatch=dispatch, counts=_counts(row)))
