"""``newsletter issue``, and the editor's verbs: draw, preview, check, send."""

import webbrowser
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.completion import article_names, issue_numbers
from newsletter.cli.findings import facts, say_one, say_several
from newsletter.cli.help_format import CommandGroup
from newsletter.cli.machine_words import note_of
from newsletter.cli.terminal import (
    AsJson,
    IssueRef,
    complain,
    fail_if,
    local,
    print_json,
    print_table,
    publication,
    say,
    say_hints,
    sentence,
    speech,
)
from newsletter.errors import DeskError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.app import Newsletter
    from newsletter.app.issue_list import IssueRow
    from newsletter.model.drawing import Drawn

Issues = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ISSUE…",
        help="Numbers, ranges such as 1-11, or files.",
        autocompletion=issue_numbers,
    ),
]
Articles = Annotated[
    list[str],
    typer.Argument(
        metavar="ARTICLE…",
        help="Files in issues/articles/, or elsewhere.",
        autocompletion=article_names,
    ),
]
Every = Annotated[bool, typer.Option("--all", help="Every issue that has not been sent yet.")]
_STATUS = {
    "draft": Message("issue-status-draft"),
    "approved": Message("issue-status-approved"),
    "queued": Message("issue-status-queued"),
    "dispatched": Message("issue-status-dispatched"),
    "cancelled": Message("issue-status-cancelled"),
}
Caniemail = Annotated[
    Path | None,
    typer.Option(
        "--refresh-caniemail",
        metavar="FILE",
        help="Update the data about mail programs from this file of the npm package caniemail.",
    ),
]
Offline = Annotated[bool, typer.Option(help="Do not check whether links work.")]

commands = CommandGroup(no_args_is_help=True, help="List, read, write and approve issues.")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every issue with its state."""
    app = publication(context)
    rows, wrong = app.issue_list.survey()
    if as_json:
        print_json([{**row.facts(), "note": note_of(row.notes)} for row in rows])
    else:
        _print(rows, app.zone)
    for one in wrong:
        complain(one.at_file)
    fail_if(bool(wrong))


def _print(rows: "Sequence[IssueRow]", zone: tzinfo) -> None:
    print_table(
        ("column-number", "column-subject", "column-status", "column-goes", "column-note"),
        (
            (row.number, row.subject, _status(row.status), local(row.goes_at, zone), row.notes)
            for row in rows
        ),
        Message("issues-none"),
    )
    say_hints(note for row in rows for note in row.notes)


@commands.command()
def show(context: typer.Context, issue: IssueRef, as_json: AsJson = False) -> None:
    """Show one issue as its readers get it in plain text."""
    found = publication(context).previews.show(issue)
    if as_json:
        print_json(found.facts())
        return
    say(f"{found.subject}\n{found.preheader}\n\n{found.text}")


@commands.command()
def new(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="The heading.")] = "",
    correction_of: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="ISSUE",
            autocompletion=issue_numbers,
            help="Make it a correction, for readers who got that issue.",
        ),
    ] = None,
) -> None:
    """Write an empty issue file, to be filled in by hand."""
    issues = publication(context).issues
    if correction_of is not None:
        say(Message("file-written", file=issues.new_correction(correction_of, sentence, title)))
    elif title:
        say(Message("file-written", file=issues.new(title)))
    else:
        raise typer.BadParameter("give the issue a heading")


@commands.command()
def approve(
    context: typer.Context,
    issues: Issues = None,
    every: Every = False,
    offline: Offline = False,
    renew: Annotated[
        bool,
        typer.Option(
            "--renew",
            help="After a change of settings, freeze approved issues again with the same text;"
            " they keep their places.",
        ),
    ] = False,
) -> None:
    """Check issues, freeze them in their present form, and put them in the queue."""
    app = publication(context)
    if renew:
        checked = app.renewal.renew(app.issues.chosen(issues or ()), offline=offline)
        if not say_several(checked):
            say(Message("nothing-to-renew"))
        return
    refs = _named(app, issues, every=every)
    if _is_one(refs, issues):
        say_one(app.approvals.approve(refs[0], offline=offline), indent="  ")
    else:
        say_several(app.approvals.approve_each(refs, offline=offline))


@commands.command()
def withdraw(context: typer.Context, issue: IssueRef) -> None:
    """Withdraw an approval; the issue leaves the queue."""
    say(publication(context).approvals.withdraw(issue))


@commands.command()
def correct(
    context: typer.Context,
    issue: IssueRef,
    offline: Offline = False,
) -> None:
    """Show the issue's edited file on its web page, with the date; the sent email stays as proof."""
    say_one(publication(context).web_changes.correct(issue, offline=offline), indent="  ")


@commands.command()
def hide(
    context: typer.Context,
    issue: IssueRef,
    undo: Annotated[bool, typer.Option("--undo", help="Show it again.")] = False,
) -> None:
    """Remove a sent issue from the web: its page, the list, the feed and the sitemap."""
    say(publication(context).web_changes.hide(issue, hidden=not undo))


def draw(
    context: typer.Context,
    articles: Articles,
    weeks: Annotated[
        int | None,
        typer.Option(min=1, metavar="NUMBER", help="The most issues to draw from one article."),
    ] = None,
    mix: Annotated[
        bool, typer.Option("--mix", help="Alternate the articles week by week.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Draw weekly issues from articles and write their files."""
    drawn = publication(context).issues.draw(articles, weeks=weeks, mix=mix)
    if as_json:
        print_json(_drawn_facts(drawn))
        return
    for path in drawn.written:
        say(Message("file-written", file=path))
    for choice in drawn.choices:
        say(choice)
    for remark in drawn.remarks:
        say(remark)
    if not drawn.written:
        say(Message("nothing-drawn"))


def _drawn_facts(drawn: "Drawn") -> dict[str, object]:
    """Return what was drawn for a program: each file with the reasons for its words."""
    issues = [
        {
            "file": str(path),
            "issue": issue.number,
            "subject": issue.subject,
            "preheader": issue.preheader,
            "choices": {
                "subject": why.subject.value,
                "preheader": why.preheader.value,
                "post_script": why.post_script.value,
            },
        }
        for path, issue in zip(drawn.written, drawn.issues, strict=True)
        if (why := issue.choices) is not None
    ]
    return {"issues": issues, "note": note_of(drawn.remarks)}


def preview(
    context: typer.Context,
    issue: IssueRef,
    folder: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for the files.")
    ] = None,
    show_it: Annotated[bool, typer.Option("--open", help="Open the HTML in a browser.")] = False,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="One page with every view and the findings.")
    ] = False,
) -> None:
    """Write an issue as HTML, plain text and .eml, exactly as it would be sent."""
    previews = publication(context).previews
    if sheet:
        from newsletter.locale.catalogue import choose

        written = [previews.sheet(issue, folder, sentence, language=choose(speech.language))]
    else:
        written = previews.preview(issue, folder)
    for path in written:
        say(Message("file-written", file=path))
    # does nothing on a machine without a browser; the path is printed above
    if show_it or sheet:
        webbrowser.open(written[0].resolve().as_uri())


def check(
    context: typer.Context,
    issues: Issues = None,
    every: Every = False,
    as_json: AsJson = False,
    offline: Offline = False,
    caniemail: Caniemail = None,
) -> None:
    """Check issues as approval does: errors prevent approval, hints do not."""
    if caniemail is not None:
        from newsletter.app.inspections import refresh_caniemail

        say(refresh_caniemail(caniemail))
        return
    app = publication(context)
    refs = _named(app, issues, every=every)
    if not _is_one(refs, issues):
        results = app.approvals.check_each(refs, offline=offline)
        say_several(results, as_json=as_json)
        return
    checked = app.approvals.check(refs[0], offline=offline)
    if as_json:
        print_json(facts(checked))
        fail_if(not checked.done)
    else:
        say_one(checked)


def _named(app: "Newsletter", issues: list[str] | None, *, every: bool) -> Sequence[str]:
    """Return the chosen issues. ``--all`` chooses those not yet sent."""
    if every and issues:
        raise typer.BadParameter("name issues, or say --all")
    if not every and not issues:
        raise typer.BadParameter("name an issue, by its number or its file, or say --all")
    refs = app.issues.not_sent() if every else app.issues.chosen(issues or ())
    if not refs:
        raise DeskError("nothing-unsent")
    return refs


def _is_one(refs: Sequence[str], issues: Sequence[str] | None) -> bool:
    """Return whether a single issue was named. A range or ``--all`` counts as several."""
    return len(refs) == 1 and issues is not None and (issues[0] == refs[0] or issues[0].isdecimal())


def send(
    context: typer.Context,
    issue: IssueRef,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="The address that gets it.")],
) -> None:
    """Send one test mail of an issue, as it would be sent but with a marked subject."""
    say(publication(context).previews.send_test(issue, to))


def _status(status: str) -> Message:
    from newsletter.model.dispatch import WENT_BEFORE  # 20 ms that --version need not wait for

    return Message("issue-status-went-before") if status == WENT_BEFORE else _STATUS[status]
