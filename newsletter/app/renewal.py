"""Renewal of approvals after the settings changed, with the same text and the same place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsletter.app import agreement
from newsletter.app.acts import note
from newsletter.app.approvals import Approvals
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
        self, parts: Container, issues: Issues, queue: Queue, approvals: Approvals
    ) -> None:
        self._parts = parts
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
        numbers = [self._queue.number(ref) for ref in refs] or list(agreement.outdated(self._parts))
        approvals = [self._approval(number) for number in numbers]
        return (self._with_sentence(approval, offline=offline) for approval in approvals)

    def _approval(self, number: int) -> Approval:
        approval = self._parts.store.queue.approval(number)
        if approval is None:
            raise DeskError("issue-not-approved", issue=number)
        return approval

    def _with_sentence(self, approval: Approval, *, offline: bool) -> Checked:
        number, found = approval.issue, self.renewed(approval, offline=offline)
        if found.done:
            return found
        return replace(found, sentence=Message("issue-left-out", issue=number, why=found.sentence))

    def renewed(self, approval: Approval, *, offline: bool, by: Doer | None = None) -> Checked:
        """Freeze an issue again, unless it has changed or fails the checks.

        Args:
            approval: As it was when the decision was made.
            offline: Whether to leave out the check of links.
            by: The editor at the desk, for the log; ``None`` at the terminal.

        Returns:
            Whether that was done, with the reason if it was not.
        """
        number = approval.issue
        try:
            path = self._issues.path(str(number))
            if file_hash(path) != approval.file_hash:
                return _left_out(number, Message("changed-since-approval", issue=number))
            found = self._approvals.look_over(str(number), offline=offline)
        except NewsletterError as error:
            return _left_out(number, error.message)
        kept = self._parts.store.web_versions.versions([approval.edition]).get(approval.edition)
        if kept is not None and not is_same_text(kept, found.web):
            return _left_out(number, Message("parts-changed-since-approval", issue=number))
        if not found.checked.done:
            return replace(found.checked, sentence=Message("checks-found-errors"))
        queue, before = self._parts.store.queue, approval.edition
        with queue.alone():
            if not queue.renew(found.edition, found.web, in_place_of=before):
                return _left_out(number, Message("approved-meanwhile"))
            if by is not None:
                hashes = {"before": before, "after": found.edition.sha256}
                note(self._parts, Act.ISSUE_RENEWED, f"issue {number}", by, **hashes)
        return replace(found.checked, sentence=Message("issue-renewed", issue=number))


def _left_out(number: int, why: Message) -> Checked:
    return Checked(findings=(), done=False, sentence=why, issue=number)
