"""Renewal of approvals after the settings changed, with the same text and the same place."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from newsletter.app import agreement
from newsletter.app.acts import note
from newsletter.app.approvals import Approvals, ReviewedIssue, Unless
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.numbered import file_hash
from newsletter.app.queue import Queue
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.editor import Act, Doer
from newsletter.model.issue import Approval
from newsletter.model.web_version import is_same_text


class Renewal:
    """Freezes approved issues again with the current sender, links and list."""

    def __init__(
        self, container: Container, issues: Issues, queue: Queue, approvals: Approvals
    ) -> None:
        self._container = container
        self._issues = issues
        self._queue = queue
        self._approvals = approvals

    def renew(self, refs: Sequence[str] = (), *, offline: bool = False) -> Iterator[Checked]:
        """Freeze issues again, except those that have changed or fail the checks.

        Args:
            refs: Numbers or files; by default every unsent issue that was approved
                under other settings.
            offline: Whether to leave out the check of links.

        Raises:
            DeskError: A named issue is not approved.
        """
        numbers = [self._queue.number(ref) for ref in refs] or list(
            agreement.outdated(self._container)
        )
        approvals = [self._approval(number) for number in numbers]
        return map(_named, self.each(approvals, offline=offline))

    def _approval(self, number: int) -> Approval:
        approval = self._container.store.queue.approval(number)
        if approval is None:
            raise DeskError("issue-not-approved", issue=number)
        return approval

    def each(
        self,
        approvals: Sequence[Approval],
        *,
        offline: bool,
        by: Doer | None = None,
        unless: Callable[[Approval], Message | None] = lambda _: None,
        unchecked: Unless = lambda _: None,
    ) -> Iterator[Checked]:
        """Freeze issues again, except those that have changed or fail the checks.

        Args:
            approvals: As they were when the decision was made.
            offline: Whether to leave out the check of links.
            by: The editor at the desk, for the log; ``None`` at the terminal.
            unless: Returns why an issue is left as it is after all. It is asked after the
                checks, while no other process can change the queue or start an issue.
            unchecked: The same before the checks, of an issue as it would be now.

        Yields:
            In the same order, whether that was done, with the reason if it was not.
        """
        refs = [str(one.issue) for one in approvals]
        reviewed = self._approvals.review_each(refs, offline=offline, unless=unchecked)
        for approval, (_, found) in zip(approvals, reviewed, strict=True):
            try:
                yield self._renewed(approval, found, by, unless)
            except NewsletterError as error:
                yield _left_out(approval.issue, error.message)

    def _renewed(
        self,
        approval: Approval,
        found: ReviewedIssue | NewsletterError,
        by: Doer | None,
        unless: Callable[[Approval], Message | None],
    ) -> Checked:
        number, before = approval.issue, approval.edition
        if isinstance(found, NewsletterError):
            raise found
        if file_hash(self._issues.path(str(number))) != approval.file_hash:
            return _left_out(number, Message("changed-since-approval", issue=number))
        kept = self._container.store.web_versions.versions([before]).get(before)
        if kept is not None and not is_same_text(kept, found.web):
            return _left_out(number, Message("parts-changed-since-approval", issue=number))
        if not found.checked.done:
            return replace(found.checked, sentence=Message("checks-found-errors"))
        queue = self._container.store.queue
        with queue.alone():
            if (why := unless(approval)) is not None:
                return _left_out(number, why)
            if not queue.renew(found.edition, found.web, in_place_of=before):
                return _left_out(number, Message("approved-meanwhile"))
            if by is not None:
                hashes = {"before": before, "after": found.edition.sha256}
                note(self._container, Act.ISSUE_RENEWED, f"issue {number}", by, **hashes)
        return replace(found.checked, sentence=Message("issue-renewed", issue=number))


def _named(found: Checked) -> Checked:
    """Return an issue that was left out with a sentence that names it."""
    if found.done:
        return found
    why = Message("issue-left-out", issue=found.issue, why=found.sentence)
    return replace(found, sentence=why)


def _left_out(number: int, why: Message) -> Checked:
    return Checked(findings=(), done=False, sentence=why, issue=number)
