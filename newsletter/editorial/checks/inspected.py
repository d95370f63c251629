"""What the checks look at: an issue with all that it became, and what others found out about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from newsletter.editorial.checks import page
from newsletter.editorial.checks.settings import CheckSettings
from newsletter.model.article import Article
from newsletter.model.edition import Edition, fill
from newsletter.model.issue import Issue
from newsletter.model.links import LinkResult


@dataclass(frozen=True, slots=True)
class SpamScore:
    """What SpamAssassin made of the mail, offline.

    Attributes:
        rules: Points, name and meaning of every rule that gave points.
    """

    points: float
    rules: tuple[tuple[float, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """An issue as it would go, filled for a sample reader.

    Attributes:
        article: What the issue was drawn from; ``None`` where it names none, or it is gone.
        values: The sample reader's merge values.
        nameless: The same for a reader who gave no first name.
        mime: The whole mail as bytes; empty where it was not made.
        links: How the links answered, by address; ``None`` where nobody looked.
        spam: ``None`` where SpamAssassin is not installed.
        base_url: Where the reader pages are; our own pages are not looked at as links.
        is_local: Whether the mail stays on this machine, so that links to it are fine.
        unlinked: Titles in ``issues/links.toml`` that no issue and no article names.
        tags: Every tag that a reader may have; ``None`` where nobody looked.
    """

    issue: Issue
    article: Article | None
    edition: Edition
    values: Mapping[str, str]
    nameless: Mapping[str, str]
    base_url: str
    is_local: bool
    mime: bytes = b""
    links: Mapping[str, LinkResult] | None = None
    spam: SpamScore | None = None
    settings: CheckSettings = field(default_factory=CheckSettings)
    unlinked: tuple[str, ...] = ()
    tags: frozenset[str] | None = None
    subject: str = field(init=False)
    html: str = field(init=False)
    text: str = field(init=False)
    headers: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Fill the edition for the sample reader: what the checks see is what the reader gets."""
        edition, values = self.edition, self.values
        headers = {name.lower(): fill(value, values) for name, value in edition.headers}
        object.__setattr__(self, "subject", fill(edition.subject, values))
        object.__setattr__(self, "html", fill(edition.html, values))
        object.__setattr__(self, "text", fill(edition.text, values))
        object.__setattr__(self, "headers", headers)

    @property
    def page(self) -> page.EmailPage:
        """The finished HTML, read."""
        return page.read(self.html)

    @property
    def size_bytes(self) -> int:
        """The HTML's size as Gmail counts it."""
        return len(self.html.encode())

    @property
    def outbound_links(self) -> tuple[str, ...]:
        """The web addresses outside the publication: those that can be looked at."""
        return tuple(
            dict.fromkeys(
                link.url
                for link in self.page.links
                if link.url.startswith(("https://", "http://")) and not self.is_ours(link.url)
            )
        )

    def is_ours(self, url: str) -> bool:
        """Whether an address is one of the publication's own pages."""
        return url == self.base_url or url.startswith(f"{self.base_url.rstrip('/')}/")
