"""Readers by number, for programs with a key. Each act is noted in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.errors import DeskError
from newsletter.model.audience import Standing, Subscriber, Suppression
from newsletter.model.editor import Act, Doer

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices

_EVERYBODY = "readers"
# Of all that is asked by GET, only this adds to the log, because looking at readers is an act of
# its own; nothing else changes for it but when the key was last used.
NOTED_BY_GET = frozenset({Act.READERS_LISTED, Act.READER_OPENED})


@dataclass(frozen=True, slots=True)
class KnownReader:
    """A subscriber, and why nothing is mailed to their address; ``None`` if there is no reason."""

    subscriber: Subscriber
    suppression: Suppression | None


class ReaderAccess:
    """Shows, unsubscribes and erases readers by their numbers.

    Looking is an act too. Of what one program looks at in a row, a day has one entry in the log.
    """

    def __init__(self, container: Container, readers: "ReaderServices") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._readers = readers

    def page(self, by: Doer, *, after: int = 0, limit: int = 100) -> tuple[KnownReader, ...]:
        """Return readers by number, after the number ``after``.

        Numbers are not used again, so that no reader is left out or repeated while others
        join and leave.
        """
        found = self._container.store.subscribers.page(after=after, limit=limit)
        self._note_looking(Act.READERS_LISTED, _EVERYBODY, by)
        return self._known(found)

    def find(self, number: int, by: Doer) -> KnownReader:
        """Return one reader.

        Raises:
            DeskError: There is no such reader, or no longer.
        """
        found = self._find(number)
        self._note_looking(Act.READER_OPENED, _thing(number), by)
        return self._known([found])[0]

    def unsubscribe(self, number: int, by: Doer) -> KnownReader:
        """Unsubscribe a reader who asked for it. Repeating it changes nothing.

        Raises:
            DeskError: There is no such reader, or the person never confirmed.
        """
        with self._container.store.together():
            if self._find(number).standing is Standing.PENDING:
                raise DeskError("reader-not-confirmed", reader=number)
            if self._readers.unsubscribe.end(number, "a program with a key"):
                note(self._container, Act.READER_UNSUBSCRIBED, _thing(number), by)
        return self._known([self._find(number)])[0]

    def forget(self, number: int, by: Doer) -> None:
        """Erase a reader who asked for it. A keyed hash remains.

        Raises:
            DeskError: There is no such reader, or no longer.
        """
        with self._container.store.together():
            reader = self._find(number)
            self._readers.preferences.forget(reader, "asked for, done by a program with a key")
            note(self._container, Act.READER_ERASED, _thing(number), by)

    def _find(self, number: int) -> Subscriber:
        found: Subscriber | None = self._container.store.subscribers.find(number)
        if found is None:
            raise DeskError("subscriber-unknown", address=str(number))
        return found

    def _known(self, readers: Sequence[Subscriber]) -> tuple[KnownReader, ...]:
        stopped = self._container.store.suppressions.among(one.address for one in readers)
        return tuple(KnownReader(one, stopped.get(one.address)) for one in readers)

    def _note_looking(self, act: Act, thing: str, by: Doer) -> None:
        assert act in NOTED_BY_GET, "any other act needs a POST"  # noqa: S101  # catches a programming error
        last = self._container.store.log.newest(1, editor=by.id, acts=[act])
        today = self._container.now().date()
        if not any(one.thing == thing and one.at.date() == today for one in last):
            note(self._container, act, thing, by)


def _thing(number: int) -> str:
    return f"reader {number}"
