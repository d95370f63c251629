"""The corrections of a sent issue that exist: begun, sent, or stopped on their way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from newsletter.app import numbered
from newsletter.app.container import Container
from newsletter.app.disclosure import disclosed
from newsletter.app.issues import Issues
from newsletter.app.planning import count_new
from newsletter.app.sums import Sums
from newsletter.editorial import heads
from newsletter.editorial.heads import IssueFile
from newsletter.editorial.markdown_out import markdown_of
from newsletter.editorial.merging import differences
from newsletter.errors import AuthorError, NewsletterError
from newsletter.model.audience import Audience
from newsletter.model.dispatch import DeliveryState, Dispatch
from newsletter.model.web_version import WebVersion, is_same_text
from newsletter.model.writing import Difference

_OPEN: Final = (DeliveryState.SENDING, DeliveryState.IN_DOUBT, DeliveryState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCorrection:
    """A correction that was sent."""

    number: int
    title: str
    at: datetime
    dispatch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedCorrection:
    """A correction that was stopped when some had got it.

    Attributes:
        dispatch: The one that was stopped.
        got: How many got it; without an exact count, as ``disclosure`` has it.
        rest: How many would get it if it were sent to the rest now; at most, without an exact
            count.
        sha256: The hash of its file; empty if that cannot be read as a correction any more.
        edition: The SHA-256 of the edition that they got; empty if it is not kept.
        chosen: The SHA-256 of the edition that an editor chose for the rest; empty if none is.
        is_changed: Whether its file has changed since, or cannot be compiled.
        differences: Where that differs. ``mine`` is the new text.
    """

    number: int
    title: str
    dispatch: int
    got: int
    rest: int
    sha256: str
    edition: str
    chosen: str
    is_changed: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """A correction's file, with its dispatches and those of them that reached somebody.

    A correction that was dispatched may have no file any more that can be read as one.
    """

    number: int
    file: IssueFile | None
    dispatches: tuple[Dispatch, ...]
    reached: tuple[Dispatch, ...]

    @property
    def is_unsent(self) -> bool:
        return not self.reached and all(one.is_cancelled for one in self.dispatches)

    @property
    def is_stopped(self) -> bool:
        return bool(self.reached) and self.dispatches[-1].is_cancelled


class KnownCorrections:
    """Finds what became of the corrections of an issue. What reached nobody counts as a draft."""

    def __init__(self, container: Container, issues: Issues) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._issues = issues
        self._folder = issues.folder
        self._read = numbered.ReadOnce(lambda path: heads.read(path, container.zone))

    def corrected_by(self, number: int) -> int | None:
        """Return the issue that an issue corrects; ``None`` if it corrects none."""
        path = numbered.by_number(self._folder).get(number)
        if path is None:
            return None
        try:
            return self._read(path).head.audience.readers_of
        except AuthorError:
            return None

    def draft_of(self, original: int) -> int | None:
        """Return the newest correction of an issue that has reached nobody and may not yet."""
        found = self._of(original)
        drafts = (one.number for one in found if one.is_unsent and one.file is not None)
        return max(drafts, default=None)

    def sent(self, original: int) -> Iterator[SentCorrection]:
        """Yield the corrections of an issue that were sent and not stopped, by number."""
        for one in self._of(original):
            if not one.is_unsent and not one.is_stopped:
                first = (one.reached or one.dispatches)[0]
                yield SentCorrection(
                    number=one.number,
                    title=self._title(one.file, first),
                    at=first.frozen_at,
                    dispatch=first.id,
                )

    def stopped(self, original: int, *, is_exact: bool) -> Iterator[StoppedCorrection]:
        """Yield the corrections of an issue that were stopped on their way, by number."""
        for one in self._of(original):
            if one.is_stopped:
                number, last = one.number, one.reached[-1]
                is_changed, differing = self._changed(number, last)
                approval = self._container.store.queue.approval(number)
                yield StoppedCorrection(
                    number=number,
                    title=self._title(one.file, last),
                    dispatch=last.id,
                    got=sum(self._got(dispatch, is_exact=is_exact) for dispatch in one.reached),
                    rest=self.readers(original, number, is_exact=is_exact),
                    sha256=one.file.sha256 if one.file is not None else "",
                    edition=last.edition,
                    chosen="" if approval is None else approval.edition,
                    is_changed=is_changed,
                    differences=differing,
                )

    def readers(self, original: int, number: int | None, *, is_exact: bool) -> int:
        """Return how many readers would get a correction now.

        Args:
            original: The issue that it corrects.
            number: The correction; ``None`` for one that is not begun.
            is_exact: See ``shown_counts``.
        """
        audience = Audience(readers_of=original)
        return count_new(self._container, number or 0, audience, is_exact=is_exact)

    def _of(self, original: int) -> Iterator[_Known]:
        store = self._container.store
        files = {
            one.number: one
            for one in heads.survey(self._folder, self._read)[0]
            if one.head.audience.readers_of == original
        }
        sent = (one for one in store.dispatches.all() if one.audience.readers_of == original)
        for number in sorted(files.keys() | {one.issue for one in sent}):
            dispatches = store.dispatches.of_issue(number)
            reaching = store.history.reaching(number) if dispatches else frozenset()
            reached = (one for one in dispatches if one.id in reaching or self._is_under_way(one))
            yield _Known(number, files.get(number), dispatches, tuple(reached))

    def _changed(self, number: int, dispatch: Dispatch) -> tuple[bool, tuple[Difference, ...]]:
        """Return whether a correction's text has changed since it was dispatched, and where."""
        kept = self._container.store.web_versions.versions([dispatch.edition])
        got = kept.get(dispatch.edition)
        try:
            now = self._issues.compiler.web_version(*self._issues.find(str(number)))
        except NewsletterError:
            return True, ()
        if got is None or is_same_text(got, now):
            return got is None, ()
        return True, differences(self._words(now), self._words(got))

    def _words(self, version: WebVersion) -> str:
        """Return the text of a correction, one paragraph a line, for comparison."""
        issue, language = version.issue, self._container.settings.publication.language
        return f"{issue.subject}\n\n{markdown_of(issue.blocks, language).strip()}"

    def _is_under_way(self, dispatch: Dispatch) -> bool:
        """Return whether somebody may have got it, or get it still."""
        counts = self._container.store.counts.progress(dispatch.id).counts
        return any(counts.get(state, 0) for state in _OPEN)

    def _got(self, dispatch: Dispatch, *, is_exact: bool) -> int:
        """Return how many got a dispatch; for ``is_exact`` see ``disclosure``."""
        progress = self._container.store.counts.progress(dispatch.id, is_exact=is_exact)
        return Sums.of((progress if is_exact else disclosed(progress)).counts).sent

    def _title(self, file: IssueFile | None, dispatch: Dispatch) -> str:
        if not dispatch.edition:  # only the journal knows about it
            return file.head.subject if file is not None else ""
        return self._container.store.editions.subject(dispatch.edition)
