"""Reading of articles: text, Markdown or HTML comes in, an Article goes out.

A source is one module of this folder with ``ENDINGS`` and ``read``. It is found by its
file endings, so adding a source means adding one module. This room knows nothing of
issues, email or people.
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
    """Read an article from a file's bytes.

    Args:
        name: The file's name; its ending chooses the source.
        data: The file's bytes, in UTF-8, UTF-16 with a byte-order mark, or cp1252.
            A byte-order mark is not part of the article's lines.
        address: The article's web address, if known. It takes precedence over
            an address in the text.

    Raises:
        ArticleError: The ending is unknown, or the file is empty, binary, too
            large, in another encoding, or unreadable.
    """
    source = sources().get(PurePath(name).suffix.lower())
    if source is None:
        known = ", ".join(known_endings())
        raise ArticleError("article-kind-unknown", name, endings=known)
    article = source.read(decode(data, name), name)
    return article if address is None else replace(article, address=address)


def known_endings() -> tuple[str, ...]:
    """Return the file endings that can be read, in alphabetical order."""
    return tuple(sorted(sources()))
