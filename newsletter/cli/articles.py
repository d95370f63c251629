"""``newsletter article``: show the parts of an article, and add it."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from newsletter.cli.help_format import CommandGroup
from newsletter.cli.terminal import (
    AsJson,
    complain,
    print_json,
    print_table,
    publication,
    say,
    sentence,
)
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.model.article import Article, Rights

commands = CommandGroup(no_args_is_help=True, help="Show, add and list articles, and follow feeds.")
WithLines = Annotated[
    bool,
    typer.Option("--lines", help="Show every line with its number and place, for corrections."),
]
_LONGEST_HOLDER = 200  # characters of a name
Own = Annotated[bool, typer.Option("--own", help="On another site, but your own text.")]
PermissionOf = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Another's text, used with the permission of NAME."),
]
ShownPath = Annotated[
    Path,
    typer.Argument(metavar="PATH", help="A .txt, .md, .html or .docx file, or an added article."),
]


@commands.command()
def show(
    context: typer.Context,
    path: ShownPath,
    lines: WithLines = False,
    as_json: AsJson = False,
) -> None:
    """Show how an article is read: title, questions, sections, quotes, FAQ, and unplaced lines."""
    articles = publication(context).articles
    path = articles.at(path)
    article = articles.read(path)
    for unfit in article.ignored_corrections:
        complain(unfit.message)
    if as_json:
        print_json(articles.facts(article) | (_lines(article) if lines else {}))
    elif lines:
        say(f'article = "{articles.digest(path)}"')
        for line in article.lines:  # not a table, so that a whole line can be copied
            say(f"{line.number:>5}  {line.place.value:<15}  {line.text.strip()}")
    else:
        _print_parts(article, articles.opaque_links(article))


def _print_parts(article: "Article", opaque_links: Iterable[str]) -> None:
    say(article.title)
    for one in _summary(article):
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
    for address in opaque_links:
        opaque = Message("article-link-opaque", address=address)
        say(f"  {sentence(opaque)}")
    for line in article.unplaced:
        unplaced = Message("article-unplaced", number=line.number, text=line.text.strip())
        say(f"  {sentence(unplaced)}")


def _lines(article: "Article") -> dict[str, object]:
    """Return every line with its number and place."""
    return {
        "lines": [
            {"line": one.number, "place": one.place.value, "text": one.text.rstrip("\r\n")}
            for one in article.lines
        ]
    }


def _summary(article: "Article") -> tuple[Message, ...]:
    """Return what an article says about itself, and what it has besides its sections."""
    own = sum(not entry.site for entry in article.faq)
    call = article.call_to_action.text if article.call_to_action else ""
    return (
        Message("article-short-title", value=article.short_title or "–"),
        Message("article-category", value=article.category or "–"),
        Message("article-minutes", value=article.reading_minutes or "–"),
        Message("article-address", value=article.address or "–"),
        *_rights(article),
        Message("article-call-to-action", value=call or "–"),
        Message("article-sign-off", value=" / ".join((article.sign_off or "–").split("\n"))),
        Message("article-questions", count=len(article.questions)),
        Message("article-faq", own=own, site=len(article.faq) - own),
        *left_out(article),
        *unknown_styles(article),
    )


def _rights(article: "Article") -> tuple[Message, ...]:
    """Return whose text it is, if that had to be stated."""
    if article.rights is None:
        return ()
    if article.rights.holder is None:
        return (Message("article-own"),)
    return (Message("article-permitted", holder=article.rights.holder),)


def left_out(article: "Article") -> tuple[Message, ...]:
    """Return how much was left out of a page, by kind; nothing if everything was kept."""
    counted = Counter(one.kind for one in article.left_out)
    if not counted:
        return ()
    parts = tuple(sentence(Message.of(kind, count=count)) for kind, count in counted.items())
    return (Message("article-left-out", parts=parts),)


def unknown_styles(article: "Article") -> tuple[Message, ...]:
    """Return the styles of a Word file that were read as ordinary text; nothing if all are known."""
    if not article.unknown_styles:
        return ()
    names = tuple(map(Message.in_own_words, article.unknown_styles))
    return (Message("word-styles-unknown", count=len(names), styles=names),)


@commands.command()
def add(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            metavar="ARTICLE",
            help="A .txt, .md, .html or .docx file, or the https:// address of a page.",
        ),
    ],
    address: Annotated[
        str | None, typer.Option(help="The address of the article on the web.")
    ] = None,
    own: Own = False,
    permission_of: PermissionOf = None,
) -> None:
    """Add an article to issues/articles/, with its address for links.

    A web page or a Word file is stored as Markdown, which is what is read and corrected
    afterwards; the original is kept in issues/articles/originals/.
    """
    from newsletter.app.web_articles import is_address

    opened = publication(context)
    if not is_address(source):
        path = Path(source)
        say_added(opened.articles.add(path, address), opened.articles.read(path))
        return
    taken = opened.web_articles.add(source, address, rights_of(own, permission_of))
    say_added(taken.path, taken.article)


def rights_of(own: bool, permission_of: str | None) -> "Rights | None":
    """Return whose text the options say it is; ``None`` if they say nothing."""
    from newsletter.model.article import Rights

    if own and permission_of is not None:
        raise typer.BadParameter("say either --own or --permission-of")
    if permission_of is not None and not permission_of.strip():
        raise typer.BadParameter("--permission-of names who gave it")
    if permission_of is None:
        return Rights() if own else None
    return Rights(" ".join(permission_of.split())[:_LONGEST_HOLDER])


def say_added(path: Path, article: "Article") -> None:
    """Print where an article is kept, and which parts of it are not."""
    say(Message("article-added", file=path))
    for one in (*left_out(article), *unknown_styles(article)):
        say(f"  {sentence(one)}")
    if article.left_out and article.unplaced:
        say(Message("page-lines-nowhere", count=len(article.unplaced)))
    for unfit in article.ignored_corrections:
        complain(unfit.message)


@commands.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """List the articles that were added."""
    found = publication(context).articles.rows()
    if as_json:
        print_json([{"file": name, "title": title} for name, title in found])
        return
    print_table(("column-file", "column-title"), found, Message("articles-none"))
