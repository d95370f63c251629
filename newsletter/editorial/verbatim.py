"""A quote from the article must stand in it, word for word."""

from pathlib import Path
from typing import NamedTuple

from newsletter.errors import AuthorError
from newsletter.model.article import Article
from newsletter.model.blocks import PullQuote
from newsletter.model.issue import Issue


class Misquote(NamedTuple):
    """A quote that the article does not hold, and the line where it starts, if that is known."""

    text: str
    line: int | None


def misquotes(issue: Issue, article: Article | None) -> tuple[Misquote, ...]:
    """The quotes that claim to be the article's and are not; one with a name claims nothing."""
    if article is None:
        return ()
    return tuple(
        Misquote(block.text, issue.lines[at] if at < len(issue.lines) else None)
        for at, block in enumerate(issue.blocks)
        if isinstance(block, PullQuote) and block.by is None and not article.holds(block.text)
    )


def check(issue: Issue, article: Article | None, path: Path) -> None:
    """Refuse an issue with a quote that is not in its article.

    Raises:
        AuthorError: The first such quote, with file and line.
    """
    for text, line in misquotes(issue, article):
        start = text if len(text) <= 40 else f"{text[:40]}…"
        raise AuthorError(
            f'the quote "{start}" is not found in articles/{issue.article};'
            " copy it verbatim, name who said it on a line '> — Name', or remove it",
            path,
            line,
        )
