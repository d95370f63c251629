"""Opening and saving the files of issues at the desk, so that no typed text is lost."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from newsletter.app import numbered
from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.issues import Issues
from newsletter.editorial import issue_fields, issue_files
from newsletter.editorial.merging import differences, merged
from newsletter.errors import AuthorError, DeskError
from newsletter.model.editor import Act, Doer
from newsletter.model.writing import (
    EarlierText,
    IssueFields,
    KeptBecause,
    MergedText,
    OpenIssue,
    SaveAnswer,
    SaveConflict,
    Saved,
    Side,
    Unreadable,
)
from newsletter.text import files
from newsletter.text.first_names import filled

_LOCK = ".lock"
_OWN_EVERY = timedelta(minutes=1)  # in which only one of an editor's saves keeps the earlier text
_KEPT = timedelta(days=90)
_STILL_THE_SAME = 0.6  # share of equal characters with which a line was changed, not removed


class _There(NamedTuple):
    """The present text of an issue's file, which need not be readable as an issue."""

    number: int
    text: str
    sha256: str


class Writing:
    """Opens and saves the files of issues. The files are authoritative, not the database.

    A lock file next to them serialises saves over all processes. A change by a program that
    ignores the lock, such as a text editor, is recognised by the file's hash.
    """

    def __init__(self, container: Container, issues: Issues) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._issues = issues
        self._folder = container.folder / "issues"

    def has(self, number: int) -> bool:
        """Return whether there is an issue with this number, valid or not."""
        return numbered.has(self._folder, number)

    def open(self, number: int) -> OpenIssue:
        """Return the text of an issue, also if it cannot be read as an issue.

        Raises:
            DeskError: There is no such issue, or two files have its number.
            AuthorError: The file is not text in UTF-8.
        """
        return self._opened(number, self._path(number))

    def begin(self, title: str, by: Doer) -> int:
        """Write the file of an empty issue, and return its number.

        Args:
            title: Its title, on one line.
            by: The editor, for the log.

        Raises:
            OSError: The file cannot be written.
        """
        with self._issues.locked():
            number = numbered.number_of(self._issues.new(title))
        note(self._container, Act.ISSUE_BEGUN, f"issue {number}", by)
        return number

    def put_together(self, number: int, fields: IssueFields) -> str:
        """Return the complete text of an issue that was written in fields.

        Raises:
            DeskError: There is no such issue, or two files have its number.
        """
        return issue_fields.join(_with_lf(fields), self._path(number), self._container.zone)

    def take_apart(self, number: int, text: str) -> IssueFields | None:
        """Return a text of an issue in fields; ``None`` if it cannot be read as an issue.

        Raises:
            DeskError: There is no such issue, or two files have its number.
        """
        return issue_fields.split(text, self._path(number), self._container.zone)

    def save(self, number: int, text: str, expected: str, by: Doer) -> SaveAnswer:
        """Write a text to an issue's file, if the file is unchanged since it was opened.

        Args:
            number: The issue.
            text: The complete text, as typed.
            expected: The SHA-256 of the file when it was opened.
            by: The editor who typed it.

        Returns:
            Whether the text is in the file, or why not. In that case it is stored in the
            database.

        Raises:
            DeskError: There is no such issue, or two files have its number.
            AuthorError: The file is not text in UTF-8.
            OSError: The file cannot be written. It is unchanged.
        """
        typed = text.replace("\r\n", "\n")
        with files.locked(self._folder / _LOCK):
            path = self._path(number)
            there = _read(number, path)
            if _hash(typed.encode()) == there.sha256:
                same = self._opened(number, path)
                return Saved(same.sha256, same.subject, same.preheader)
            if there.sha256 != expected:
                self._keep(number, typed, KeptBecause.LOST, by)
                theirs = self._opened(number, path)
                return SaveConflict(theirs, self._by(there), differences(typed, there.text))
            try:
                issue = issue_files.parse(typed, path, self._container.zone)
            except AuthorError as error:
                self._keep_unreadable(number, typed, by)
                field = issue_fields.field_at_fault(typed, error)
                return Unreadable(error.problem, error.line, field)
            sha256 = _hash(typed.encode())
            self._replace(there, sha256, path, typed, by)
            return Saved(sha256, filled(issue.subject), filled(issue.preheader))

    def amend(
        self,
        number: int,
        change: Callable[[str, Path], str],
        record: Callable[[str, str], None],
        by: Doer,
    ) -> None:
        """Change the text of an issue's file, together with a change of the database.

        Args:
            number: The issue.
            change: Returns the new text, given the text in the file and the file.
            record: Changes the database, given the SHA-256 of the file before and after. It
                is called before the file is changed, and its errors prevent that.
            by: The editor, for the log.

        Raises:
            DeskError: There is no such issue, or two files have its number.
            AuthorError: The file is not text in UTF-8.
            OSError: The file cannot be written. Nothing is changed.
        """
        # the lock first, as in ``save``, or the two could wait for each other
        with files.locked(self._folder / _LOCK), self._container.store.together():
            path = self._path(number)
            there = _read(number, path)
            text = change(there.text, path)
            after = there.sha256 if text == there.text else _hash(text.encode())
            record(there.sha256, after)
            if text != there.text:
                self._replace(there, after, path, text, by)

    def merge(
        self,
        number: int,
        typed: str,
        opened: str,
        kept: Mapping[int, Side] | None = None,
        *,
        base: str | None = None,
    ) -> MergedText:
        """Return a typed text merged with the present text of the file, without saving it.

        Args:
            number: The issue.
            typed: The complete text, as typed.
            opened: The SHA-256 of the file when it was opened.
            kept: The chosen side for each place that both changed, counted from 0.
            base: The text of the file when it was opened, as the editor's page sent it back.
                Without it, or if its hash is another, the text is looked up among the
                earlier ones, which lack what the same editor replaced within a minute.

        Raises:
            DeskError: There is no such issue, or two files have its number.
            AuthorError: The file is not text in UTF-8.
        """
        theirs = self.open(number).text
        if base is None or _hash(base.encode()) != opened:
            texts = (one.text for one in self.earlier(number))
            base = next((text for text in texts if _hash(text.encode()) == opened), None)
        return merged(base, typed.replace("\r\n", "\n"), theirs, kept)

    def earlier(self, number: int) -> tuple[EarlierText, ...]:
        """Return the kept texts of an issue, the newest first."""
        return self._container.store.earlier_texts.of(number)

    def _replace(self, there: _There, after: str, path: Path, typed: str, by: Doer) -> None:
        """Store the earlier text, log the save, and write the text to the file."""
        kept = self._container.store.earlier_texts
        last = kept.last(there.number, KeptBecause.REPLACED)
        is_next = last is not None and last.after == there.sha256 and self._goes_on(last, by)
        approval = self._container.store.queue.approval(there.number)
        is_approved = approval is not None and approval.file_hash == there.sha256
        if last and is_next and not is_approved and not _loses_a_line(there.text, typed):
            kept.note_after(last.id, after)  # the saves of a minute have one log entry
        else:
            self._keep(there.number, there.text, KeptBecause.REPLACED, by, after=after)
            hashes = {"before": there.sha256, "after": after}
            note(self._container, Act.ISSUE_SAVED, f"issue {there.number}", by, **hashes)
        files.replace(path, typed)

    def _keep_unreadable(self, number: int, typed: str, by: Doer) -> None:
        """Store a text that cannot be parsed, in place of one that it only extends."""
        kept = self._container.store.earlier_texts
        last = kept.last(number, KeptBecause.UNREADABLE)
        if last is not None and last.editor == by.id and last.text == typed:
            return
        goes_on = last is not None and self._goes_on(last, by)
        if last is not None and goes_on and _only_adds(last.text, typed):
            kept.rewrite(last.id, typed)
        else:
            self._keep(number, typed, KeptBecause.UNREADABLE, by)

    def _goes_on(self, last: EarlierText, by: Doer) -> bool:
        """Return whether a save comes within a minute of the same editor's last one."""
        is_soon = timedelta(0) <= self._container.now() - last.kept_at < _OWN_EVERY
        return last.editor == by.id and is_soon

    def _keep(
        self, number: int, text: str, because: KeptBecause, by: Doer, *, after: str = ""
    ) -> None:
        store, now = self._container.store, self._container.now()
        store.earlier_texts.keep(number, text, because=because, editor=by.id, at=now, after=after)

    def _by(self, there: _There) -> int | None:
        """Return the editor who saved the present file; ``None`` if it was not saved at the desk."""
        last = self._container.store.earlier_texts.last(there.number, KeptBecause.REPLACED)
        return last.editor if last is not None and last.after == there.sha256 else None

    def _opened(self, number: int, path: Path) -> OpenIssue:
        _, text, sha256 = _read(number, path)
        zone = self._container.zone
        there = OpenIssue(
            number=number,
            text=text,
            sha256=sha256,
            fields=issue_fields.split(text, path, zone),
        )
        try:
            issue = issue_files.parse(text, path, zone)
        except AuthorError as error:
            return replace(there, problem=error.problem, line=error.line)
        from newsletter.rendering.reading import minutes_aloud, reading_minutes

        return replace(
            there,
            subject=filled(issue.subject),
            preheader=filled(issue.preheader),
            minutes=reading_minutes(issue.blocks),
            minutes_aloud=minutes_aloud(issue.blocks),
        )

    def _path(self, number: int) -> Path:
        found = [
            path for path in numbered.paths(self._folder) if numbered.number_of(path) == number
        ]
        if not found:
            raise DeskError("issue-unknown", ref=str(number))
        if len(found) > 1:
            raise DeskError("number-taken-twice", first=found[0].name, second=found[1].name)
        return found[0]


def _read(number: int, path: Path) -> _There:
    data = path.read_bytes()
    return _There(number, files.text_of(data, path), _hash(data))


def tidy_texts(container: Container) -> None:
    """Delete texts that were stored for 90 days, and cuttings unchanged for as long."""
    before = container.now() - _KEPT
    container.store.earlier_texts.drop(before=before)
    container.store.cuttings.drop(before=before)


def _with_lf(fields: IssueFields) -> IssueFields:
    """Return a browser's fields with the line ends of a file."""
    head, body = (text.replace("\r\n", "\n") for text in (fields.head, fields.body))
    return replace(fields, head=head, body=body)


def _loses_a_line(before: str, after: str) -> bool:
    """Return whether a line was removed, and not merely one line changed."""
    old, new = set(before.splitlines()), set(after.splitlines())
    gone = old - new
    if len(gone) > 1:
        return True
    return any(not get_close_matches(line, new - old, n=1, cutoff=_STILL_THE_SAME) for line in gone)


def _only_adds(before: str, after: str) -> bool:
    """Return whether every line of a text is in another one, perhaps with words around it."""
    return all(line in after for line in before.splitlines())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
