"""Drawing a series of issues from an article at the desk, first as a proposal."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from newsletter.app.acts import note
from newsletter.app.approvals import Approvals
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.findings import (
    Checked,
    SharedHint,
    common_and_own,
    ends_with_address,
    hints_once,
)
from newsletter.app.issues import Issues
from newsletter.app.outgoing import Outgoing
from newsletter.app.proposed_series import ProposedIssue, ProposedSeries
from newsletter.app.queue import Queue
from newsletter.editorial.cutting import CuttingRules
from newsletter.editorial.portions import Portion
from newsletter.editorial.quotes import used_by
from newsletter.editorial.unused import unused
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.cutting import Cutting
from newsletter.model.editor import Act, Doer
from newsletter.model.issue import Issue

_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSeries:
    """The result of making a proposal.

    Attributes:
        numbers: The numbers of the issues that were written, and of its drafts if they were
            taken along.
        subjects: The subjects of those, by number.
        queued: The numbers of all the article's issues that are queued now.
        held_back: The issues that could not be queued, each with its findings or the reason.
        lacking: Why no issue can leave, if they were to be queued; ``None`` if it can.
        common: The other errors that hold them back and are about no issue.
        own: The issues of ``held_back`` with errors of their own, and with these alone, or
            with the reason why they could not be checked.
        hints: The hints about those that were queued now, deduplicated.
        until: When the last of the queued ones is sent; ``None`` if none has a slot.
        has_left: Whether something of a section of the article is in no issue.
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
    has_left: bool = False

    @property
    def drafts(self) -> tuple[int, ...]:
        """The numbers of the issues that were made and are not queued."""
        return tuple(number for number in self.numbers if number not in self.queued)


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
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._articles = articles
        self._issues = issues
        self._queue = queue
        self._approvals = approvals

    def propose(
        self, name: str, weeks: int | None = None, *, has_drafts: bool = True
    ) -> ProposedSeries:
        """Return the issues that an article can become now, without writing anything.

        Args:
            name: The article's file name in ``issues/articles``.
            weeks: The largest number of issues to draw, besides those that exist.
            has_drafts: Whether its drafts would be queued too, before the others.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
            DeskError: ``weeks`` is below 1.
        """
        path = self._articles.by_name(name)
        known = self._issues.known()
        existing = known.issues
        by_hand = self.cutting(name, existing) if weeks is None else None
        chosen = self._portions(path, by_hand)
        drawn = self._issues.would_draw(path, existing, more=weeks, chosen=chosen)
        drafts, queued = self._standing(path.name, existing)
        issues = self._waiting(drafts, drawn.new, has_drafts=has_drafts)
        article = self._articles.read(path)
        rules = CuttingRules(article)
        cutting = by_hand or rules.begun_with(issue.sections for issue in drawn.new)
        return ProposedSeries(
            name=path.name,
            article=article,
            issues=issues,
            queued=queued,
            digest=_digest(self._articles.state(path), cutting, issues),
            left=_left(rules, cutting, self._is_used(path.name, existing)),
            unread=known.unread,
            unused=unused(article, (*_of(path.name, existing), *drawn.new)),
            cutting=cutting,
            is_by_hand=by_hand is not None,
            count=self.count(path.name),
        )

    def _waiting(
        self, drafts: Sequence[Issue], new: Sequence[Issue], *, has_drafts: bool
    ) -> tuple[ProposedIssue, ...]:
        """Return issues with the moments at which they would be sent if queued now."""
        from newsletter.rendering.reading import reading_minutes

        queued = (*drafts, *new) if has_drafts else new
        moments = self._queue.forecast([issue.number for issue in queued])
        soon = self._container.now() + _SOON
        return tuple(
            ProposedIssue(
                number=issue.number,
                title=issue.title,
                subject=issue.subject,
                minutes=reading_minutes(issue.blocks),
                goes_at=(at := moments.get(issue.number)),
                is_soon=at is not None and at < soon,
                is_drawn=is_drawn,
            )
            for those, is_drawn in ((drafts, True), (new, False))
            for issue in those
        )

    def count(self, name: str) -> int:
        """Return how often editors changed the division of an article."""
        kept = self._container.store.cuttings.of(name)
        return kept.count if kept else 0

    @staticmethod
    def _is_used(name: str, existing: Sequence[Issue]) -> Callable[[str], bool]:
        """Return what says whether an issue uses the section of an article with some key."""
        return partial(used_by(existing).has_section, name)

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
        return rules.without(kept.cutting, self._is_used(path.name, existing))

    def _portions(self, path: Path, cutting: Cutting | None) -> tuple[Portion, ...] | None:
        if cutting is None:
            return None
        return CuttingRules(self._articles.read(path)).portions(cutting)

    def make(
        self,
        name: str,
        weeks: int | None = None,
        *,
        expected: str,
        is_queued: bool,
        has_drafts: bool = True,
        by: Doer,
    ) -> MadeSeries:
        """Write the proposed issues that have no file yet. Existing files are not changed.

        It can be repeated after an interruption with the drafts taken along, because issues
        that were written before count as drafts.

        Args:
            name: The article's file name in ``issues/articles``.
            weeks: The largest number of issues to draw, besides those that exist.
            expected: The digest of the proposal that the editor saw.
            is_queued: Whether to approve and queue them. An issue with an error stays a draft
                and does not hold back the others.
            has_drafts: Whether the article's drafts are taken along.
            by: The editor, for the log.

        Raises:
            ArticleError: There is no such article, or it cannot be read.
            DeskError: The proposal has changed since the editor saw it, or ``weeks`` is below
                1.
        """
        with self._issues.locked():
            proposed = self.propose(name, weeks, has_drafts=has_drafts)
            if proposed.digest != expected:
                raise DeskError("series-changed-meanwhile")
            path = self._articles.by_name(name)
            chosen = self._portions(path, proposed.cutting if proposed.is_by_hand else None)
            existing = self._issues.known().issues
            self._issues.draw([str(path)], more=weeks, chosen=chosen, existing=existing)
            self._note_drawn(proposed, by)
            self._container.store.cuttings.remove(path.name)
        issues = [one for one in proposed.issues if has_drafts or not one.is_drawn]
        if not is_queued:
            return self._made(proposed, issues, [], None)
        lacking = Outgoing(self._container).issues()
        numbers = [str(one.number) for one in issues]
        checked = self._approvals.approve_each(numbers, offline=True, by=by)
        return self._made(proposed, issues, list(checked), lacking)

    def _made(
        self,
        proposed: ProposedSeries,
        issues: Sequence[ProposedIssue],
        checked: Sequence[Checked],
        lacking: Message | None,
    ) -> MadeSeries:
        moments = self._queue.moments()
        theirs = {*proposed.queued, *(one.number for one in issues)}
        queued = tuple(row.number for row in self._queue.rows() if row.number in theirs)
        held_back = tuple(one for one in checked if not one.done)
        common, own = common_and_own(held_back, self._container.settings.publication.base_url)
        return MadeSeries(
            numbers=tuple(one.number for one in issues),
            subjects={one.number: one.subject for one in issues},
            queued=queued,
            held_back=held_back,
            lacking=lacking,
            common=tuple(
                one.message for one in common if lacking is None or not ends_with_address(one)
            ),
            own=own,
            hints=tuple(hints_once(one for one in checked if one.done)),
            until=max((moments[one] for one in queued if one in moments), default=None),
            has_left=bool(proposed.left),
        )

    def _standing(
        self, name: str, existing: Sequence[Issue]
    ) -> tuple[tuple[Issue, ...], tuple[int, ...]]:
        """Return an article's drafts, and the numbers of its issues that are more than drafts."""
        with self._container.listing() as listing:
            beyond = {*listing.approvals(), *(one.issue for one in listing.dispatches())}
        theirs = _of(name, existing)
        drafts = tuple(issue for issue in theirs if issue.number not in beyond)
        return drafts, tuple(issue.number for issue in theirs if issue.number in beyond)

    def _note_drawn(self, proposed: ProposedSeries, by: Doer) -> None:
        for one in proposed.issues:
            if not one.is_drawn:
                note(self._container, Act.ISSUE_DRAWN, f"issue {one.number}", by)


def _of(name: str, existing: Sequence[Issue]) -> list[Issue]:
    """Return the issues that were drawn from an article."""
    return [issue for issue in existing if issue.article == name]


def _left(rules: CuttingRules, cutting: Cutting, is_used: Callable[[str], bool]) -> frozenset[str]:
    """Return the slugs of what neither existing issues nor the weeks contain whole."""
    parts = rules.parts(cutting)
    return frozenset(piece.section for piece in cutting.out if not is_used(parts[piece].key))


def _digest(article: str, cutting: Cutting, issues: Sequence[ProposedIssue]) -> str:
    """Return a hash of an article, its cutting, and each issue's number, subject and moment."""
    facts = [
        article,
        cutting.to_text(),
        *(f"{one.number} {one.subject} {one.goes_at}" for one in issues),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]
