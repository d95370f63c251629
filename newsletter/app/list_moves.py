"""The import of a list of people in steps: uploaded, previewed, asked about, taken in."""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from threading import Thread
from typing import TYPE_CHECKING, BinaryIO, Final

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.app.list_files import KEPT, ListChoices, ListFiles, ListKind, ListRecord, ListStage
from newsletter.app.list_outcomes import ListOutcome
from newsletter.app.list_views import ListView, columns_of
from newsletter.audience.consent import statement_of_consent, warning
from newsletter.errors import AuthorError, DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.editor import Act, Editor

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices
    from newsletter.audience.importing import Overrides

log = logging.getLogger(__name__)
LARGEST: Final = 10 * 1024 * 1024  # bytes
_LONGEST_NAME: Final = 100  # characters of a file's name
_MOST_ASKED: Final = 60  # words, over all readings of a list
_EVERY: Final = 10_000  # rows, after which the progress is written
_NO_READERS: Final = "a list of people who left"  # nobody's consent is recorded with it


class ListMoves:
    """Takes lists in, each in a thread of its own, which continues if the browser leaves.

    Attributes:
        patience: For how many seconds an act waits for its thread.
    """

    patience = 2.0

    def __init__(self, container: Container, readers: "ReaderServices") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._readers = readers
        self._files = ListFiles(container.folder)

    def begin(self, source: BinaryIO, file_name: str, kind: ListKind) -> str:
        """Keep an uploaded list, look at it, and return its name.

        Args:
            source: The file, seekable.
            file_name: The name that the browser sends. Only its last part is used.
            kind: Whom it names.

        Raises:
            AuthorError: It is no text with rows of people.
            DeskError: It is too large.
            OSError: It cannot be written.
        """
        from newsletter.audience.importing import first_rows

        file = PurePath(file_name.replace("\\", "/")).name[-_LONGEST_NAME:]
        if source.seek(0, 2) > LARGEST:
            raise DeskError("list-too-large")
        if not any(first_rows(source, file).rows):
            raise AuthorError("import-file-empty", file)
        source.seek(0)
        record = ListRecord(at=self._container.now(), file=file, kind=kind, stage=ListStage.LOOKING)
        name = self._files.put(source, record)
        self._work(name, record, self._look)
        return name

    def waiting(self) -> Sequence[ListView]:
        """Return the lists that are not taken in yet."""
        views = filter(None, map(self.find, self._files.names()))
        return [view for view in views if view.record.stage is not ListStage.TAKEN]

    def taken(self) -> Sequence[ListView]:
        """Return the lists that were taken in within the last hour."""
        views = filter(None, map(self.find, self._files.names()))
        return [view for view in views if view.record.stage is ListStage.TAKEN]

    def find(self, name: str) -> ListView | None:
        """Return a list; ``None`` if there is none, or nobody changed it for an hour."""
        is_busy = self._files.is_held(name)
        record = self._files.record(name)  # after the look at the lock, which ends last
        if record is None or not (is_busy or self._container.now() - record.at < KEPT):
            return None
        if is_busy or record.stage is ListStage.TAKEN:
            return ListView(name=name, record=record, is_busy=is_busy)
        columns = columns_of(self._files.path(name), record.file)
        return ListView(name=name, record=record, columns=columns)

    def look(self, name: str, choices: ListChoices) -> None:
        """Read a list again under other choices, and foresee its outcome.

        Raises:
            DeskError: It is gone, or at work.
        """
        looked = self._changed(self._at_rest(name), ListStage.LOOKING, choices)
        self._work(name, replace(looked, outcome=None), self._look)

    def take(self, name: str, choices: ListChoices, statement: str, by: Editor) -> None:
        """Take a list in. Taking it in again adds nobody twice.

        Args:
            name: The list's name.
            choices: What the editor says. How the list is read must not differ from the preview.
            statement: On what ground these people get the newsletter, in a sentence.
            by: The editor.

        Raises:
            DeskError: It is gone or at work, another list is being taken in, its preview
                found it unreadable, or there is no ground.
        """
        view = self._at_rest(name)
        record = view.record
        if record.outcome is None or not choices.reads_like(record.choices):
            raise DeskError("list-not-previewed")
        statement = _ground(choices, statement) if view.needs_ground else _NO_READERS
        begun = self._changed(view, ListStage.TAKING, choices)
        held = self._files.hold_all()
        if held is None:
            raise DeskError("list-another-busy")
        rows = record.outcome.rows

        def taken(name: str, record: ListRecord) -> ListRecord:
            with held:
                self._note(Act.LIST_BEGUN, (rows,), by)
                done = self._take(name, record, statement)
                self._note(Act.LIST_TAKEN_IN, _counts(done.outcome), by)
                return done

        try:
            self._work(name, begun, taken)
        except BaseException:
            held.close()
            raise

    def discard(self, name: str) -> None:
        """Delete a list.

        Raises:
            DeskError: It is at work.
        """
        if self._files.record(name) is not None and not self._files.remove_at_rest(name):
            raise DeskError("list-busy")

    def _at_rest(self, name: str) -> ListView:
        view = self.find(name)
        if view is None or view.record.stage is ListStage.TAKEN:
            raise DeskError("list-gone")
        if view.is_busy:
            raise DeskError("list-busy")
        return view

    def _changed(self, view: ListView, stage: ListStage, choices: ListChoices) -> ListRecord:
        return replace(
            view.record,
            at=self._container.now(),
            stage=stage,
            choices=choices,
            rows=0,
            problem=None,
            was_broken_off=view.is_in_part,
        )

    def _work(
        self, name: str, record: ListRecord, work: Callable[[str, ListRecord], ListRecord]
    ) -> None:
        """Start a thread that works on a list, and wait for it for a moment.

        Raises:
            DeskError: Another thread is at work on it.
        """
        held = self._files.hold(name)
        if held is None:
            raise DeskError("list-busy")
        self._files.write(name, record)

        def run() -> None:
            with held:
                done = self._worked(name, record, work)
                self._files.write(name, done)
                if done.stage is ListStage.TAKEN:
                    self._files.path(name).unlink(missing_ok=True)

        # what is taken in stays when the process ends, and the rest can be taken in later
        thread = Thread(target=run, name="list", daemon=True)
        thread.start()
        thread.join(self.patience)

    def _worked(
        self, name: str, record: ListRecord, work: Callable[[str, ListRecord], ListRecord]
    ) -> ListRecord:
        """Return the record of a list after some work on it, or with the reason why it failed."""
        was_taking = record.stage is ListStage.TAKING
        failed = replace(
            record,
            stage=ListStage.LOOKED,
            was_broken_off=record.was_broken_off or was_taking,
            outcome=record.outcome if was_taking else None,
        )
        try:
            return replace(work(name, record), at=self._container.now())
        except (AuthorError, DeskError) as error:
            return replace(failed, problem=error.problem, asked=_with_asked(record, error))
        except Exception as error:  # noqa: BLE001  # logged by its kind: its text may name readers
            log.warning("a list of readers was not read to its end: %s", type(error).__name__)
            return replace(failed, problem=Message("list-broken-off"))

    def _look(self, name: str, record: ListRecord) -> ListRecord:
        with self._files.path(name).open("rb") as stream:
            report = self._readers.importer.preview(
                stream, record.file, overrides=_overrides(record), progress=self._pace(name, record)
            )
        outcome = ListOutcome.of(report)
        asked = _joined(record.asked, outcome.asked)
        return replace(record, stage=ListStage.LOOKED, outcome=outcome, asked=asked)

    def _take(self, name: str, record: ListRecord, statement: str) -> ListRecord:
        @cache
        def may_tag(tag: str) -> bool:
            return tag in record.choices.tags or warning(tag) is None

        with self._files.path(name).open("rb") as stream:
            report = self._readers.importer.take_in(
                stream,
                record.file,
                statement=statement,
                overrides=_overrides(record),
                may_tag=may_tag,
                progress=self._pace(name, record),
            )
        return replace(record, stage=ListStage.TAKEN, outcome=ListOutcome.of(report))

    def _pace(self, name: str, record: ListRecord) -> Callable[[int], None]:
        """Return what writes the progress now and then, for the page."""
        written = 0

        def progress(rows: int) -> None:
            nonlocal written
            if rows - written >= _EVERY:
                written = rows
                with suppress(OSError):  # an import does not fail because its page cannot show it
                    self._files.write(name, replace(record, rows=rows, at=self._container.now()))

        return progress

    def _note(self, act: Act, counts: Sequence[int], by: Editor) -> None:
        after = " ".join(map(str, counts))
        with self._container.store.together():
            note(self._container, act, "list", by, after=after)


def tidy_lists(container: Container) -> None:
    """Delete the lists that were left for an hour."""
    ListFiles(container.folder).sweep(container.now())


def _ground(choices: ListChoices, statement: str) -> str:
    """Return the statement of consent.

    Raises:
        DeskError: The editor states no ground, or does not know it.
    """
    if choices.ground == "unknown":
        raise DeskError("list-ground-unknown")
    if choices.ground not in {"asked", "customers"}:
        raise DeskError("list-ground-missing")
    return statement_of_consent(statement)


def _overrides(record: ListRecord) -> "Overrides":
    from newsletter.audience.importing import Overrides

    everyone = "" if record.kind is ListKind.READERS else record.kind.value
    return Overrides.parse(
        [f"{heading}={meaning}" for heading, meaning in record.choices.columns.items()],
        [f"{word}={meaning}" for word, meaning in record.choices.words.items()],
        everyone,
    )


def _with_asked(record: ListRecord, error: NewsletterError) -> tuple[tuple[str, str], ...]:
    """Return what is asked about, with the words of a column that is not understood."""
    if error.code != "import-column-unclear":
        return record.asked
    cells, heading = error.data["cells"], str(error.data["heading"])
    new = [(heading, str(cell)) for cell in cells] if isinstance(cells, tuple) else []
    return _joined(record.asked, new)


def _joined(
    asked: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Return what was asked and what is asked now, in an order that stays, up to a limit."""
    return tuple(dict.fromkeys((*asked, *new)))[:_MOST_ASKED]


def _counts(outcome: ListOutcome | None) -> tuple[int, ...]:
    """Return the counts of a list that the log keeps: new, known, gone and refused."""
    if outcome is None:
        return ()
    known = outcome.known + outcome.stays
    gone = outcome.leaves + outcome.kept_out + outcome.barred
    return (outcome.new, known, gone, outcome.refused)
