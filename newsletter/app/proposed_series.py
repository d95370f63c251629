"""What the desk would make of an article, with the moments of sending, before it is written."""

from dataclasses import dataclass
from datetime import datetime

from newsletter.editorial.unused import Unused
from newsletter.model.article import Article
from newsletter.model.cutting import Cutting


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedIssue:
    """An issue that would be drawn from an article, or a draft that was drawn from it before.

    Attributes:
        minutes: The time it takes to read, at least one.
        goes_at: When it would be sent if what is to be queued were queued now; ``None`` if it
            would have no slot or is not to be queued.
        is_soon: Whether that is within a day.
        is_drawn: Whether its file already exists.
    """

    number: int
    title: str
    subject: str
    minutes: int
    goes_at: datetime | None
    is_soon: bool
    is_drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSeries:
    """The issues that an article can become, before anything is written.

    Attributes:
        name: The article's file name, which identifies it.
        issues: Its drafts, followed by the issues that would be drawn.
        queued: The numbers of its issues that are approved or have a dispatch.
        digest: A hash of the article, of how it is divided, and of each issue's number,
            subject and moment.
        left: The slugs of the sections that are partly or wholly in no issue, and would be in none.
        unread: The numbers of issues that cannot be read, and may use any of its sections.
        unused: What else of the article is in none of its issues.
        cutting: How it is divided.
        is_by_hand: Whether an editor divided it.
        count: How often editors changed the division.
    """

    name: str
    article: Article
    issues: tuple[ProposedIssue, ...]
    queued: tuple[int, ...]
    digest: str
    left: frozenset[str]
    unread: tuple[int, ...]
    unused: Unused
    cutting: Cutting
    is_by_hand: bool
    count: int
