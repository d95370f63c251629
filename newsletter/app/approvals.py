"""Checks of issues, their approval, and the withdrawal of approvals."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from newsletter.app import numbered
from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.inspections import Inspections
from newsletter.app.issue_compiler import Resolved
from newsletter.app.issues import Issues
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.edition import Edition
from newsletter.model.editor import Act, Doer
from newsletter.model.issue import Issue
from newsletter.model.web_version import WebVersion

if TYPE_CHECKING:
    from newsletter.app.queue import Queue
    from newsletter.editorial.checks.finding import Finding
    from newsletter.editorial.checks.inspected import Inspected

Unless: TypeAlias = Callable[[Edition], Message | None]
_TOGETHER = 12  # issues; SpamAssassin's start takes longer than several mails


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedIssue:
    """An issue as it would be frozen now, with its findings."""

    issue: Issue
    path: Path
    file_hash: str
    edition: Edition
    web: WebVersion
    checked: Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A compiled issue whose checks have not run yet, with its file's hash at that moment."""

    path: Path
    file_hash: str
    resolved: Resolved
    inspected: "Inspected"


class Approvals:
    """Checks issues, and freezes those without errors."""

    def __init__(
        self, container: Container, issues: Issues, queue: "Queue", inspections: Inspections
    ) -> None:
        self._container = container
        self._issues = issues
        self._queue = queue
        self._inspections = inspections

    @property
    def has_spam_filter(self) -> bool:
        """Return whether SpamAssassin is installed and enabled."""
        return self._inspections.has_spam_filter

    def check_each(self, refs: Sequence[str], *, offline: bool = False) -> Iterator[Checked]:
        """Check several issues. A failure of one does not stop the others."""
        for ref, found in self.review_each(refs, offline=offline):
            yield _failed(ref, found) if isinstance(found, NewsletterError) else found.checked

    def approve_each(
        self, refs: Sequence[str], *, offline: bool = False, by: Doer | None = None
    ) -> Iterator[Checked]:
        """Approve several issues, in order. A failure of one does not stop the others.

        Args:
            refs: The issues' numbers or files.
            offline: Whether the links are left alone.
            by: The editor at the desk, for the log; ``None`` at the terminal.
        """
        for ref, found in self.review_each(refs, offline=offline):
            try:
                if isinstance(found, NewsletterError):
                    raise found
                yield self.freeze(found, by)
            except NewsletterError as error:
                yield _failed(ref, error)

    def check(self, ref: str, *, offline: bool = False) -> Checked:
        """Check an issue as approval does, without approving it."""
        return self.review(ref, offline=offline).checked

    def check_at_once(self, ref: str) -> Checked:
        """Check an issue as ``check`` does offline, but leave SpamAssassin for later."""
        found = self.review(ref, offline=True, with_spam=False).checked
        return replace(found, lacks_spam=self._inspections.has_spam_filter)

    def review(self, ref: str, *, offline: bool = False, with_spam: bool = True) -> ReviewedIssue:
        """Compile an issue and check it.

        Args:
            ref: The issue's number or file.
            offline: Whether the links are left alone.
            with_spam: Whether SpamAssassin looks at it, if there is one.

        Raises:
            DeskError: Its file changed during the check.
        """
        [found] = self._reviewed([ref], offline=offline, with_spam=with_spam)
        if isinstance(found, NewsletterError):
            raise found
        return found

    def review_each(
        self, refs: Sequence[str], *, offline: bool = False, unless: Unless = lambda _: None
    ) -> Iterator[tuple[str, ReviewedIssue | NewsletterError]]:
        """Yield issues with what was found, or why nothing was. Several are checked together.

        Args:
            refs: The issues' numbers or files.
            offline: Whether the links are left alone.
            unless: Returns why a compiled issue is not to be checked, which takes long.
        """
        for start in range(0, len(refs), _TOGETHER):
            some = refs[start : start + _TOGETHER]
            found = self._reviewed(some, offline=offline, unless=unless)
            yield from zip(some, found, strict=True)

    def _reviewed(
        self,
        refs: Sequence[str],
        *,
        offline: bool,
        with_spam: bool = True,
        unless: Unless = lambda _: None,
    ) -> list[ReviewedIssue | NewsletterError]:
        """Return issues with their findings, each of which may be the reason that it has none."""
        begun = [self._begun(ref, offline=offline, unless=unless) for ref in refs]
        inspected = [one.inspected for one in begun if isinstance(one, _Begun)]
        findings = iter(self._inspections.findings(inspected, with_spam=with_spam))
        return [_ended(one, next(findings)) if isinstance(one, _Begun) else one for one in begun]

    def _begun(self, ref: str, *, offline: bool, unless: Unless) -> _Begun | NewsletterError:
        """Return a compiled issue, ready for the checks, or the reason that there is none."""
        try:
            path = self._issues.path(ref)
            before = numbered.file_hash(path)
            issue, path = self._issues.find(ref)
            resolved = self._issues.compiler.resolve(issue, path)
            if (why := unless(resolved.edition)) is not None:
                return DeskError(why)
            self._issues.links.note_missing(issue)
            inspected = self._inspections.inspect(issue, resolved, offline=offline)
        except NewsletterError as error:
            return error
        return _Begun(path=path, file_hash=before, resolved=resolved, inspected=inspected)

    def approve(self, ref: str, *, offline: bool = False) -> Checked:
        """Check an issue, freeze it and queue it. Do nothing if the checks find errors."""
        return self.freeze(self.review(ref, offline=offline))

    def approve_as_seen(self, ref: str, expected: str, by: Doer) -> Checked:
        """Approve an issue if its file is still the one that was seen, without trying its links.

        Args:
            ref: The issue's number.
            expected: The SHA-256 of the file that was seen.
            by: Who approves it, for the log.

        Raises:
            DeskError: The file has changed meanwhile, or ``freeze`` refuses it.
            AuthorError: The file cannot be read as an issue.
        """
        if numbered.file_hash(self._issues.path(ref)) == expected:
            found = self.review(ref, offline=True)
            if found.file_hash == expected:
                return self.freeze(found, by)
        raise DeskError("issue-changed-since-shown", issue=numbered.typed(ref) or 0)

    def freeze(self, found: ReviewedIssue, by: Doer | None = None) -> Checked:
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
        store = self._container.store
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
                note(self._container, Act.ISSUE_APPROVED, thing, by, after=found.file_hash)
        return replace(found.checked, sentence=self._approved(issue, name))

    def _approved(self, issue: Issue, name: str) -> Message:
        original = issue.audience.readers_of
        if original is not None:
            number = issue.number
            return Message("correction-approved", name=name, issue=number, corrects=original)
        moment = self._queue.moments().get(issue.number)
        if moment is None:
            return Message("issue-approved-without-slot", name=name)
        return Message("issue-approved", name=name, at=moment.astimezone(self._container.zone))

    def withdraw(self, ref: str, by: Doer | None = None) -> Message:
        """Withdraw an approval.

        Args:
            ref: The issue's number or file.
            by: The editor at the desk, for the log; ``None`` at the terminal.

        Raises:
            DeskError: The issue is not approved, or was dispatched already.
        """
        number = self._queue.number(ref)
        store = self._container.store
        with self._queue.keeping_due(leaving=number):
            moment = self._queue.moments().get(number)
            if not store.queue.withdraw(number):
                raise DeskError("nothing-to-withdraw", issue=number)
            if by is not None:
                day = moment.astimezone(self._container.zone).date().isoformat() if moment else ""
                note(self._container, Act.ISSUE_WITHDRAWN, f"issue {number}", by, before=day)
        return Message("issue-withdrawn", issue=number)


def _ended(begun: _Begun, findings: tuple["Finding", ...]) -> ReviewedIssue | NewsletterError:
    """Return an issue with its findings, unless its file changed since the check began."""
    path, issue = begun.path, begun.inspected.issue
    if not path.is_file() or numbered.file_hash(path) != begun.file_hash:
        return DeskError("file-changed-meanwhile", name=path.name)
    good = not _stops(findings)
    sentence = Message("issue-can-go" if good else "issue-cannot-go", name=path.name)
    return ReviewedIssue(
        issue=issue,
        path=path,
        file_hash=begun.file_hash,
        edition=begun.resolved.edition,
        web=begun.resolved.web,
        checked=Checked(findings=findings, done=good, sentence=sentence, issue=issue.number),
    )


def _failed(ref: str, error: NewsletterError) -> Checked:
    """Return an issue that could not be checked or approved."""
    number = numbered.typed(ref) or 0
    return Checked(findings=(), done=False, sentence=error.message, issue=number)


def _stops(findings: tuple["Finding", ...]) -> bool:
    from newsletter.editorial.checks.finding import stops_approval

    return stops_approval(findings)
