"""A page fetched from the web: its article, and whether that is complete."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsletter import sources
from newsletter.errors import ArticleError
from newsletter.model.article import Article
from newsletter.model.blocks import BulletList, Paragraph, Span
from newsletter.sources.decoding import declared_charset, decode
from newsletter.sources.discovery import MOST_TAGS, refuse_more
from newsletter.sources.rendition import count_words, words_of

if TYPE_CHECKING:
    from newsletter.sources.parsing.html import Element
    from newsletter.sources.parsing.page_data import PageData

_FEWEST_WORDS = 40  # of an article
_SHORT = 150  # words; a shorter text that ends in an ellipsis is a summary
_MOST_LINKED = 0.6  # share of the words in links; more is an index of articles
_LEAST_OF_BODY = 0.6  # share of the words that the page says its article has
_LEAST_OF_PAGE = 0.9  # share of the page's words that the post must have
_TRAILING = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
_SHORTCODE = re.compile(r"\[/?[a-z][a-z0-9_]{2,}(?:[ _][^\]\n]*)?/?\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """A page's bytes, the address they came from, and the response headers."""

    address: str
    data: bytes
    charset: str | None = None
    link_header: str = ""
    keep_campaign: bool = False

    @property
    def name(self) -> str:
        """Return a file name, for messages and as a last resort for the title."""
        return f"{PurePosixPath(urlsplit(self.address).path).stem or 'artikel'}.html"


def inspect(page: WebPage) -> "PageData":
    """Return the statements that the page makes about itself.

    Raises:
        ArticleError: It cannot be read as HTML, or is too large for it.
    """
    from newsletter.sources.parsing.page_data import page_data

    return page_data(parsed(page), page.address, page.link_header)


def parsed(page: WebPage) -> "Element":
    """Return the page's root element.

    Raises:
        ArticleError: It cannot be read as HTML, or is too large for it.
    """
    from newsletter.sources.parsing.html import parse

    root = parse(_text(page), page.address)
    if root is None:
        raise ArticleError("page-without-article", page.address)
    return root


def read(page: WebPage, post: bytes | None = None) -> Article:
    """Return the article of a page.

    Args:
        page: The page as received.
        post: The response of the address that ``inspect`` found for its post.

    Raises:
        ArticleError: There is no article or only its beginning, or it is not free to read.
    """
    facts = inspect(page)
    if facts.restricted:
        raise ArticleError("page-restricted", page.address)
    article = _better(page, _read_page(page, facts), post)
    words = count_words(words_of(article))
    beginning = words < _LEAST_OF_BODY * facts.body_words
    if beginning or (words < _SHORT and _breaks_off(article)):
        raise ArticleError("page-only-beginning", page.address, count=words)
    if words < _FEWEST_WORDS:
        raise ArticleError(_code_of_nothing(facts), page.address)
    if _share_in_links(article) > _MOST_LINKED:
        raise ArticleError("page-without-article", page.address)
    return article


def _text(page: WebPage) -> str:
    text = decode(page.data, page.address, charset=page.charset or declared_charset(page.data))
    refuse_more(text.count("<"), MOST_TAGS, "too-many-tags", page.address)
    return text


def _code_of_nothing(facts: "PageData") -> str:
    return "page-by-script" if facts.scripted else "page-without-article"


def _read_page(page: WebPage, facts: "PageData") -> Article:
    from newsletter.sources.parsing.html import parse
    from newsletter.sources.parsing.main_element import with_article_marked

    text = _text(page)
    marked = with_article_marked(parse(text, page.address), text)
    try:
        return _as_article(page, marked)
    except ArticleError as error:
        if error.code == "only-tags":
            raise ArticleError(_code_of_nothing(facts), page.address) from error
        raise


def _as_article(page: WebPage, markup: str) -> Article:
    data = markup.encode("utf-8", "replace")
    return sources.read(
        page.name,
        data,
        read_from=page.address,
        charset="utf-8",
        keep_campaign=page.keep_campaign,
    )


def _better(page: WebPage, article: Article, post: bytes | None) -> Article:
    """Return the post's article if it has the page's words, else the page's.

    Raises:
        ArticleError: The post is protected by a password.
    """
    found = _post_of(post)
    if found is None:
        return article
    title, content, protected = found
    if protected:
        raise ArticleError("page-restricted", page.address)
    if _SHORTCODE.search(content):
        return article
    try:
        alone = _as_article(page, f"<article><h1>{title}</h1>{content}</article>")
    except ArticleError:
        return article  # a post that the site's page builder left empty
    enough = count_words(words_of(alone)) >= _LEAST_OF_PAGE * count_words(words_of(article))
    return _with_head_of(article, alone) if enough else article


def _post_of(data: bytes | None) -> tuple[str, str, bool] | None:
    """Return title, content and protection of a post (developer.wordpress.org, Posts, 2026)."""
    try:
        answer = json.loads(data or b"")
    except (ValueError, RecursionError):
        return None
    match answer:
        case {
            "title": {"rendered": str() as title},
            "content": {"rendered": str() as content, **rest},
        }:
            return (
                (title if "<" not in title else escape(title)),
                content,
                rest.get("protected") is True,
            )
        case _:
            return None


def _with_head_of(page: Article, post: Article) -> Article:
    """Return the post with its page's author, category, minutes and address."""
    return replace(
        post,
        short_title=post.short_title or page.short_title,
        category=post.category or page.category,
        author=post.author or page.author,
        reading_minutes=post.reading_minutes or page.reading_minutes,
        address=page.address,
        language=page.language,
        left_out=(*page.left_out, *(one for one in post.left_out if one not in page.left_out)),
    )


def _breaks_off(article: Article) -> bool:
    text = words_of(article).rstrip()
    return _TRAILING.search(text) is not None


def _share_in_links(article: Article) -> float:
    """Return the share of the paragraphs' words in links to other pages."""
    spans = list(_spans(article))
    listed = sum(count_words(link.text) for link in article.related)
    words = sum(count_words(span.text) for span in spans) + listed
    linked = sum(count_words(span.text) for span in spans if span.url) + listed
    return linked / max(words, 1)


def _spans(article: Article) -> Iterator[Span]:
    for section in article.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from block.text
            elif isinstance(block, BulletList):
                for item in block.items:
                    yield from item.text
