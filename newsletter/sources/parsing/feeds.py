"""RSS and Atom feeds: finding a page's feed, and reading its entries."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

from newsletter import sources
from newsletter.errors import ArticleError
from newsletter.model.article import Article
from newsletter.model.feed import Feed, FeedEntry
from newsletter.sources.decoding import decode
from newsletter.sources.discovery import LARGEST_BYTES, MOST_TAGS, refuse_more
from newsletter.sources.parsing.links import LinkBase, absolute, clean
from newsletter.sources.rendition import count_words
from newsletter.sources.web_page import WebPage, parsed
from newsletter.text.vocabulary import phrases

_MOST_ENTRIES = 1_000  # in one file; parsing more takes seconds
_NEWEST = 50  # that are examined
_FEWEST_WORDS = 200  # of a whole piece in a feed
_LONGEST_TITLE = 300  # characters
_END = 2_000  # characters at the end of a piece that are searched
_TYPES = frozenset({"application/rss+xml", "application/atom+xml"})
_COMMENTS = re.compile(r"\bcomments?\b|\breacties?\b|\bkommentare?\b|\bcommentaires?\b")
_DECLARED = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:+-]+)""", re.ASCII)
_DECLARATION = re.compile(r"(?<!\s)\s*<\?xml[^<>]*\?>")
# feedparser looks for a definition from each of many blank lines, through all that follow it.
_BLANK_LINES = re.compile(r"\n[ \t\r\n\f\v]*\n")
_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>/]")
_UNPARSED = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)
_DEFINITION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w")
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
# The line that WordPress adds below each piece, in English and in Dutch.
_ORIGIN = re.compile(
    r"<p>\s*(?:The post|Het bericht)\b[^<]*<a\b[^>]*>[^<]*</a>[^<]*<a\b[^>]*>[^<]*</a>[^<]*</p>\s*$"
)


def feed_of(page: WebPage) -> str | None:
    """Return the address of the feed that a page names, ignoring comment feeds.

    Raises:
        ArticleError: The page cannot be read as HTML.
    """
    for link in parsed(page).iter("link"):
        rel = (link.get("rel") or "").casefold().split()
        kind = (link.get("type") or "").casefold()
        address = absolute(link.get("href") or "", page.address)
        if "alternate" not in rel or kind not in _TYPES or address is None:
            continue
        about = f"{link.get('title') or ''} {urlsplit(address).path}".casefold()
        if not _COMMENTS.search(about):
            return address
    return None


def read_feed(data: bytes, address: str, *, charset: str | None = None) -> Feed:
    """Return a feed with its newest entries.

    Args:
        data: The bytes as received.
        address: The address that they came from. Links may be relative to it.
        charset: The encoding's label in the response's content type.

    Raises:
        ArticleError: It is not a feed, is too large, or defines its own entities,
            which can expand without limit.
    """
    import feedparser

    text = _text(data, address, charset)
    found = feedparser.parse(
        text.encode(),  # bytes: the parser could take a string for an address and fetch it
        sanitize_html=False,  # drops ``summary`` elements; our reader keeps words and addresses
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    if not found.get("version"):
        raise ArticleError("feed-unreadable", address)
    entries = sorted(found.entries, key=_age, reverse=True)  # stable: undated ones keep order
    title = _line(str(found.feed.get("title") or "")) or urlsplit(address).hostname or address
    return Feed(title, tuple(_unique(_entry(one, address) for one in entries[:_NEWEST])))


def article_of(entry: FeedEntry, address: str, *, keep_campaign: bool = False) -> Article:
    """Return the article that a complete entry contains.

    Args:
        entry: A feed's entry whose markup is the whole piece.
        address: The piece's own address, else the feed's. Links may be relative to it.
        keep_campaign: Whether links keep their ``utm_`` parameters.

    Raises:
        ArticleError: It contains no text, or too much of it.
    """
    return sources.read(
        "artikel.html",
        document(entry),
        read_from=address,
        charset="utf-8",
        keep_campaign=keep_campaign,
    )


def document(entry: FeedEntry) -> bytes:
    """Return an entry as an HTML page."""
    heading = f"<h1>{escape(entry.title)}</h1>"
    return f"<article>{heading}\n{entry.markup}\n</article>\n".encode("utf-8", "replace")


def _text(data: bytes, address: str, charset: str | None) -> str:
    if len(data) > LARGEST_BYTES:
        size, limit = round(len(data) / 1e6, 1), LARGEST_BYTES / 1e6
        raise ArticleError("feed-too-large", address, size=size, limit=limit)
    declared = _DECLARED.match(data.lstrip())
    label = charset or (declared[1].decode("ascii") if declared else None)
    text = _DECLARATION.sub("", decode(data, address, charset=label), count=1)
    markup = _UNPARSED.sub("", text)
    if _DEFINITION.search(markup):
        raise ArticleError("feed-with-definitions", address)
    refuse_more(sum(1 for _ in _ENTRY.finditer(markup)), _MOST_ENTRIES, "feed-too-long", address)
    refuse_more(markup.count("<"), MOST_TAGS, "feed-too-many-tags", address)
    return _BLANK_LINES.sub("\n\n", text)


def _age(entry: Mapping[str, Any]) -> tuple[int, ...]:
    """Return an entry's publication time in UTC, as a sort key."""
    parsed_time = entry.get("published_parsed") or entry.get("updated_parsed")
    return tuple(parsed_time[:6]) if parsed_time else ()


def _unique(entries: Iterator[FeedEntry]) -> Iterator[FeedEntry]:
    known = set[str]()
    for entry in entries:
        if entry.key not in known:
            known.add(entry.key)
            yield entry


def _entry(entry: Mapping[str, Any], feed: str) -> FeedEntry:
    title = _line(unescape(str(entry.get("title") or "")))
    link = str(entry.get("link") or "")
    if link == entry.get("id") and not urlsplit(link).scheme:
        link = ""  # an identifier that the parser took for an address
    address = clean(link, LinkBase(feed)) if link else None
    markup = _without_origin(_markup(entry))
    published = str(entry.get("published") or entry.get("updated") or "")
    identity = str(entry.get("id") or "") or address or f"{title}\n{published}"
    return FeedEntry(
        key=_hash(identity),
        digest=_hash(f"{title}\n{' '.join(_words(markup).split())}"),
        title=title,
        address=address,
        markup=markup,
        is_whole=_is_whole(markup),
    )


def _markup(entry: Mapping[str, Any]) -> str:
    """Return the longest of an entry's contents as HTML.

    Some feeds carry the piece in the description.
    """
    contents = [*(entry.get("content") or ()), entry.get("summary_detail") or {}]
    return max(map(_as_html, contents), key=len, default="")


def _as_html(content: Mapping[str, Any]) -> str:
    value = str(content.get("value") or "")
    if content.get("type") != "text/plain" or _TAG.search(value):
        return value
    return "".join(f"<p>{escape(part)}</p>" for part in re.split(r"\n\s*\n", value) if part.strip())


def _without_origin(markup: str) -> str:
    return markup[:-_END] + _ORIGIN.sub("", markup[-_END:])


def _is_whole(markup: str) -> bool:
    """Return whether a piece is long enough and complete.

    A piece that breaks off, or refers its reader elsewhere for the rest, is not complete.
    """
    if count_words(_words(markup)) < _FEWEST_WORDS:
        return False
    end = _words(markup[-_END:]).rstrip()
    referred = phrases.mentions("read_more", end, 0)
    is_referred = bool(referred) and not _WORD.search(end, referred[-1][1])
    return not (_BREAKS_OFF.search(end) or is_referred)


def _words(markup: str) -> str:
    return unescape(_TAG.sub(" ", markup))


def _line(text: str) -> str:
    return " ".join(_TAG.sub("", text).split())[:_LONGEST_TITLE]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
