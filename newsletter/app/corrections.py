"""Corrections by mail: short issues for the recipients of a sent one, written at the desk."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from newsletter.app import agreement, numbered
from newsletter.app.acts import note
from newsletter.app.approvals import Approvals
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.known_corrections import (
    KnownCorrections,
    SentCorrection,
    StoppedCorrection,
)
from newsletter.app.starts import StartRow, Starts
from newsletter.app.writing import Writing
from newsletter.editorial import blank_issues, issue_files
from newsletter.editorial.markdown_out import markdown_of
from newsletter.errors import AuthorError, DeskError, StoreError
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.editor import Act, Doer
from newsletter.model.issue import Issue
from newsletter.model.writing import CorrectionSave, OpenIssue, TypedCorrection


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """The correction of a sent issue, as far as it has been written.

    Attributes:
        original: The issue that it corrects.
        title: The subject of that issue, as it was sent.
        readers: How many readers would get it now: those whom the original reached and who are
            still subscribed; at most, if ``is_most``.
        subject: As it is now, or a proposal.
        words: The same, of its text.
        draft: The issue in which it is written; ``None`` if none has been begun.
        start: Its start, waiting or dropped, or that of a stopped one for the rest; ``None`` if
            there is none.
        earlier: The corrections of the same issue that were sent, the oldest first.
        stopped: Those that were stopped when some had got them.
        only_in_outbox: Whether the original only became files in the outbox, although email
            can leave this machine now.
        stays_here: Whether email cannot leave this machine, so that no reader gets anything.
    """

    original: int
    title: str
    readers: int
    is_most: bool
    subject: str
    words: str
    draft: OpenIssue | None
    start: StartRow | None
    earlier: tuple[SentCorrection, ...]
    stopped: tuple[StoppedCorrection, ...]
    only_in_outbox: bool
    stays_here: bool

    @property
    def obstacle(self) -> Message | None:
        """Why it cannot be sent to anybody; ``None`` if it can."""
        if self.only_in_outbox:
            return Message("correction-of-outbox", issue=self.original)
        return None if self.readers else Message("correction-for-nobody", issue=self.original)


class MailCorrections:
    """Writes the correction of a sent issue. At most one at a time is begun and not sent.

    It is sent as every issue is that an editor starts: ``Starts`` and the rounds do that.
    """

    def __init__(
        self,
        container: Container,
        issues: Issues,
        approvals: Approvals,
        writing: Writing,
        starts: Starts,
    ) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._issues = issues
        self._approvals = approvals
        self._writing = writing
        self._starts = starts
        self._known = KnownCorrections(container, issues)

    def view(
        self, original: int, say: Callable[[Message], str], *, is_exact: bool = True
    ) -> CorrectionView:
        """Return the correction of an issue, with a proposal for what is not written yet.

        Args:
            original: The issue.
            say: Turns messages into sentences.
            is_exact: Whether the count may tell who has left; see ``shown_counts``.

        Raises:
            DeskError: The issue was not sent.
        """
        proposed, number = self._proposed(original, say), self._known.draft_of(original)
        draft = None if number is None else self._writing.open(number)
        fields = draft.fields if draft is not None else None
        stopped = tuple(self._known.stopped(original, is_exact=is_exact))
        return CorrectionView(
            original=original,
            title=self._title(original),
            readers=self._known.readers(original, number, is_exact=is_exact),
            is_most=not is_exact,
            subject=fields.subject if fields else proposed.subject,
            words=(fields.body if fields else self._words(proposed)).strip(),
            draft=draft,
            start=self._start((number, *(one.number for one in stopped)), is_exact=is_exact),
            earlier=tuple(self._known.sent(original)),
            stopped=stopped,
            only_in_outbox=self._is_only_in_outbox(original),
            stays_here=self._container.stays_here,
        )

    def corrected_by(self, number: int) -> int | None:
        """Return the issue that an issue corrects; ``None`` if it corrects none."""
        return self._known.corrected_by(number)

    def save(
        self, original: int, typed: TypedCorrection, by: Doer, say: Callable[[Message], str]
    ) -> CorrectionSave:
        """Save a correction, in a new issue if none has been begun.

        Args:
            original: The issue that it corrects.
            typed: What was typed.
            by: The editor.
            say: Turns messages into sentences.

        Raises:
            DeskError: The original was not sent, the subject or the text is empty, the text is
                still the proposal, or the correction is about to be sent, is gone, or cannot
                be written in these fields.
            OSError: The file cannot be written. Nothing is changed.
        """
        proposed, words = self._proposed(original, say), typed.words.replace("\r\n", "\n").strip()
        if not typed.subject.strip():
            raise DeskError("correction-without-subject")
        if not any(char.isalnum() for char in words) or words == self._words(proposed):
            raise DeskError("correction-without-words")
        typed = replace(typed, subject=typed.subject.strip(), words=words)
        with self._issues.locked():
            number, expected = self._begun(original, typed, by, say)
        text = self._text(number, typed)
        answer = self._writing.save(number, text, expected, by)
        return CorrectionSave(number, text, expected, answer)

    def typed_of(self, draft: OpenIssue, text: str) -> TypedCorrection | None:
        """Return what to type to save a text as the correction that was begun.

        Args:
            draft: The correction as its file is now.
            text: The complete text of its file, as it is to be.

        Returns:
            ``None`` if the text has something else that only the letter's own page can save.
        """
        fields = self._writing.take_apart(draft.number, text)
        if fields is None or draft.fields is None:
            return None
        typed = TypedCorrection(
            subject=fields.subject,
            words=fields.body.strip(),
            number=draft.number,
            expected=draft.sha256,
        )
        return typed if self._text(draft.number, typed).rstrip() == text.rstrip() else None

    def approve(self, original: int, sha256: str, by: Doer) -> tuple[int, Checked | None]:
        """Check the correction that has been begun, and approve it if it has no errors.

        Args:
            original: The issue that it corrects.
            sha256: The hash of the correction's file, as the editor saw it.
            by: The editor, for the log.

        Returns:
            The number of the correction, and its findings; ``None`` if just this file is
            approved already.

        Raises:
            DeskError: It is gone or was changed meanwhile, or nobody would get it.
            AuthorError: Its file cannot be read as an issue.
        """
        number = self._known.draft_of(original)
        if number is None:
            raise DeskError("correction-gone")
        return number, self._approved(original, number, sha256, by)

    def approve_for_the_rest(
        self, original: int, number: int, sha256: str, by: Doer
    ) -> Checked | None:
        """Approve a correction again that was stopped, so that it goes to those who were spared.

        Arguments, result and errors are those of ``approve``.
        """
        stopped = (one.number for one in self._known.stopped(original, is_exact=True))
        if number not in stopped:
            raise DeskError("correction-rest-gone")
        return self._approved(original, number, sha256, by)

    def repeat_for_the_rest(self, original: int, number: int, edition: str, by: Doer) -> None:
        """Approve what was sent of a stopped correction, so that the rest gets the same text.

        Args:
            original: The issue that it corrects.
            number: The correction. Its file may have changed since.
            edition: The SHA-256 of the edition that some got.
            by: The editor, for the log.

        Raises:
            DeskError: It is no longer stopped, or nobody would get it.
            ConfigError: The settings of letters have changed since.
        """
        store = self._container.store
        with store.queue.alone():
            stopped = self._known.stopped(original, is_exact=True)
            if not edition or (number, edition) not in (
                (one.number, one.edition) for one in stopped
            ):
                raise DeskError("correction-rest-gone")
            self._demand_readers(original, number)
            agreement.demand(self._container, number, edition)
            approval = store.queue.approval(number)
            if approval is not None and approval.edition == edition:
                return
            store.queue.approve(
                store.editions.get(edition), audience=Audience(readers_of=original), file_hash=""
            )
            note(self._container, Act.ISSUE_APPROVED, f"issue {number}", by, after=edition)

    def _demand_readers(self, original: int, number: int) -> None:
        if self._is_only_in_outbox(original):
            raise DeskError("correction-of-outbox", issue=original)
        if not self._known.readers(original, number, is_exact=True):
            raise DeskError("correction-for-nobody", issue=original)

    def _approved(self, original: int, number: int, sha256: str, by: Doer) -> Checked | None:
        self._demand_readers(original, number)
        approval = self._container.store.queue.approval(number)
        if approval is not None and approval.file_hash == sha256:
            return None
        return self._approvals.approve_as_seen(str(number), sha256, by)

    def _start(self, numbers: Sequence[int | None], *, is_exact: bool) -> StartRow | None:
        """Return the first start of these issues."""
        found = (self._starts.of(one, is_exact=is_exact) for one in numbers if one is not None)
        return next((one for one in found if one is not None), None)

    def _begun(
        self, original: int, typed: TypedCorrection, by: Doer, say: Callable[[Message], str]
    ) -> tuple[int, str]:
        """Return the correction to write in, and the hash that its file had when it was shown."""
        number = self._known.draft_of(original)
        if number is not None:
            start = self._starts.of(number)
            if start is not None and start.not_sent is None:
                raise DeskError("correction-waits")
            return number, typed.expected
        if typed.number is not None:
            raise DeskError("correction-gone")
        with self._container.store.together():
            note(self._container, Act.CORRECTION_BEGUN, f"issue {original}", by)
            path = self._issues.new_correction(original, say)
        number = numbered.number_of(path)
        with suppress(AuthorError):  # saving it says why, and keeps it
            # in the same lock, so that a second press finds the same text
            issue_files.save(self._text(number, typed), path, zone=self._container.zone)
        return number, numbered.file_hash(path)

    def _text(self, number: int, typed: TypedCorrection) -> str:
        """Return the complete text of a correction's file with what was typed."""
        fields = self._writing.open(number).fields
        if fields is None:
            raise DeskError("correction-in-file", issue=number)
        # a heading of its own, given on the letter's page, stays
        title = typed.subject if fields.title == fields.subject else fields.title
        fields = replace(fields, subject=typed.subject, title=title, body=f"{typed.words}\n")
        return self._writing.put_together(number, fields)

    def _proposed(self, original: int, say: Callable[[Message], str]) -> Issue:
        return blank_issues.correction(0, original, self._title(original), say)

    def _words(self, issue: Issue) -> str:
        language = self._container.settings.publication.language
        return markdown_of(issue.blocks, language).strip()

    def _title(self, original: int) -> str:
        """Return the title of an issue, as it was sent.

        Raises:
            DeskError: It was not sent.
        """
        try:
            sent = self._issues.demand_sent(original)
        except DeskError as error:
            raise DeskError("letter-not-sent", issue=original) from error
        try:
            return self._container.store.editions.get(sent.edition).title
        except StoreError as error:  # only the journal knows about it
            raise DeskError("correction-for-nobody", issue=original) from error

    def _is_only_in_outbox(self, original: int) -> bool:
        if self._container.stays_here:
            return False
        sent = self._container.store.dispatches.of_issue(original)
        return bool(sent) and all(self._container.has_outbox(one.provider) for one in sent)
