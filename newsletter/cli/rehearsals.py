"""``newsletter rehearse``: what sending an issue would do, without sending it."""

from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.machine_words import fact_of
from newsletter.cli.terminal import (
    AsJson,
    IssueRef,
    fail_if,
    print_json,
    print_table,
    progress_bar,
    publication,
    say,
    sentence,
)
from newsletter.errors import DeskError
from newsletter.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from newsletter.model.address import EmailAddress
    from newsletter.model.audience import Exclusion
    from newsletter.model.rehearsal import Rehearsal


def rehearse(
    context: typer.Context,
    issue: IssueRef,
    people: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="List whom it leaves out for this, such as paused."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Try the whole dispatch of an issue to the real list: how many, how long, who is left out."""
    from newsletter.app.rehearsals import Rehearsals

    app = publication(context)
    rehearsals = Rehearsals.of(app)
    if people is not None:
        _list(rehearsals.left_out(issue, _reason(people)), as_json=as_json)
        return
    if as_json:
        done = rehearsals.rehearse(issue)
        print_json(_facts(done))
    else:
        with progress_bar(sentence(Message("rehearsal-bar"))) as follow:
            done = rehearsals.rehearse(issue, follow=follow)
        _say(done, app.zone)
    fail_if(bool(done.obstacles) or not done.is_whole)


def _list(people: "Iterable[tuple[int, EmailAddress]]", *, as_json: bool) -> None:
    if as_json:
        print_json([{"reader": number, "address": str(one)} for number, one in people])
    else:
        print_table(("column-number", "column-address"), people, Message("recipients-none"))


def _reason(name: str) -> "Exclusion":
    from newsletter.model.audience import Exclusion

    try:
        return Exclusion(name)
    except ValueError:
        reasons = tuple(one.value for one in Exclusion)
        raise DeskError("exclusion-unknown", text=name, reasons=reasons) from None


def _say(done: "Rehearsal", zone: "tzinfo") -> None:
    say(
        Message(
            "rehearsal-of",
            issue=done.issue,
            subject=done.subject,
            provider=done.provider,
            at=done.at.astimezone(zone),
        )
    )
    if not done.is_approved:
        say(Message("rehearsal-of-draft"))
    say(Message("rehearsal-audience", count=done.audience))
    for why, count in done.left_out.items():
        say(Message("rehearsal-left-out", count=count, why=Message.of(why)))
    if done.audience:
        say(Message("rehearsal-made", count=done.made, kilobytes=done.kilobytes))
        say(done.timing(zone))
        say(done.pace)
    if not done.is_whole:
        say(Message("rehearsal-not-whole"))
    for problem in done.obstacles:
        say(Message("rehearsal-obstacle", problem=problem))


def _facts(done: "Rehearsal") -> dict[str, object]:
    """Return a rehearsal for machines."""
    return {
        "issue": done.issue,
        "subject": done.subject,
        "provider": done.provider,
        "at": done.at.isoformat(),
        "ends_at": done.ends_at.isoformat(),
        "approved": done.is_approved,
        "everybody": done.everybody,
        "audience": done.audience,
        "left_out": {why.value: count for why, count in done.left_out.items()},
        "made": done.made,
        "calls": done.calls,
        "seconds": done.takes.total_seconds(),
        "per_second": done.per_second,
        "letter_bytes": done.letter_bytes,
        "obstacles": [fact_of(one) for one in done.obstacles],
    }
