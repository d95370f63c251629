"""Drafts that an editor discarded: their files are moved aside, and can be put back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from newsletter.app import numbered
from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.issues import Issues
from newsletter.editorial import heads, issue_fields
from newsletter.errors import AuthorError, DeskError
from newsletter.model.editor import Act, Editor, Permission
from newsletter.model.writing import IssueFields, KeptBecause
from newsletter.text import files

_BEGUN: Final = (Act.ISSUE_BEGUN, Act.ISSUE_DRAWN)


@dataclass(frozen=True, slots=True)
class DiscardedIssue:
    """A draft that was discarded.

    Attributes:
        number: Its number, which no other issue gets.
        title: Its subject, or its title if it has none; empty if it cannot be read.
        is_own: Whether the editor who asks may put it back.
    """

    number: int
    title: str
    is_own: bool


class DiscardedIssues:
    """Discards issues that were never approved, and puts them back."""

    def __init__(self, container: Container, issues: Issues) -> None:
        """Store the dependencies."""
        self._container = container
        self._issues = issues
        self._folder = container.folder / "issues"
        self._aside = self._folder / numbered.DISCARDED

    def may_discard(self, number: int, by: Editor) -> bool:
        """Return whether an editor may discard an issue: it is a draft, and theirs if a writer."""
        return self._is_draft(number) and self._is_own(number, by)

    def discard(self, number: int, expected: str, by: Editor) -> None:
        """Move a draft aside, and withdraw the link that shows it to somebody.

        Args:
            number: The issue.
            expected: The SHA-256 of the file that the editor saw.
            by: Who discards it.

        Raises:
            DeskError: There is no such issue, it is not a draft, it is another writer's, or
                its file changed since it was shown.
            OSError: It cannot be moved.
        """
        store = self._container.store
        # alone, so that it is not approved between the look and the move
        with self._issues.locked(), store.queue.alone():
            path = self._issues.path(str(number))
            if not self._is_draft(number):
                raise DeskError("discard-no-draft", issue=number)
            if not self._is_own(number, by):
                raise DeskError("discard-of-another", issue=number)
            if numbered.file_hash(path) != expected:
                raise DeskError("issue-changed-since-shown", issue=number)
            store.shared_drafts.remove(number)
            note(self._container, Act.ISSUE_DISCARDED, f"issue {number}", by, before=expected)
            files.set_aside(path, self._aside)

    def restore(self, number: int, by: Editor) -> None:
        """Put a discarded draft back.

        Raises:
            DeskError: No such issue was discarded, it is another writer's, or its number
                was used again by hand.
            OSError: It cannot be moved.
        """
        with self._issues.locked(), self._container.store.together():
            path = numbered.by_number(self._aside).get(number)
            if path is None:
                raise DeskError("issue-unknown", ref=str(number))
            if not self._is_own(number, by):
                raise DeskError("discard-of-another", issue=number)
            if numbered.has(self._folder, number):
                raise DeskError("issue-there-already", issue=number)
            note(self._container, Act.ISSUE_RESTORED, f"issue {number}", by)
            path.replace(self._folder / path.name)

    def keep_typed(self, number: int, typed: IssueFields | str, by: Editor) -> bool:
        """Keep what was typed into a letter that was discarded in the meantime.

        It is among the earlier texts of the letter when that is put back.

        Returns:
            Whether it was kept; not if no such letter was discarded.
        """
        path = numbered.by_number(self._aside).get(number)
        if path is None:
            return False
        text = (
            typed
            if isinstance(typed, str)
            else issue_fields.join(typed, path, self._container.zone)
        )
        text, kept = text.replace("\r\n", "\n"), self._container.store.earlier_texts
        last = kept.last(number, KeptBecause.LOST)
        if last is None or (last.text, last.editor) != (text, by.id):
            now = self._container.now()
            kept.keep(number, text, because=KeptBecause.LOST, editor=by.id, at=now)
        return True

    def all(self, by: Editor) -> tuple[DiscardedIssue, ...]:
        """Return every discarded draft, the latest number first."""
        found = sorted(numbered.by_number(self._aside).items(), reverse=True)
        return tuple(
            DiscardedIssue(number, self._title(path), self._is_own(number, by))
            for number, path in found
        )

    def _title(self, path: Path) -> str:
        try:
            head = heads.read(path, self._container.zone).head
        except AuthorError:
            return ""
        return head.subject or head.title

    def _is_draft(self, number: int) -> bool:
        store = self._container.store
        return store.queue.approval(number) is None and not store.dispatches.of_issue(number)

    def _is_own(self, number: int, by: Editor) -> bool:
        """Return whether an editor may discard every draft, or made this one."""
        if by.may(Permission.DISCARD):
            return True
        begun = self._container.store.log.last_of(f"issue {number}", _BEGUN)
        return begun is not None and begun.editor == by.id
