"""Articles by their address: fetched once, judged, and kept as a rendition with the bytes."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.errors import ArticleError, FetchError

if TYPE_CHECKING:
    from newsletter.fetching.fetcher import Fetcher
    from newsletter.model.article import Article
    from newsletter.model.links import Fetched
    from newsletter.sources import web_page

_WITHIN = timedelta(seconds=15)
_LARGEST = 5_000_000  # bytes
_MOST_HOPS = 5
# What a site answers to those who have not paid or logged in, or may not see it.
_CLOSED = frozenset({401, 402, 403, 451})


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that was taken in, and where its rendition is."""

    article: "Article"
    path: Path


def is_address(text: str) -> bool:
    """Whether an argument is a web address, not a path."""
    return text.casefold().startswith(("https://", "http://"))


class WebArticles:
    """Takes in what stands at an address; robots.txt is not asked, for a person asked."""

    def __init__(self, container: Container, articles: Articles) -> None:
        """Keep the container; nothing is fetched yet."""
        self._container = container
        self._articles = articles

    def add(self, address: str, own_address: str | None = None) -> Taken:
        """Take in the article at an address; ``own_address`` is kept in place of the page's.

        Raises:
            FetchError: The address cannot be fetched.
            ArticleError: There is no whole article, or no kind of content that is read.
            DeskError: Another article has that name already.
        """
        answer = self._fetch(address)
        article, ending, data = self._read(answer)
        if own_address:
            article = replace(article, address=own_address)
        return Taken(article, self._articles.keep(article, data, ending))

    def _fetcher(self) -> "Fetcher":
        from newsletter.fetching.fetcher import Fetcher

        ours = self._container.settings.publication.base_url
        settings = replace(
            self._container.settings.fetching,
            within=_WITHIN,
            size_bytes=_LARGEST,
            redirects=_MOST_HOPS,
            user_agent=f"Mozilla/5.0 (compatible; newsletter; +{ours})",
        )
        return Fetcher(settings, monotonic=self._container.ticking)

    def _fetch(self, address: str) -> "Fetched":
        answer = self._fetcher().ask("GET", address)
        if answer.status in _CLOSED:
            raise ArticleError("page-closed", answer.url, status=answer.status)
        if not 200 <= answer.status < 300:
            raise FetchError(answer.url, "fetch-status", status=answer.status)
        return answer

    def _read(self, answer: "Fetched") -> tuple["Article", str, bytes]:
        """Return the article with the ending and the bytes of its original."""
        from newsletter import sources
        from newsletter.sources.content_kind import ContentKind, charset_of, kind_of

        kind = kind_of(answer.content_type, answer.body)
        match kind:
            case ContentKind.PAGE:
                return self._read_page(answer)
            case ContentKind.TEXT | ContentKind.MARKDOWN | ContentKind.WORD:
                ending = {ContentKind.TEXT: ".txt", ContentKind.MARKDOWN: ".md"}.get(kind, ".docx")
                name = f"{Path(answer.url.partition('?')[0]).stem or 'artikel'}{ending}"
                charset = charset_of(answer.content_type)
                article = sources.read(name, answer.body, read_from=answer.url, charset=charset)
                return article, ending, answer.body
            case ContentKind.FEED:
                raise ArticleError("page-is-feed", answer.url)
            case ContentKind.PDF:
                raise ArticleError("page-is-pdf", answer.url)
            case ContentKind.PICTURE:
                raise ArticleError("page-is-picture", answer.url)
            case ContentKind.OTHER:
                raise ArticleError("page-kind-unknown", answer.url, kind=answer.content_type)
            case _:
                assert_never(kind)

    def _read_page(self, answer: "Fetched") -> tuple["Article", str, bytes]:
        from newsletter.sources import web_page

        page = _page_of(answer)
        said = web_page.inspect(page)
        if said.canonical is not None:  # of an AMP page, once
            answer = self._fetch(said.canonical)
            page = _page_of(answer)
            said = web_page.inspect(page)
        post = self._post(said.post) if said.post and not said.restricted else None
        return web_page.read(page, post), ".html", answer.body

    def _post(self, address: str) -> bytes | None:
        """Return what the site says of the post; the page is read if it says nothing."""
        try:
            return self._fetcher().get(address).body
        except FetchError:
            return None


def _page_of(answer: "Fetched") -> "web_page.WebPage":
    from newsletter.sources import web_page
    from newsletter.sources.content_kind import charset_of

    return web_page.WebPage(
        address=answer.url,
        data=answer.body,
        charset=charset_of(answer.content_type),
        link_header=answer.link or "",
    )
