"""The imports of lists of people, and undoing one, as ``newsletter.people.imports``."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread

from newsletter.app.container import Container
from newsletter.app.masking import without_addresses
from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.model.audience import Consent
from newsletter.model.editor import Act, Actor, Editor, LogEntry
from newsletter.model.imports import ImportRecord, ImportUndo
from newsletter.model.webhook import BulkCause

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import, and the effect of undoing it now."""

    record: ImportRecord
    undo: ImportUndo

    @property
    def source(self) -> Message:
        """Return which file it was of."""
        return source_of(self.record)

    @property
    def foreseen(self) -> tuple[Message, ...]:
        """Return what undoing it would do and what it would leave, each with its number."""
        found = (
            Message("import-undo-goes", count=self.undo.goes),
            Message("import-undo-mailed", count=self.undo.mailed),
            Message("import-undo-others", count=self.undo.others),
            Message("import-undo-barred", count=self.record.barred),
        )
        return tuple(one for one in found if one.data["count"])


class ImportHistory:
    """Lists imports, and removes the readers whom one added if nothing about them changed since.

    People who left elsewhere according to a list, or whose addresses do not exist, still get
    no mail: an undo that is not complete is better than mail to somebody who left.

    Attributes:
        patience: For how many seconds ``begin`` waits for its thread.
    """

    patience = 2.0

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def all(self) -> Sequence[ImportRecord]:
        """Return every import since there are numbers, newest first."""
        return self._container.store.imports.all()

    def view(self, number: int) -> ImportView:
        """Return one import.

        Raises:
            DeskError: There is none of this number.
        """
        imports = self._container.store.imports
        return ImportView(imports.find(number), imports.foresee(number))

    def undo(
        self, number: int, by: Editor | None = None, *, with_mailed: bool = False
    ) -> ImportRecord:
        """Undo an import, and return it. Repeating this finishes what was cut short.

        Args:
            number: The import.
            by: The editor, for the log; ``None`` for the terminal.
            with_mailed: Whether to unsubscribe those who stay only because a letter was sent
                to them. They come back only by themselves.

        Raises:
            DeskError: There is none of this number.
        """
        self._mark(number, by, with_mailed=with_mailed)
        self._take_back(number, with_mailed=with_mailed)
        return self._container.store.imports.find(number)

    def begin(self, number: int, by: Editor, *, with_mailed: bool = False) -> None:
        """Begin to undo an import in a thread, as ``undo`` does, and wait for it for a moment.

        Raises:
            DeskError: There is none of this number.
        """
        self._mark(number, by, with_mailed=with_mailed)
        thread = Thread(
            target=self._try_to_take_back, args=(number, with_mailed), name="undo", daemon=True
        )
        thread.start()
        thread.join(self.patience)

    def _mark(self, number: int, by: Editor | None, *, with_mailed: bool) -> None:
        store = self._container.store
        with store.together():
            undo = store.imports.foresee(number)
            mailed = undo.mailed if with_mailed else 0
            if not (store.imports.mark_undone(number) or mailed):
                return  # it is finished, or continues where it was interrupted
            entry = LogEntry(
                at=self._container.now(),
                actor=Actor.DESK if by else Actor.TERMINAL,
                act=Act.IMPORT_UNDONE,
                thing=f"import {number}",
                editor=by.id if by else None,
                after=f"{undo.goes} {mailed}",
            )
            store.log.add(entry)

    def _take_back(self, number: int, *, with_mailed: bool) -> None:
        last: int | None = 0
        store = self._container.store
        while last is not None:  # each is a transaction, and leaves the rest for another try
            last = store.imports.take_back(number, last)
        while with_mailed and (some := store.imports.mailed(number)):
            with store.together():
                gone = store.subscribers.unsubscribe_all(some, cause=BulkCause.IMPORT)
                left = Consent(kind="left", at=self._container.now(), note="editor")
                store.consents.add(gone, left)

    def _try_to_take_back(self, number: int, with_mailed: bool) -> None:  # of a thread
        try:
            self._take_back(number, with_mailed=with_mailed)
        except StoreError:
            log.exception("import %s is not undone to its end", number)


def source_of(record: ImportRecord) -> Message:
    """Return which file an import was of, without addresses in its name."""
    return without_addresses(Message.from_text(record.source))
