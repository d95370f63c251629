"""Source for Word files (.docx), which are read in a separate process.

The source reads bytes. The child process converts them to plain HTML, one block per
line. That HTML is the article's text and is read like a page.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from newsletter.errors import ArticleError
from newsletter.message import Message
from newsletter.model.article import Article
from newsletter.model.corrections import Correction
from newsletter.sources.discovery import MOST_TAGS, refuse_more, title_of_file
from newsletter.sources.parsing.links import NO_BASE, LinkBase
from newsletter.sources.structure.assembly import article_of
from newsletter.sources.structure.lines import is_spaced, split_lines

ENDINGS = (".docx",)
READS_BYTES = True
LARGEST_FILE: Final = 10_000_000  # bytes, with its pictures
_ZIP = b"PK\x03\x04"
_CONTAINER = b"\xd0\xcf\x11\xe0"  # MS-CFB §2.2: an old .doc, or an encrypted .docx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream's name, MS-OFFCRYPTO §2.3.4.4
_FIRST_BYTES = (
    (b"{\\rtf", "kind-rtf"),
    (b"%PDF", "kind-pdf"),
    (b"<!doctype html", "kind-web-page"),
    (b"<html", "kind-web-page"),
)


def read(
    data: bytes,
    name: str,
    *,
    links: LinkBase = NO_BASE,
    corrections: Sequence[Correction] = (),
) -> Article:
    """Read an article from a Word file.

    Raises:
        ArticleError: It is not a Word file, is protected, contains macros, exceeds
            a limit, or cannot be read.
    """
    from newsletter.sources.parsing.html_page import read_page
    from newsletter.sources.parsing.word_process import converted

    _refuse_others(data, name)
    word = converted(data, name)
    refuse_more(word.html.count("<"), MOST_TAGS, "word-file-too-full", name)
    page = read_page(word.html, name, title_of_file(name), links=links)
    if not page.pieces:
        raise ArticleError("word-file-empty", name)
    article = article_of(
        split_lines(word.html),
        page.pieces,
        page.hints,
        outside=page.outside,
        left_out=page.left_out,
        spaced=is_spaced(page.pieces),
        corrections=corrections,
    )
    return replace(article, unknown_styles=word.unknown_styles)


def _refuse_others(data: bytes, name: str) -> None:
    """Reject data whose size or first bytes rule out a readable Word file."""
    if not data:
        raise ArticleError("article-empty", name)
    if len(data) > LARGEST_FILE:
        size, limit = round(len(data) / 1e6, 1), round(LARGEST_FILE / 1e6)
        raise ArticleError("word-file-too-large", name, size=size, limit=limit)
    if data.startswith(_CONTAINER):
        if _ENCRYPTED in data:
            raise ArticleError("word-file-protected", name)
        raise ArticleError("word-file-of-another-kind", name, kind=Message("kind-doc"))
    if not data.startswith(_ZIP):
        start = data.lstrip()[:20].lower()
        for magic, kind in _FIRST_BYTES:
            if start.startswith(magic.lower()):
                raise ArticleError("word-file-of-another-kind", name, kind=Message(kind))
        raise ArticleError("word-file-damaged", name)
