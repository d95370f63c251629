"""The export of all readers, piece by piece, for a browser."""

from collections.abc import Iterator

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.audience.exporting import Separator, pieces
from newsletter.model.editor import Act, Editor

SEPARATORS = tuple(Separator)
_MARK = "\ufeff"  # Excel needs the byte order mark


class ReaderExport:
    """Gives all readers as a CSV file, with standing and consent."""

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def count(self) -> int:
        """Return how many people the file has."""
        return self._container.store.subscribers.count()

    def usual(self) -> Separator:
        """Return the separator for a spreadsheet in the publication's language."""
        is_english = self._container.settings.publication.language.startswith("en")
        return Separator.COMMA if is_english else Separator.SEMICOLON

    def pieces(self, by: Editor, separator: Separator = Separator.COMMA) -> Iterator[bytes]:
        """Note the export, and return the file in pieces.

        No transaction stays open between two of them, however slowly the browser reads.
        """
        store = self._container.store
        with store.together():
            note(self._container, Act.READERS_EXPORTED, "readers", by, after=str(self.count()))
        written = pieces(
            lambda after, limit: store.subscribers.page(after=after, limit=limit),
            store.consents,
            separator,
        )
        return (
            f"{'' if place else _MARK}{text}".encode() for place, (text, _) in enumerate(written)
        )
