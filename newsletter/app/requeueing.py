"""Queueing letters again with what the settings and the template are now, in their places."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from newsletter.app.container import Container
from newsletter.app.findings import Checked
from newsletter.app.issues import Issues
from newsletter.app.renewal import Renewal
from newsletter.errors import NewsletterError
from newsletter.message import Message
from newsletter.model.editor import Doer
from newsletter.model.issue import Approval

_AT_THE_DESK: Final = {  # by the code of the terminal's message
    "changed-since-approval": Message("requeue-changed"),
    "parts-changed-since-approval": Message("requeue-parts-changed"),
}


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


class Requeueing:
    """Freezes the queued letters again. None changes its place, its day or its text."""

    def __init__(self, container: Container, issues: Issues, renewal: Renewal) -> None:
        """Set the parts. Nothing is read yet."""
        self._container = container
        self._issues = issues
        self._renewal = renewal

    def count(self) -> int:
        """Return how many letters are queued."""
        return len(self._container.store.queue.entries())

    def again(self, by: Doer) -> Requeued:
        """Queue all letters again whose emails would be others now.

        Of several editors who do so at once, one renews each letter.
        """
        store = self._container.store
        entries = store.queue.entries()
        found = {entry.issue: self._again(entry, by) for entry in entries}
        renewed = tuple(number for number, one in found.items() if one is not None and one.done)
        left = tuple(one for one in found.values() if one is not None and not one.done)
        kept = {entry.issue: store.editions.get(entry.edition) for entry in entries}
        named = {*renewed, *(one.issue for one in left)}
        return Requeued(
            renewed=renewed,
            same=sum(one is None for one in found.values()),
            left=left,
            subjects={number: kept[number].subject_without_name for number in named},
        )

    def _again(self, entry: Approval, by: Doer) -> Checked | None:
        """Return what became of a letter; ``None`` if it would be the same, or is by now."""
        number = entry.issue
        try:
            edition = self._issues.compile(*self._issues.find(str(number))).sha256
        except NewsletterError as error:
            return _left(number, error.message)
        if edition == entry.edition:
            return None
        if (why := self._decided(entry)) is not None:
            return _left(number, why)
        renewed = self._renewal.renewed(entry, offline=True, by=by)
        now = self._container.store.queue.approval(number)
        if not renewed.done and (now is None or now.edition == edition):
            return None  # another editor was first, or has taken it out meanwhile
        return replace(renewed, sentence=_AT_THE_DESK.get(renewed.sentence.code, renewed.sentence))

    def _decided(self, entry: Approval) -> Message | None:
        """Return why a letter has to go as it is: somebody decided so about this very text."""
        start = self._container.store.starts.find(entry.issue)
        if start is not None and start.not_sent is None:
            return Message("requeue-starts")
        if not self._container.settings.schedule.hold:
            return None
        today = self._container.now().astimezone(self._container.zone).date()
        released = self._container.store.queue.released(today)
        is_released = any(one.edition == entry.edition for one in released)
        return Message("requeue-released") if is_released else None


def _left(number: int, why: Message) -> Checked:
    return Checked(findings=(), done=False, sentence=why, issue=number)
