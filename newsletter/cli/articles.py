"""``newsletter article``: look at an article by its parts, and take it in."""

from pathlib import Path
from typing import Annotated

import typer

from newsletter.cli.terminal import AsJson, print_json, print_table, publication, say

commands = typer.Typer(
    no_args_is_help=True, help="Look at articles by their parts, and take them in."
)
ArticlePath = Annotated[Path, typer.Argument(metavar="PATH", help="A .txt, .md or .html file.")]


@commands.command()
def show(context: typer.Context, path: ArticlePath, as_json: AsJson = False) -> None:
    """Show how an article reads: title, questions, sections, quotes, FAQ, and what fits nowhere."""
    article = publication(context).articles.read(path)
    if as_json:
        print_json(publication(context).articles.facts(article))
        return
    say(article.title)
    for label, value in (
        ("short title", article.short_title),
        ("category", article.category),
        ("minutes", article.reading_minutes),
        ("address", article.address),
        ("call to action", article.call_to_action and article.call_to_action.text),
        ("sign-off", article.sign_off),
    ):
        say(f"  {label}: {value or '–'}")
    say(f"  {len(article.questions)} opening questions")
    own = sum(not entry.site for entry in article.faq)
    say(f"  FAQ: {own} of the article, {len(article.faq) - own} of the site\n")
    print_table(
        ("section", "blocks", "quotes", "prompts", "links"),
        (
            (
                s.heading or "(untitled)",
                len(s.blocks),
                len(s.quotes),
                len(s.prompts),
                len(s.see_also),
            )
            for s in article.sections
        ),
        "No sections were found; are the headings on lines of their own?",
    )
    for line in article.unplaced:
        say(f"  fits nowhere, line {line.number}: {line.text.strip()}")


@commands.command()
def add(
    context: typer.Context,
    path: ArticlePath,
    address: Annotated[
        str | None, typer.Option(help="Where the article stands on the web.")
    ] = None,
) -> None:
    """Copy an article into issues/articles/, and keep its address for the links."""
    say(f"added {publication(context).articles.add(path, address)}")


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the articles that were added."""
    found = publication(context).articles.rows()
    if as_json:
        print_json([{"file": name, "title": title} for name, title in found])
        return
    print_table(
        ("file", "title"), found, "No articles yet; newsletter article add PATH takes one in."
    )
