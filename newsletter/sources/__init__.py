"""Reading of articles: takes text, a page or a Word file, returns an Article.

A source is one module of this folder with ``ENDINGS`` and ``read``. It is found by its
file endings, so adding a source means adding one module. This package knows nothing of
issues, email or people.
"""

import hashlib
from dataclasses import replace
from pathlib import PurePath

from newsletter.errors import ArticleError
from newsletter.message import Message
from newsletter.model.article import Article
from newsletter.model.corrections import Corrections
from newsletter.sources.decoding import declared_charset, decode
from newsletter.sources.discovery import byte_sources, sources
from newsletter.sources.fact_sheet import facts, opaque_links
from newsletter.sources.parsing.links import LinkBase
from newsletter.sources.places_file import corrections_text, read_corrections

_PAGES = frozenset({".html", ".htm"})  # their heads may say how they are encoded
_OF_WORD_PROCESSORS = {
    ".doc": Message("kind-doc"),
    ".docm": Message("kind-docm"),
    ".dot": Message("kind-word-template"),
    ".dotm": Message("kind-word-template"),
    ".dotx": Message("kind-word-template"),
    ".fodt": Message("kind-odt"),
    ".odt": Message("kind-odt"),
    ".ott": Message("kind-odt"),
    ".pages": Message("kind-pages"),
    ".rtf": Message("kind-rtf"),
    ".wps": Message("kind-doc"),
}

__all__ = [
    "corrections_text",
    "digest",
    "facts",
    "known_endings",
    "opaque_links",
    "read",
    "read_corrections",
]


def read(
    name: str,
    data: bytes,
    *,
    address: str | None = None,
    read_from: str | None = None,
    charset: str | None = None,
    keep_campaign: bool = False,
    corrections: Corrections | None = None,
) -> Article:
    """Read the article that a file holds.

    Args:
        name: The file's name; its ending chooses the source.
        data: The file's bytes. Text is in UTF-8, UTF-16 with a byte-order
            mark, or cp1252. A byte-order mark is not part of the article's lines.
        address: The article's web address as given by a person. It takes precedence
            over any address in the text.
        read_from: The address that the bytes came from. Links may be relative to
            it, and it is the article's own address if the page names no other.
        charset: The encoding's label that came with the bytes.
        keep_campaign: Whether links keep their ``utm_`` parameters.
        corrections: A person's corrections of lines. Those made for other bytes may
            no longer fit: they are ignored and listed in the article.

    Raises:
        ArticleError: The ending is unknown, or the file is empty, binary, too
            large, in another encoding, or unreadable; or a correction made for
            these very bytes does not fit.
    """
    suffix = PurePath(name).suffix.lower()
    links = LinkBase(page=read_from or address, keep_campaign=keep_campaign)
    lines = corrections.lines if corrections else ()
    if (of_bytes := byte_sources().get(suffix)) is not None:
        article = of_bytes.read(data, name, links=links, corrections=lines)
    elif (source := sources().get(suffix)) is not None:
        if charset is None and suffix in _PAGES:
            charset = declared_charset(data)
        text = decode(data, name, charset=charset)
        article = source.read(text, name, links=links, corrections=lines)
    else:
        raise _unknown(suffix, name)
    if corrections and article.ignored_corrections and digest(data) == corrections.article:
        raise ArticleError(article.ignored_corrections[0].message, name)
    return replace(article, address=address or article.address or read_from)


def digest(data: bytes) -> str:
    """Return the hash that identifies the bytes that corrections were made for."""
    return hashlib.sha256(data).hexdigest()


def _unknown(suffix: str, name: str) -> ArticleError:
    """Return the error for a file that no source reads, with the remedy."""
    if (kind := _OF_WORD_PROCESSORS.get(suffix)) is not None:
        return ArticleError("word-file-of-another-kind", name, kind=kind)
    return ArticleError("article-kind-unknown", name, endings=", ".join(known_endings()))


def known_endings() -> tuple[str, ...]:
    """Return the file endings that can be read, in alphabetical order."""
    return tuple(sorted((*sources(), *byte_sources())))
