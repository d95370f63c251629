"""Drawing a series of issues from an article at the desk, first as a proposal."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from newsletter.app.acts import note
from newsletter.app.approvals import Approvals, LookedOver
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.findings import Checked, SharedHint, apart, ends_with_address, hints_once
from newsletter.app.issues import Issues
from newsletter.app.outgoing import Outgoing
from newsletter.app.queue import Queue
from newsletter.editorial.cutting import CuttingRules
from newsletter.editorial.portions import Portion
from newsletter.editorial.quotes import used_by
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.article import Article
from newsletter.model.cutting import Cutting
from newsletter.model.editor import Act, Editor
from newsletter.model.issue import Issue

_SOON = timedelta(days=1)
_CHECKED_AT_ONCE = 4  # a check mostly waits for SpamAssassin


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedIssue:
    """An issue that would be drawn from an article, or a draft that was drawn from it before.

    Attributes:
        minutes: The time it takes to read, at least one.
        goes_at: When it would be sent if the whole series were queued now; ``None`` if it
            would have no slot.
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
        cutting: An editor's division; ``None`` if it is divided automatically.
    """

    name: str
    article: Article
    issues: tuple[ProposedIssue, ...]
    queued: tuple[int, ...]
    digest: str
    cutting: Cutting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSeries:
    """The result of making a proposal.

    Attributes:
        numbers: The numbers of its drafts and of the issues that were written.
        subjects: The subjects of those, by number.
        queued: The numbers of all the article's issues that are queued now.
        held_back: The issues that could not be queued, each with its findings or the reason.
        lacking: Why no issue can leave, if they were to be queued; ``None`` if it can.
        common: The other errors that hold them back and are about no issue.
        own: The issues of ``held_back`` with errors of their own, and with these alone, or
            with the reason why they could not be checked.
        hints: The hints about those that were queued now, deduplicated.
        until: When the last of the queued ones is sent; ``None`` if none has a slot.
    """

    numbers: tuple[int, ...]
    subjects: Mapping[int, str]
    queued: tuple[int, ...] = ()
    held_back: tuple[Checked, ...] = ()
    lacking: Message | None = None
    common: tuple[Message, ...] = ()
    own: tuple[Checked, ...] = ()
    hints: tuple[SharedHint, ...] = ()
    until: datetime | None = None


class Drawing:
    """Proposes a series of issues from an article, and makes what was proposed."""

    def __init__(
        self,
        container: Container,
        articles: Articles,
        issues: Issues,
        queue: Queue,
        approvals: Approvals,
    ) -> None:
        """Set the parts. Nothing is read yet."""
        self._container = container
        self._articles = articles
        self._issues = issues
        self._queue = queue
        self._approvals = approvals

    def propose(self, name: str, weeks: int | None = None) -> ProposedSeries:
        """Return the issues that an article can become now, without writing anything.

        Args:
            name: The article's file name in ``issues/articles``.
            weeks: The largest number of issues to draw.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
            AuthorError: The file of an issue cannot be read.
            DeskError: ``weeks`` is below 1.
        """
        path = self._articles.by_name(name)
        existing = self._issues.all()
        cutting = self.cutting(name, existing) if weeks is None else None
        chosen = self._portions(path, cutting)
        drawn = self._issues.would_draw(path, existing, weeks=weeks, chosen=chosen)
        drafts, queued = self._standing(path.name, existing)
        waiting = (*drafts, *drawn.new)
        moments = self._queue.forecast([issue.number for issue in waiting])
        soon = self._container.now() + _SOON
        issues = tuple(
            _proposed(issue, moments.get(issue.number), soon, is_drawn=issue in drafts)
            for issue in waiting
        )
        return ProposedSeries(
            name=path.name,
            article=self._articles.read(path),
            issues=issues,
            queued=queued,
            digest=_digest(self._articles.state(path), cutting, issues),
            cutting=cutting,
        )

    def cutting(self, name: str, existing: Sequence[Issue]) -> Cutting | None:
        """Return an editor's division of an article, without what issues already use.

        Args:
            name: The article's file name in ``issues/articles``.
            existing: All issues.

        Returns:
            ``None`` if nobody divided it, or if the article has changed since.
        """
        path = self._articles.by_name(name)
        kept = self._container.store.cuttings.of(path.name)
        if kept is None or kept.state != self._articles.state(path):
            return None
        rules = CuttingRules(self._articles.read(path))
        return rules.without(kept.cutting, partial(used_by(existing).has_section, path.name))

    def _portions(self, path: Path, cutting: Cutting | None) -> tuple[Portion, ...] | None:
        if cutting is None:
            return None
        return CuttingRules(self._articles.read(path)).portions(cutting)

    def make(
        self, name: str, weeks: int | None = None, *, expected: str, is_queued: bool, by: Editor
    ) -> MadeSeries:
        """Write the proposed issues that have no file yet. Existing files are not changed.

        It can be repeated after an interruption, because issues that were written before
        count as drafts.

        Args:
            name: The article's file name in ``issues/articles``.
            weeks: The largest number of issues to draw.
            expected: The digest of the proposal that the editor saw.
            is_queued: Whether to approve and queue them, with the article's drafts. An issue
                with an error stays a draft and does not hold back the others.
            by: The editor, for the log.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
            AuthorError: The file of an issue cannot be read.
            DeskError: The proposal has changed since the editor saw it, or ``weeks`` is below
                1.
        """
        with self._issues.locked():
            proposed = self.propose(name, weeks)
            if proposed.digest != expected:
                raise DeskError("series-changed-meanwhile")
            path = self._articles.by_name(name)
            chosen = self._portions(path, proposed.cutting)
            self._issues.draw([str(path)], weeks=weeks, chosen=chosen)
            self._note_drawn(proposed, by)
            self._container.store.cuttings.remove(path.name)
        numbers = tuple(one.number for one in proposed.issues)
        if not is_queued:
            return self._made(proposed, [], None)
        lacking = Outgoing(self._container).issues()
        return self._made(proposed, list(self._approved(numbers, by)), lacking)

    def _made(
        self, proposed: ProposedSeries, checked: Sequence[Checked], lacking: Message | None
    ) -> MadeSeries:
        moments = self._queue.moments()
        theirs = {*proposed.queued, *(one.number for one in proposed.issues)}
        queued = tuple(row.number for row in self._queue.rows() if row.number in theirs)
        held_back = tuple(one for one in checked if not one.done)
        common, own = apart(held_back, self._container.settings.publication.base_url)
        return MadeSeries(
            numbers=tuple(one.number for one in proposed.issues),
            subjects={one.number: one.subject for one in proposed.issues},
            queued=queued,
            held_back=held_back,
            lacking=lacking,
            common=tuple(
                one.message for one in common if lacking is None or not ends_with_address(one)
            ),
            own=own,
            hints=tuple(hints_once(one for one in checked if one.done)),
            until=max((moments[one] for one in queued if one in moments), default=None),
        )

    def _standing(
        self, name: str, existing: Sequence[Issue]
    ) -> tuple[tuple[Issue, ...], tuple[int, ...]]:
        """Return an article's drafts, and the numbers of its issues that are more than drafts."""
        with self._container.listing() as listing:
            beyond = {*listing.approvals(), *(one.issue for one in listing.dispatches())}
        theirs = [issue for issue in existing if issue.article == name]
        drafts = tuple(issue for issue in theirs if issue.number not in beyond)
        return drafts, tuple(issue.number for issue in theirs if issue.number in beyond)

    def _note_drawn(self, proposed: ProposedSeries, by: Editor) -> None:
        for one in proposed.issues:
            if not one.is_drawn:
                note(self._container, Act.ISSUE_DRAWN, f"issue {one.number}", by)

    def _approved(self, numbers: tuple[int, ...], by: Editor) -> Iterator[Checked]:
        """Check issues in parallel, and approve those without errors in order."""
        with ThreadPoolExecutor(_CHECKED_AT_ONCE, "checks") as pool:
            for number, found in zip(numbers, pool.map(self._looked_over, numbers), strict=True):
                try:
                    if isinstance(found, NewsletterError):
                        raise found
                    yield self._approvals.freeze(found, by)
                except NewsletterError as error:
                    yield Checked(findings=(), done=False, sentence=error.message, issue=number)

    def _looked_over(self, number: int) -> LookedOver | NewsletterError:
        try:
            return self._approvals.look_over(str(number), offline=True)
        except NewsletterError as error:
            return error


def _digest(article: str, cutting: Cutting | None, issues: Sequence[ProposedIssue]) -> str:
    """Return a hash of an article, its cutting, and each issue's number, subject and moment."""
    divided = cutting.to_text() if cutting else ""
    facts = [article, divided, *(f"{one.number} {one.subject} {one.goes_at}" for one in issues)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def _proposed(
    issue: Issue, at: datetime | None, soon: datetime, *, is_drawn: bool
) -> ProposedIssue:
    from newsletter.rendering.reading import reading_minutes

    return ProposedIssue(
        number=issue.number,
        title=issue.title,
        subject=issue.subject,
        minutes=reading_minutes(issue.blocks),
        goes_at=at,
        is_soon=at is not None and at < soon,
        is_drawn=is_drawn,
    )
