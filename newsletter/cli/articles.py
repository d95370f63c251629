"""``newsletter article``: show the parts of an article, and import it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.terminal import AsJson, print_json, print_table, publication, say, sentence
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.model.article import Article

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
    for one in _told(article):
        say(f"  {sentence(one)}")
    say("")
    print_table(
        ("column-section", "column-blocks", "column-quotes", "column-prompts", "column-links"),
        (
            (
                s.heading or Message("article-untitled"),
                len(s.blocks),
                len(s.quotes),
                len(s.prompts),
                len(s.see_also),
            )
            for s in article.sections
        ),
        Message("article-without-sections"),
    )
    for line in article.unplaced:
        unplaced = Message("article-unplaced", number=line.number, text=line.text.strip())
        say(f"  {sentence(unplaced)}")


def _told(article: "Article") -> tuple[Message, ...]:
    """Return what an article says of itself, and how much is around its sections."""
    own = sum(not entry.site for entry in article.faq)
    call = article.call_to_action.text if article.call_to_action else ""
    return (
        Message("article-short-title", value=article.short_title or "–"),
        Message("article-category", value=article.category or "–"),
        Message("article-minutes", value=article.reading_minutes or "–"),
        Message("article-address", value=article.address or "–"),
        Message("article-call-to-action", value=call or "–"),
        Message("article-sign-off", value=article.sign_off or "–"),
        Message("article-questions", count=len(article.questions)),
        Message("article-faq", own=own, site=len(article.faq) - own),
    )


@commands.command()
def add(
    context: typer.Context,
    path: ArticlePath,
    address: Annotated[
        str | None, typer.Option(help="Where the article stands on the web.")
    ] = None,
) -> None:
    """Copy an article into issues/articles/, and keep its address for the links."""
    say(Message("article-added", file=publication(context).articles.add(path, address)))


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the articles that were added."""
    found = publication(context).articles.rows()
    if as_json:
        print_json([{"file": name, "title": title} for name, title in found])
        return
    print_table(("column-file", "column-title"), found, Message("articles-none"))
