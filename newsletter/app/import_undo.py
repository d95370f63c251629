"""The imports of lists of people, and undoing one, as ``newsletter.people.imports``."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread

from newsletter.app.container import Container
from newsletter.app.masking import without_addresses
from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.model.audience import ImportRecord, ImportUndo
from newsletter.model.editor import Act, Actor, Editor, LogEntry

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import, and what undoing it would come to now."""

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


class ImportUndoing:
    """Lists imports, and removes the readers whom one added if nothing about them changed since.

    People who left elsewhere according to a list, or whose addresses do not exist, still get
    no mail: that no undo makes anybody mailable who left is worth more than a complete undo.

    Attributes:
        patience: For how many seconds ``begin`` waits for its thread.
    """

    patience = 2.0

    def __init__(self, container: Container) -> None:
        """Set the parts. Nothing is read yet."""
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

    def undo(self, number: int, by: Editor | None = None) -> ImportRecord:
        """Undo an import, and return it. Repeating this finishes what was cut short.

        Args:
            number: The import.
            by: The editor, for the log; ``None`` for the terminal.

        Raises:
            DeskError: There is none of this number.
        """
        self._mark(number, by)
        self._take_back(number)
        return self._container.store.imports.find(number)

    def begin(self, number: int, by: Editor) -> None:
        """Begin to undo an import in a thread, and wait for it for a moment.

        Raises:
            DeskError: There is none of this number.
        """
        self._mark(number, by)
        thread = Thread(target=self._try_to_take_back, args=(number,), name="undo", daemon=True)
        thread.start()
        thread.join(self.patience)

    def _mark(self, number: int, by: Editor | None) -> None:
        store = self._container.store
        with store.together():
            goes = store.imports.foresee(number).goes
            if not store.imports.mark_undone(number):
                return  # it is finished, or goes on where it was cut short
            entry = LogEntry(
                at=self._container.now(),
                actor=Actor.DESK if by else Actor.TERMINAL,
                act=Act.IMPORT_UNDONE,
                thing=f"import {number}",
                editor=by.id if by else None,
                after=str(goes),
            )
            store.log.add(entry)

    def _take_back(self, number: int) -> None:
        last: int | None = 0
        while last is not None:  # each is a transaction, and leaves the rest for another try
            last = self._container.store.imports.take_back(number, last)

    def _try_to_take_back(self, number: int) -> None:
        try:
            self._take_back(number)
        except StoreError:
            log.exception("import %s is not undone to its end", number)


def source_of(record: ImportRecord) -> Message:
    """Return which file an import was of, without addresses in its name."""
    return without_addresses(Message.from_text(record.source))
