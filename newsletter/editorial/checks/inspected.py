"""Input of the checks: an issue, its edition, and results from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsletter.editorial.checks import page
from newsletter.editorial.checks.settings import CheckSettings
from newsletter.model.edition import Edition, fill
from newsletter.text.first_names import filled_issue

if TYPE_CHECKING:
    from newsletter.model.article import Article
    from newsletter.model.issue import Issue
    from newsletter.model.links import LinkResult


@dataclass(frozen=True, slots=True)
class SpamScore:
    """SpamAssassin's score of the email, offline.

    Attributes:
        points: The sum, with credits.
        rules: Points, name and meaning of every rule that scored points.
    """

    points: float
    rules: tuple[tuple[float, str, str], ...] = ()

    @property
    def without_list_credit(self) -> float:
        """The points without the credit for mailing list headers.

        The credit of one point (MAILING_LIST_MULTI) says nothing about the issue. Few other
        filters give it, and it can mask a rule that does matter.
        """
        credit = sum(points for points, name, _ in self.rules if name == "MAILING_LIST_MULTI")
        return round(self.points - credit, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """An issue as it would be sent, filled in for a sample reader.

    Attributes:
        article: The issue's article; ``None`` if it names none, or it no longer exists.
        values: The sample reader's merge values.
        nameless: The same for a reader without a first name.
        mime: The complete email as bytes; empty if it was not built.
        links: Results of fetching the links, by address; ``None`` if not fetched.
        spam: ``None`` if SpamAssassin is not installed.
        base_url: The address of the reader pages, which are not checked as links.
        is_local: Whether the email stays on this machine, so that local links are valid.
        unlinked: Titles in ``issues/links.toml`` that no issue or article names.
        tags: Every tag that a reader may have; ``None`` if unknown.
        moving: The animated pictures, by their names in the issue.
        dark_on_clear: The dark pictures on a transparent background.
        template: The template's pages by name, for the lines in findings.
        contact: The lines with the sender's identity and address.
        longest_name: The length of the longest first name that a reader may have; 0 if
            the issue is measured with the sample reader's name.
        earlier: The issues before it, the latest first, as far as they are compared.
        shown: The issue with the sample reader's name filled in.
    """

    issue: "Issue"
    article: "Article | None"
    edition: Edition
    values: Mapping[str, str]
    nameless: Mapping[str, str]
    base_url: str
    is_local: bool
    mime: bytes = b""
    links: "Mapping[str, LinkResult] | None" = None
    spam: SpamScore | None = None
    settings: CheckSettings = field(default_factory=CheckSettings)
    unlinked: tuple[str, ...] = ()
    tags: frozenset[str] | None = None
    moving: frozenset[str] = frozenset()
    dark_on_clear: frozenset[str] = frozenset()
    template: Mapping[str, str] = field(default_factory=dict)
    contact: tuple[str, ...] = ()
    longest_name: int = 0
    earlier: "tuple[Issue, ...]" = ()
    shown: "Issue" = field(init=False)
    subject: str = field(init=False)
    html: str = field(init=False)
    text: str = field(init=False)
    headers: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Fill in the edition for the sample reader."""
        edition, values = self.edition, self.values
        headers = {name.lower(): fill(value, values) for name, value in edition.headers}
        shown = filled_issue(self.issue, values.get("first_name", ""))
        object.__setattr__(self, "shown", shown)
        object.__setattr__(self, "subject", fill(edition.subject, values))
        object.__setattr__(self, "html", fill(edition.html, values))
        object.__setattr__(self, "text", fill(edition.text, values))
        object.__setattr__(self, "headers", headers)

    @property
    def page(self) -> page.EmailPage:
        """The parsed HTML."""
        return page.read(self.html)

    @property
    def size_bytes(self) -> int:
        """The HTML's size as Gmail counts it."""
        return len(self.html.encode())

    @property
    def outbound_links(self) -> tuple[str, ...]:
        """The web addresses outside the publication, deduplicated."""
        return tuple(
            dict.fromkeys(
                link.url
                for link in self.page.links
                if link.url.startswith(("https://", "http://")) and not self.is_ours(link.url)
            )
        )

    def is_ours(self, url: str) -> bool:
        """Return whether an address is one of the publication's own pages."""
        return url == self.base_url or url.startswith(f"{self.base_url.rstrip('/')}/")
