"""Queueing letters again with what the settings and the template are now, in their places."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Final

from newsletter.app import agreement, numbered
from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.renewal import Renewal
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.edition import Edition
from newsletter.model.editor import Doer
from newsletter.model.issue import Approval
from newsletter.model.web_version import WebVersion
from newsletter.text import files

_AT_THE_DESK: Final = {  # by the code of the terminal's message
    "changed-since-approval": Message("requeue-changed"),
    "parts-changed-since-approval": Message("requeue-parts-changed"),
}
_SAME: Final = Message("approved-meanwhile")  # never shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Requeued:
    """What became of the queued letters.

    Attributes:
        renewed: Those that go out with the present settings from now on.
        same: How many would have been the same again.
        left: Those that stay as they were, each with the reason.
        subjects: By the number of each letter in ``renewed`` and ``left``.
    """

    renewed: tuple[int, ...]
    same: int
    left: tuple[Checked, ...]
    subjects: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class OutdatedLetters:
    """The queued letters whose emails would be others under the present settings.

    Attributes:
        same: Those whose text is as it was queued. They can be queued again together.
        changed: Those whose text has changed since, with their subjects as queued. An editor
            looks at each of them first.
        waiting: Those of both that do not leave before they are queued again.
    """

    same: tuple[int, ...] = ()
    changed: Mapping[int, str] = field(default_factory=dict)
    waiting: tuple[int, ...] = ()

    def __len__(self) -> int:
        """Return how many letters there are."""
        return len(self.same) + len(self.changed)

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of all of them."""
        return frozenset((*self.same, *self.changed))

    @property
    def going(self) -> int:
        """How many of them leave as they were queued."""
        return len(self) - len(self.waiting)


class _Found(Enum):
    """How a queued letter compares with what it would be now."""

    SAME = "same"  # or nobody can tell
    OUTDATED = "outdated"
    CHANGED_TOO = "changed too"  # outdated, and its text is another as well


class Requeueing:
    """Freezes the queued letters again. None changes its place, its day or its text."""

    def __init__(self, container: Container, issues: Issues, renewal: Renewal) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._issues = issues
        self._renewal = renewal
        self._settings: object = None
        self._known: Mapping[object, _Found] = {}

    def outdated(self) -> OutdatedLetters:
        """Return the queued letters that were queued with other settings than the present ones.

        Letters that go as they are by somebody's decision are left out. What is found is
        kept until a setting, the template or a letter changes.
        """
        if self._settings is not self._container.settings:
            self._settings, self._known = self._container.settings, {}
        paths = numbered.by_number(self._issues.folder)
        made_with = self._made_with()
        known: dict[object, _Found] = {}
        found: list[tuple[Approval, bool]] = []
        for entry in self._container.store.queue.entries():
            path = paths.get(entry.issue)
            key = entry.edition, entry.issue, _state(path), made_with
            known[key] = self._known.get(key) or self._compared(entry, path)
            if known[key] is not _Found.SAME and self._decided(entry) is None:
                found.append((entry, known[key] is _Found.CHANGED_TOO))
        self._known = known
        return self._parted(found) if found else OutdatedLetters()

    def _parted(self, found: Sequence[tuple[Approval, bool]]) -> OutdatedLetters:
        editions = self._container.store.editions
        waiting = agreement.outdated(self._container)
        return OutdatedLetters(
            same=tuple(one.issue for one, is_changed in found if not is_changed),
            changed={
                one.issue: editions.subject(one.edition) for one, is_changed in found if is_changed
            },
            waiting=tuple(one.issue for one, _ in found if one.issue in waiting),
        )

    def _compared(self, entry: Approval, path: Path | None) -> _Found:
        """Return whether what was queued would become another email now."""
        if path is None:
            return _Found.SAME
        try:
            if numbered.file_hash(path) == entry.file_hash:
                now = self._issues.compiler.compile(*self._issues.find(str(entry.issue)))
                return _Found.SAME if now.sha256 == entry.edition else _Found.OUTDATED
            text = self._text_of(entry)
            if text is None:
                is_other = self._is_framed_otherwise(entry)
            else:
                other = self._issues.compiler.compile(self._issues.parse(text, path), path)
                is_other = other.sha256 != entry.edition
        except (NewsletterError, OSError):
            return _Found.SAME  # its own page says what is wrong
        return _Found.CHANGED_TOO if is_other else _Found.SAME

    def _text_of(self, entry: Approval) -> str | None:
        """Return the text that was queued; ``None`` if it was not replaced at the desk."""
        kept = self._container.store.earlier_texts.of(entry.issue)
        texts = (one.text for one in kept)
        return next((one for one in texts if _hash(one) == entry.file_hash), None)

    def _is_framed_otherwise(self, entry: Approval) -> bool:
        """Return whether the words around a letter's text have changed since."""
        store = self._container.store
        now = self._issues.compiler.resolve(*self._issues.find(str(entry.issue)))
        then = store.web_versions.versions([entry.edition]).get(entry.edition)
        if then is None:
            return False
        edition = store.editions.get(entry.edition)
        return _frame(edition, then) != _frame(now.edition, now.web)

    def _made_with(self) -> tuple[object, ...]:
        """Return the state of the files, other than the settings, that letters are made with."""
        folder, portrait = self._container.folder, self._container.settings.sender.portrait
        files = sorted((folder / "templates").rglob("*"))
        return (*((path, _state(path)) for path in files), portrait and _state(folder / portrait))

    def again(self, by: Doer) -> Requeued:
        """Queue all letters again whose emails would be others now.

        Raises:
            DeskError: Somebody is doing so at this moment.
        """
        with files.locked_if_free(self._issues.folder / ".requeue.lock") as is_free:
            if not is_free:
                raise DeskError("requeue-under-way")
            return self._again(by)

    def _again(self, by: Doer) -> Requeued:
        store = self._container.store
        entries = {one.issue: one for one in store.queue.entries()}
        subjects = {number: store.editions.subject(one.edition) for number, one in entries.items()}
        looked: dict[int, str] = {}

        def unchecked(now: Edition) -> Message | None:
            looked[now.issue], entry = now.sha256, entries[now.issue]
            return _SAME if now.sha256 == entry.edition else self._decided(entry)

        each = self._renewal.each(
            tuple(entries.values()), offline=True, by=by, unless=self._decided, unchecked=unchecked
        )
        found = [self._outcome(one, looked.get(one.issue)) for one in each]
        named = [one for one in found if one is not None]
        return Requeued(
            renewed=tuple(one.issue for one in named if one.done),
            same=len(entries) - len(named),
            left=tuple(one for one in named if not one.done),
            subjects={one.issue: subjects[one.issue] for one in named},
        )

    def _outcome(self, renewed: Checked, edition: str | None) -> Checked | None:
        """Return what became of a letter; ``None`` if it is as it would be now.

        Args:
            renewed: What became of its renewal.
            edition: The SHA-256 of the edition that it would have now; ``None`` if it has none.
        """
        if renewed.done:
            return renewed
        now = self._container.store.queue.approval(renewed.issue)
        # also if it was renewed meanwhile at the terminal, or another editor has taken it out
        if edition is not None and (now is None or now.edition == edition):
            return None
        return replace(renewed, sentence=_AT_THE_DESK.get(renewed.sentence.code, renewed.sentence))

    def _decided(self, entry: Approval) -> Message | None:
        """Return why a letter has to go as it is: somebody decided so about this very text."""
        start = self._container.store.starts.find(entry.issue)
        if start is not None and start.not_sent is None:
            return Message("requeue-starts")
        now = self._container.store.queue.approval(entry.issue)
        if now is not None and now.position is None:
            return Message("requeue-left-queue")
        if not self._container.settings.schedule.hold:
            return None
        today = self._container.now().astimezone(self._container.zone).date()
        released = self._container.store.queue.released(today)
        is_released = any(one.edition == entry.edition for one in released)
        return Message("requeue-released") if is_released else None


def _state(path: Path | None) -> tuple[int, int] | None:
    """Return size and time of a file; ``None`` if there is none."""
    try:
        found = None if path is None else path.stat()
    except OSError:
        return None
    return found and (found.st_size, found.st_mtime_ns)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _frame(edition: Edition, page: WebVersion) -> tuple[object, ...]:
    """Return what an email has of the settings, as far as its text shows it."""
    sender = edition.sender, edition.reply_to, edition.language, edition.headers
    return *sender, page.issue.sign_off, page.labels
