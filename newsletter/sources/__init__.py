"""Articles come in: text, Markdown or HTML goes in, an Article comes out.

A source is one module of this folder with ``ENDINGS`` and ``read``; it is found
by its file endings, so a further one is a further module and nothing else.
Knows nothing of issues, mail or people.
"""

from dataclasses import replace
from pathlib import PurePath

from newsletter.errors import ArticleError
from newsletter.model.article import Article
from newsletter.sources.decoding import decode
from newsletter.sources.discovery import sources
from newsletter.sources.fact_sheet import facts

__all__ = ["facts", "known_endings", "read"]


def read(name: str, data: bytes, *, address: str | None = None) -> Article:
    """Read the article that a file holds.

    Args:
        name: The file's name; its ending chooses the source.
        data: The file's bytes, in UTF-8, UTF-16 with a byte-order mark, or cp1252.
            A byte-order mark is no part of the article's lines.
        address: Where the piece stands on the web, when it is known; it wins
            over what the text says.

    Raises:
        ArticleError: If the ending is unknown, or the file is empty, binary, too
            large, in another encoding, or broken beyond reading.
    """
    source = sources().get(PurePath(name).suffix.lower())
    if source is None:
        known = ", ".join(known_endings())
        raise ArticleError("article-kind-unknown", name, endings=known)
    article = source.read(decode(data, name), name)
    return article if address is None else replace(article, address=address)


def known_endings() -> tuple[str, ...]:
    """The file endings that can be read, in alphabetical order."""
    return tuple(sorted(sources()))
