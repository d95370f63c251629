"""The kind of a web response, and of a text that was pasted."""

import re
from enum import Enum
from itertools import pairwise

_SNIFFED = 1_024  # bytes


class ContentKind(Enum):
    """The kinds of content that are handled differently."""

    PAGE = "page"
    TEXT = "text"
    MARKDOWN = "markdown"
    WORD = "word"
    FEED = "feed"
    PDF = "pdf"
    PICTURE = "picture"
    OTHER = "other"


_BY_TYPE = {
    "text/html": ContentKind.PAGE,
    "application/xhtml+xml": ContentKind.PAGE,
    "text/plain": ContentKind.TEXT,
    "text/markdown": ContentKind.MARKDOWN,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ContentKind.WORD,
    "application/rss+xml": ContentKind.FEED,
    "application/atom+xml": ContentKind.FEED,
    "application/feed+json": ContentKind.FEED,
    "application/pdf": ContentKind.PDF,
}
_BY_MAGIC = (
    (b"%PDF", ContentKind.PDF),
    (b"PK\x03\x04", ContentKind.WORD),  # the Word reader refuses any other zip
    (b"\x89PNG", ContentKind.PICTURE),
    (b"\xff\xd8\xff", ContentKind.PICTURE),
    (b"GIF8", ContentKind.PICTURE),
    (b"RIFF", ContentKind.PICTURE),
)
_VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|h1|p|div)\b", re.IGNORECASE)
_MARKED_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_WRITTEN_LINK = re.compile(r"\[[^\[\]\n]+\]\(https?://[^\s()]+\)")
_FEWEST_MARKS = 2
_PROSE = re.compile(
    r"(?![ \t]*(?:[#>|*+•-]|\d+[.)]))[^\n]{40,}"
)  # no heading, item, quote or table
_ASKED = re.compile(r"\?[ \t*_]*(?:$|→|->)")  # with its answer below it, or a hint behind an arrow
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]+)", re.IGNORECASE | re.ASCII)


def kind_of(content_type: str, data: bytes) -> ContentKind:
    """Return the kind, by the first bytes if the type is absent, vague or XML."""
    named = content_type.partition(";")[0].strip().casefold()
    start = data[:_SNIFFED]
    for magic, kind in _BY_MAGIC:
        if start.startswith(magic):
            return kind
    if named.endswith("xml") and _FEED.search(start):
        return ContentKind.FEED
    if named.startswith("image/"):
        return ContentKind.PICTURE
    if named in _BY_TYPE:
        return _BY_TYPE[named]
    if named in _VAGUE:
        return _sniffed(start)
    return ContentKind.OTHER


def _sniffed(start: bytes) -> ContentKind:
    if _FEED.search(start):
        return ContentKind.FEED
    return ContentKind.PAGE if _PAGE.search(start) else ContentKind.TEXT


def kind_of_pasted(text: str) -> ContentKind:
    """Return Markdown if marks say so that plain text does not have, else text.

    They are headings with ``#`` and links as ``[words](https://…)``. A text in which one
    paragraph is directly below another stays text: Markdown would make one of both.
    """
    marks = len(_MARKED_HEADING.findall(text)) + len(_WRITTEN_LINK.findall(text))
    if marks < _FEWEST_MARKS or any(map(_runs_on, pairwise(text.split("\n")))):
        return ContentKind.TEXT
    return ContentKind.MARKDOWN


def _runs_on(lines: tuple[str, str]) -> bool:
    """Return whether two lines are two paragraphs, or one that is wrapped."""
    above, below = lines
    return not _ASKED.search(above) and bool(_PROSE.match(above) and _PROSE.match(below))


def charset_of(content_type: str) -> str | None:
    """Return the encoding's label in a content type, such as ``text/html; charset=utf-8``."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None
