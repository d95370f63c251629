"""``newsletter issue``, and the verbs of the editor's table: draw, preview, check, send."""

import webbrowser
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.terminal import (
    AsJson,
    IssueRef,
    errors,
    fail_if,
    local,
    print_json,
    print_table,
    publication,
    say,
)

if TYPE_CHECKING:
    from newsletter.app.desk import IssueRow

commands = typer.Typer(no_args_is_help=True, help="List, read, write and approve issues.")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List every issue with where it stands."""
    app = publication(context)
    rows = app.desk.rows()
    if as_json:
        print_json([row.facts() for row in rows])
    else:
        _tell(rows, app.zone)
    wrong = app.desk.unreadable()
    for sentence in wrong:
        errors.print(sentence, markup=False)
    fail_if(bool(wrong))


def _tell(rows: "Sequence[IssueRow]", zone: tzinfo) -> None:
    print_table(
        ("no.", "subject", "status", "goes", "note"),
        ((row.number, row.subject, row.status, local(row.goes_at, zone), row.note) for row in rows),
        "No issues yet; newsletter draw ARTICLE makes some.",
    )


@commands.command()
def show(context: typer.Context, issue: IssueRef, as_json: AsJson = False) -> None:
    """Show one issue as its readers get it in plain text."""
    shown = publication(context).desk.show(issue)
    if as_json:
        print_json(shown.facts())
        return
    say(f"{shown.subject}\n{shown.preheader}\n\n{shown.text}")


@commands.command()
def new(context: typer.Context, title: Annotated[str, typer.Argument(help="The heading.")]) -> None:
    """Write an empty issue file to fill by hand."""
    say(f"wrote {publication(context).issues.new(title)}")


@commands.command()
def approve(
    context: typer.Context,
    issues: Annotated[list[str] | None, typer.Argument(metavar="ISSUE…")] = None,
    offline: Annotated[bool, typer.Option(help="Don't look whether links are alive.")] = False,
    renew: Annotated[
        bool,
        typer.Option(
            "--renew",
            help="After the settings changed: freeze the same text anew for those approved before,"
            " in their places.",
        ),
    ] = False,
) -> None:
    """Check issues, freeze them as they are now, and put them in the queue."""
    app = publication(context)
    if not issues and not renew:
        raise typer.BadParameter("name an issue, by its number or its file")
    checked = (
        app.renewal.renew(issues or (), offline=offline)
        if renew
        else (app.desk.approve(issue, offline=offline) for issue in issues or ())
    )
    refused = anything = False
    for approved in checked:
        anything = True
        for line in approved.lines():
            say(f"  {line}")
        refused = refused or not approved.done
        say(approved.sentence)
    if not anything:
        say("Every approved issue says what the settings say.")
    fail_if(refused)


@commands.command()
def withdraw(context: typer.Context, issue: IssueRef) -> None:
    """Take an approval back; the issue leaves the queue."""
    say(publication(context).desk.withdraw(issue))


def draw(
    context: typer.Context,
    articles: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLE…", help="Files in issues/articles/, or elsewhere."),
    ],
    weeks: Annotated[
        int | None, typer.Option(min=1, help="At most so many issues an article.")
    ] = None,
    mix: Annotated[
        bool, typer.Option("--mix", help="Alternate the articles week by week.")
    ] = False,
) -> None:
    """Draw weekly issues from articles and write their files."""
    drawn = publication(context).issues.draw(articles, weeks=weeks, mix=mix)
    for path in drawn.written:
        say(f"wrote {path}")
    for sentence in drawn.remarks:
        say(sentence)
    if not drawn.written:
        say("Nothing new was drawn.")


def preview(
    context: typer.Context,
    issue: IssueRef,
    folder: Annotated[Path | None, typer.Option("--out", help="Where the files go.")] = None,
    show_it: Annotated[bool, typer.Option("--open", help="Open the HTML in a browser.")] = False,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="One page with every view and the findings.")
    ] = False,
) -> None:
    """Write an issue as HTML, plain text and .eml: the bytes that would go out."""
    written = publication(context).desk.preview(issue, folder, sheet=sheet)
    for path in written:
        say(f"wrote {path}")
    # quietly nothing on a machine without a browser: the path is told above
    if show_it or sheet:
        webbrowser.open(written[0].resolve().as_uri())


def check(
    context: typer.Context,
    issue: Annotated[
        str | None, typer.Argument(metavar="ISSUE", help="Its number, or its file.")
    ] = None,
    as_json: AsJson = False,
    offline: Annotated[bool, typer.Option(help="Don't look whether links are alive.")] = False,
    caniemail: Annotated[
        Path | None,
        typer.Option(
            "--refresh-caniemail",
            help="Renew what mail programs can do from the npm package's file.",
        ),
    ] = None,
) -> None:
    """Look an issue over as approval does: errors stop it, hints don't."""
    if caniemail is not None:
        from newsletter.app.desk import refresh_caniemail

        say(refresh_caniemail(caniemail))
        return
    if issue is None:
        raise typer.BadParameter("name an issue, by its number or its file")
    checked = publication(context).desk.check(issue, offline=offline)
    if as_json:
        print_json(checked.facts())
    else:
        for line in checked.lines():
            say(line)
        say(checked.sentence)
    fail_if(not checked.done)


def send(
    context: typer.Context,
    issue: IssueRef,
    to: Annotated[str, typer.Option("--to", help="One address.")],
) -> None:
    """Send one test of an issue: the real bytes, its subject marked."""
    say(publication(context).desk.send_test(issue, to))
