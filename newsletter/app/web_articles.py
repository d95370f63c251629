"""Articles by address: fetched, checked, and stored as a rendition with the original."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlsplit

from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.config import host_of
from newsletter.errors import ArticleError, DeskError, FetchError, FetchForbidden
from newsletter.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.fetching.fetcher import Fetcher
    from newsletter.fetching.polling import Robots
    from newsletter.model.article import Article, Rights
    from newsletter.model.links import Fetched
    from newsletter.sources import web_page

_WITHIN = timedelta(seconds=15)
_LARGEST = 5_000_000  # bytes
_MOST_HOPS = 5
# The statuses of pages for which one must pay, log in or be allowed.
_LONGEST_NAMED = 100  # characters of an address in a message
# a name with a dot, an address in numbers (IPv6 too), or this machine
_HOST = re.compile(r"[^\s.:]+(\.[^\s.:]+)+\.?|[0-9a-f:.]*:[0-9a-f:.]*|localhost", re.IGNORECASE)
_CLOSED = frozenset({401, 402, 403, 451})


@dataclass(frozen=True, slots=True)
class Taken:
    """An added article, with the path of its rendition."""

    article: "Article"
    path: Path


@dataclass(frozen=True, slots=True)
class Read:
    """An article that was read, with its original bytes.

    Attributes:
        address: Its address after redirects.
        ending: The ending of a file with the original, such as ``.html``.
    """

    article: "Article"
    address: str
    original: bytes
    ending: str


def is_address(text: str) -> bool:
    """Return whether an argument is a web address instead of a path."""
    return text.casefold().startswith(("https://", "http://"))


def site_address(typed: str) -> str:
    """Return a web address as a person typed it, with ``https://`` if that was left out.

    Nothing is asked of the network.

    Raises:
        FetchForbidden: It cannot be the address of a site, or holds a name or a password.
    """
    text = typed.strip()
    if not text:
        raise FetchForbidden(text, "web-address-missing")
    address = text if "://" in text else f"https://{text}"
    named = text[:_LONGEST_NAMED]
    malformed = FetchForbidden(named, Message("web-address-malformed", address=named))
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:  # such as an unclosed bracket
        raise malformed from None
    if not is_address(address) or not _HOST.fullmatch(host):
        raise malformed
    if "@" in parts.netloc:  # without a scheme it is a mailbox
        raise malformed if address != text else FetchForbidden(named, "fetch-with-password")
    return address


class WebArticles:
    """Adds articles by address. robots.txt is not read, because a person asks for the page."""

    def __init__(self, container: Container, articles: Articles) -> None:
        """Store the dependencies. Nothing is fetched yet."""
        self._container = container
        self._articles = articles

    def add(
        self, address: str, own_address: str | None = None, rights: "Rights | None" = None
    ) -> Taken:
        """Add the article at an address.

        Args:
            address: The page's address.
            own_address: The address to store instead.
            rights: The rights to the text, required if the page is not on the publication's
                own site.

        Raises:
            FetchError: The address cannot be fetched.
            ArticleError: There is no complete article, or the kind of content is not
                supported.
            DeskError: Another article has that name already, or the rights are unknown.
        """
        read = self.read(site_address(address))
        self.demand_rights(read.address, rights)
        article = replace(read.article, rights=rights)
        if own_address:
            article = replace(article, address=own_address)
        return Taken(article, self._articles.keep(article, read.original, read.ending))

    @property
    def keep_campaign(self) -> bool:
        """Return whether links keep their ``utm_`` parameters."""
        return self._container.settings.site.keep_campaign_parameters

    def demand_rights(self, address: str, rights: "Rights | None") -> None:
        """Refuse a text from another site if the rights to it are unknown.

        Raises:
            DeskError: The site is not the publication's own, and there are no rights.
        """
        if rights is None and not self.is_own(address):
            raise DeskError("rights-unknown", host=host_of(address))

    def is_same_site(self, address: str, other: str) -> bool:
        """Return whether an address is on the same site as another, or on the publication's."""
        return host_of(address) == host_of(other) or self.is_own(address)

    def is_own(self, address: str) -> bool:
        """Return whether an address is on the publication's own site."""
        settings = self._container.settings
        is_of_pages = host_of(address) == host_of(settings.publication.base_url)
        return is_of_pages or settings.site.has(address)

    def read(self, address: str) -> Read:
        """Return the article at an address, without storing it.

        Raises:
            FetchError: The address cannot be fetched.
            ArticleError: There is no complete article, or the kind of content is not
                supported.
        """
        answer = self.fetch(address)
        article, ending, data = self._read(answer)
        return Read(article, answer.url, data, ending)

    def robots(self) -> "Robots":
        """Return the reader of the sites' robots.txt."""
        from newsletter.fetching.polling import Robots

        return Robots(self._fetcher())

    def ask(self, address: str, headers: "Mapping[str, str]") -> "Fetched":
        """Return the answer of a site, whatever its status.

        Raises:
            FetchError: It does not answer.
        """
        return self._fetcher().ask("GET", address, headers=headers)

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

    def fetch(self, address: str) -> "Fetched":
        """Return the content at an address.

        Raises:
            FetchError: It cannot be fetched.
            ArticleError: The site does not show it to everybody.
        """
        answer = self._fetcher().ask("GET", address)
        if answer.status in _CLOSED:
            raise ArticleError("page-closed", answer.url, status=answer.status)
        if not 200 <= answer.status < 300:
            raise FetchError(answer.url, "fetch-status", status=answer.status)
        return answer

    def _read(self, answer: "Fetched") -> tuple["Article", str, bytes]:
        """Return the article, and the ending and the bytes of its original."""
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
                article = sources.read(
                    name,
                    answer.body,
                    read_from=answer.url,
                    charset=charset,
                    keep_campaign=self.keep_campaign,
                )
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

        page = replace(page_of(answer), keep_campaign=self.keep_campaign)
        facts = web_page.inspect(page)
        if facts.canonical is not None:  # of an AMP page, once
            answer = self.fetch(facts.canonical)
            page = replace(page_of(answer), keep_campaign=self.keep_campaign)
            facts = web_page.inspect(page)
        post = self._post(facts.post) if facts.post and not facts.restricted else None
        return web_page.read(page, post), ".html", answer.body

    def _post(self, address: str) -> bytes | None:
        """Return the site's own data of the post, or ``None`` if there is none."""
        try:
            return self._fetcher().get(address).body
        except FetchError:
            return None


def page_of(answer: "Fetched") -> "web_page.WebPage":
    """Return an answer as a page."""
    from newsletter.sources import web_page
    from newsletter.sources.content_kind import charset_of

    return web_page.WebPage(
        address=answer.url,
        data=answer.body,
        charset=charset_of(answer.content_type),
        link_header=answer.link or "",
    )
