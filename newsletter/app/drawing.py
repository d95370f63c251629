"""Series of issues from an article: shown before anything is written, then made."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from newsletter.app.approvals import Approvals, LookedOver
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.queue import Queue
from newsletter.errors import NewsletterError
from newsletter.message import Message
from newsletter.model.article import Article
from newsletter.model.issue import Issue

_CHECKED_AT_ONCE = 4  # most of a check is waiting for SpamAssassin


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedIssue:
    """An issue that an article can become.

    Attributes:
        goes_at: When it would be sent if the whole series were queued now.
        minutes: The time that reading it takes, at least one.
    """

    number: int
    title: str
    subject: str
    minutes: int
    goes_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSeries:
    """What an article can become, before anything is written.

    Attributes:
        name: The article's file name, which identifies it.
        remarks: Issues of the article that exist already, with how they differ.
    """

    name: str
    article: Article
    issues: tuple[ProposedIssue, ...]
    remarks: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSeries:
    """What was made of a proposal.

    Attributes:
        numbers: The issues that were written.
        queued: Those of them that were approved and queued.
        held_back: The others that were to be queued, each with its findings.
        until: When the last of the queue is sent.
    """

    numbers: tuple[int, ...]
    queued: tuple[int, ...] = ()
    held_back: tuple[Checked, ...] = ()
    until: datetime | None = None


class Drawing:
    """Proposes and makes series."""

    def __init__(
        self,
        container: Container,
        articles: Articles,
        issues: Issues,
        queue: Queue,
        approvals: Approvals,
    ) -> None:
        """Keep the parts; nothing is read yet."""
        self._container = container
        self._articles = articles
        self._issues = issues
        self._queue = queue
        self._approvals = approvals

    def propose(self, name: str, weeks: int | None = None) -> ProposedSeries:
        """Return the issues that an article can become now; nothing is written.

        Args:
            name: The article's file name in ``issues/articles``.
            weeks: At most so many.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
            DeskError: ``weeks`` is below 1.
        """
        path = self._articles.by_name(name)
        article = self._articles.read(path)
        drawn = self._issues.would_draw(path, weeks=weeks)
        moments = self._queue.forecast([issue.number for issue in drawn.new])
        return ProposedSeries(
            name=path.name,
            article=article,
            issues=tuple(_proposed(issue, moments.get(issue.number)) for issue in drawn.new),
            remarks=tuple(remark.message for remark in drawn.remarks),
        )

    def make(self, name: str, weeks: int | None = None, *, is_queued: bool) -> MadeSeries:
        """Write the issues of an article; what exists stays as it is.

        Args:
            name: The article's file name in ``issues/articles``.
            weeks: At most so many.
            is_queued: Whether to approve and queue them; one that cannot go yet
                stays a draft and holds back none of the others.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
        """
        drawn = self._issues.draw([str(self._articles.by_name(name))], weeks=weeks)
        numbers = tuple(issue.number for issue in drawn.issues)
        if not is_queued:
            return MadeSeries(numbers=numbers)
        checked = list(self._approved(numbers))
        return MadeSeries(
            numbers=numbers,
            queued=tuple(one.issue for one in checked if one.done),
            held_back=tuple(one for one in checked if not one.done),
            until=max(self._queue.moments().values(), default=None),
        )

    def _approved(self, numbers: tuple[int, ...]) -> Iterator[Checked]:
        """Check issues side by side, and approve those that may go, in their order."""
        with ThreadPoolExecutor(_CHECKED_AT_ONCE, "checks") as pool:
            for number, found in zip(numbers, pool.map(self._looked_over, numbers), strict=True):
                try:
                    if isinstance(found, NewsletterError):
                        raise found
                    yield self._approvals.freeze(found)
                except NewsletterError as error:
                    yield Checked(findings=(), done=False, sentence=error.message, issue=number)

    def _looked_over(self, number: int) -> LookedOver | NewsletterError:
        try:
            return self._approvals.look_over(str(number), offline=True)
        except NewsletterError as error:
            return error


def _proposed(issue: Issue, at: datetime | None) -> ProposedIssue:
    from newsletter.rendering.reading import reading_minutes

    return ProposedIssue(
        number=issue.number,
        title=issue.title,
        subject=issue.subject,
        minutes=reading_minutes(issue),
        goes_at=at,
    )
