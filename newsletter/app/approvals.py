"""Checks of issues, their approval, and the withdrawal of approvals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.app import numbered
from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.inspections import Inspections
from newsletter.app.issues import Issues
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.edition import Edition
from newsletter.model.editor import Act, Editor
from newsletter.model.issue import Issue
from newsletter.model.web_version import WebVersion

if TYPE_CHECKING:
    from newsletter.app.queue import Queue
    from newsletter.editorial.checks.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedOver:
    """An issue as it would be frozen now, with its findings."""

    issue: Issue
    path: Path
    file_hash: str
    edition: Edition
    web: WebVersion
    checked: Checked


class Approvals:
    """Checks issues, and freezes those without errors."""

    def __init__(
        self, parts: Container, issues: Issues, queue: "Queue", inspections: Inspections
    ) -> None:
        self._parts = parts
        self._issues = issues
        self._queue = queue
        self._inspections = inspections

    @property
    def has_spam_filter(self) -> bool:
        """Return whether SpamAssassin is installed and enabled."""
        return self._inspections.has_spam_filter

    @staticmethod
    def each(
        refs: Sequence[str], look: Callable[..., Checked], *, offline: bool
    ) -> Iterator[Checked]:
        """Check several issues. A failure of one does not stop the others."""
        for ref in refs:
            try:
                yield look(ref, offline=offline)
            except NewsletterError as error:
                number = numbered.typed(ref) or 0
                yield Checked(findings=(), done=False, sentence=error.message, issue=number)

    def check(self, ref: str, *, offline: bool = False) -> Checked:
        """Check an issue as approval does, without approving it."""
        return self.look_over(ref, offline=offline).checked

    def check_at_once(self, ref: str) -> Checked:
        """Check an issue as ``check`` does offline, but leave SpamAssassin for later."""
        found = self.look_over(ref, offline=True, with_spam=False).checked
        return replace(found, lacks_spam=self._inspections.has_spam_filter)

    def look_over(self, ref: str, *, offline: bool = False, with_spam: bool = True) -> LookedOver:
        """Compile an issue and check it.

        Args:
            ref: The issue's number or file.
            offline: Whether the links are left alone.
            with_spam: Whether SpamAssassin looks at it, if there is one.

        Raises:
            DeskError: Its file changed during the check.
        """
        path = self._issues.path(ref)
        before = numbered.file_hash(path)
        issue, path = self._issues.find(ref)
        self._issues.links.note_missing(issue)
        resolved = self._issues.resolve(issue, path)
        findings = self._inspections.findings(issue, resolved, offline=offline, with_spam=with_spam)
        if not path.is_file() or numbered.file_hash(path) != before:
            raise DeskError("file-changed-meanwhile", name=path.name)
        good = not _stops(findings)
        sentence = Message("issue-can-go" if good else "issue-cannot-go", name=path.name)
        return LookedOver(
            issue=issue,
            path=path,
            file_hash=before,
            edition=resolved.edition,
            web=resolved.web,
            checked=Checked(findings=findings, done=good, sentence=sentence, issue=issue.number),
        )

    def approve(self, ref: str, *, offline: bool = False) -> Checked:
        """Check an issue, freeze it and queue it. Do nothing if the checks find errors."""
        return self.freeze(self.look_over(ref, offline=offline))

    def freeze(self, found: LookedOver, by: Editor | None = None) -> Checked:
        """Freeze and queue an issue that was just checked. Do nothing if there are errors.

        Args:
            found: The issue with its findings.
            by: The editor at the desk, for the log; ``None`` at the terminal.

        Raises:
            DeskError: It is a letter without a number, it corrects an unsent issue, or its
                file was discarded meanwhile.
        """
        issue, name = found.issue, found.path.name
        if issue.number == 0:
            raise DeskError("letter-without-number", name=name)
        if not found.checked.done:
            return replace(found.checked, sentence=Message("issue-stays-draft", name=name))
        original = issue.audience.readers_of
        if original is not None:
            self._issues.demand_sent(original)
        store = self._parts.store
        with store.queue.alone():  # as discarding does, so that it is either approved or discarded
            if not found.path.is_file():
                raise DeskError("file-changed-meanwhile", name=name)
            store.queue.approve(
                found.edition,
                audience=issue.audience,
                file_hash=found.file_hash,
                send_at=issue.send_at,
                web=found.web,
            )
            if original is None:
                store.queue.add(issue.number)
            if by is not None:
                thing = f"issue {issue.number}"
                note(self._parts, Act.ISSUE_APPROVED, thing, by, after=found.file_hash)
        return replace(found.checked, sentence=self._approved(issue, name))

    def _approved(self, issue: Issue, name: str) -> Message:
        original = issue.audience.readers_of
        if original is not None:
            number = issue.number
            return Message("correction-approved", name=name, issue=number, corrects=original)
        moment = self._queue.moments().get(issue.number)
        if moment is None:
            return Message("issue-approved-without-slot", name=name)
        return Message("issue-approved", name=name, at=moment.astimezone(self._parts.zone))

    def withdraw(self, ref: str, by: Editor | None = None) -> Message:
        """Withdraw an approval.

        Args:
            ref: The issue's number or file.
            by: The editor at the desk, for the log; ``None`` at the terminal.

        Raises:
            DeskError: The issue is not approved, or was dispatched already.
        """
        number = self._queue.number(ref)
        store = self._parts.store
        with store.together():
            moment = self._queue.moments().get(number)
            if not store.queue.withdraw(number):
                raise DeskError("nothing-to-withdraw", issue=number)
            if by is not None:
                day = moment.astimezone(self._parts.zone).date().isoformat() if moment else ""
                note(self._parts, Act.ISSUE_WITHDRAWN, f"issue {number}", by, before=day)
        return Message("issue-withdrawn", issue=number)


def _stops(findings: tuple["Finding", ...]) -> bool:
    from newsletter.editorial.checks.finding import stops_approval

    return stops_approval(findings)
