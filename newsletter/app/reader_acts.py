"""What editors do for single readers, each act logged in its own transaction."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from newsletter.app.acts import note
from newsletter.app.container import Container
from newsletter.audience.addresses import parse
from newsletter.audience.consent import statement_of_consent, truncated
from newsletter.audience.importing.values import tag
from newsletter.audience.names import first_name
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.audience import Rhythm, Subscriber
from newsletter.model.editor import Act, Editor

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices
    from newsletter.app.subscribers import SubscriberAdmin

OPEN_FOR: Final = timedelta(hours=1)
_LOOKED_AT: Final = 100  # newest openings of one editor
_ADDRESSES: Final = 10  # an hour, typed by one editor to unsubscribe
_OF_A_NETWORK: Final = 60  # an hour, typed by all editors of one network
_LARGEST: Final = (1 << 31) - 1  # numbers of readers are signed 32-bit integers


class ReaderDetails(NamedTuple):
    """What an editor can change of a reader."""

    name: str
    tags: frozenset[str]
    rhythm: Rhythm


class ReaderActs:
    """Opens, changes, unsubscribes, suppresses and erases readers, by their numbers."""

    def __init__(
        self, container: Container, readers: "ReaderServices", people: "SubscriberAdmin"
    ) -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._readers = readers
        self._people = people

    def open(self, number: int, by: Editor) -> None:
        """Note that an editor looks at a reader's data, which they can see for an hour.

        Raises:
            DeskError: There is no such reader, or they were erased.
        """
        with self._container.store.together():
            self._find(number)
            if not self.is_open(number, by):
                note(self._container, Act.READER_OPENED, _thing(number), by)

    def open_address(self, address: str, by: Editor) -> int | None:
        """Open the reader with an exact address, as ``open`` does.

        Returns:
            The reader's number; ``None`` if the text is no address, or no reader's.
        """
        try:
            parsed = parse(address, unicode_local=True)
        except BadAddress:
            return None
        with self._container.store.together():
            reader = self._container.store.subscribers.by_address(parsed)
            if reader is None:
                return None
            self.open(reader.id, by)
            return int(reader.id)

    def is_open(self, number: int, by: Editor) -> bool:
        """Return whether an editor opened a reader's data in the last hour."""
        since = self._container.now() - OPEN_FOR
        opened = self._container.store.log.newest(
            _LOOKED_AT, editor=by.id, acts=(Act.READER_OPENED,)
        )
        return any(entry.thing == _thing(number) and entry.at > since for entry in opened)

    def take_data(self, number: int, by: Editor) -> dict[str, object]:
        """Note that an editor takes all data about a reader along, and return them.

        Raises:
            DeskError: There is no such reader, or they were erased.
        """
        with self._container.store.together():
            reader = self._find(number)
            note(self._container, Act.READER_DATA_TAKEN, _thing(number), by)
            data: dict[str, object] = self._readers.preferences.everything(reader)
        return data

    def mistakes(self, address: str, statement: str) -> dict[str, Message]:
        """Return what is wrong with the fields of somebody to add, by field."""
        unicode_local = self._container.capabilities.unicode_local
        checks: dict[str, Callable[[], object]] = {
            "email": lambda: parse(address, unicode_local=unicode_local),
            "statement": lambda: statement_of_consent(statement),
        }
        wrong = {} if address.strip() else {"email": Message("reader-address-missing")}
        for field, check in checks.items():
            try:
                check()
            except (BadAddress, DeskError) as error:
                wrong.setdefault(field, error.message)
        return wrong

    def add(
        self,
        address: str,
        *,
        first_name: str = "",
        tags: Sequence[str] = (),
        statement: str,
        by: Editor,
    ) -> bool:
        """Add one person whose consent the editor has. Return false if they were there already.

        Raises:
            BadAddress: The address is not valid.
            DeskError: The statement is missing or too short, the person has unsubscribed,
                or the address is suppressed.
        """
        store = self._container.store
        parsed = parse(address, unicode_local=self._container.capabilities.unicode_local)
        with store.together():
            if store.subscribers.by_address(parsed) is not None:
                self._people.add(address, statement=statement)  # refuses people who left
                return False
            self._people.add(address, first_name=first_name, tags=tags, statement=statement)
            added = store.subscribers.by_address(parsed)
            if added is not None:
                note(self._container, Act.READER_ADDED, _thing(added.id), by)
        return True

    def change(
        self,
        number: int,
        *,
        name: str,
        tags: Sequence[str],
        rhythm: Rhythm,
        by: Editor,
        shown: ReaderDetails | None = None,
    ) -> None:
        """Set a reader's first name, tags and rhythm. The log says which of them changed.

        Args:
            number: The reader.
            name: The first name.
            tags: All tags.
            rhythm: How often letters come.
            by: The editor.
            shown: What the editor saw. Of that, only what is other now is changed, so that
                what the reader chose meanwhile stays; by default, everything is set.

        Raises:
            DeskError: There is no such reader, they were erased, or the name is none.
        """
        store = self._container.store
        with store.together():
            before = self._find(number)
            asked = _merged(before, ReaderDetails(name, frozenset(tags), rhythm), shown)
            if asked.name != before.first_name:
                asked = asked._replace(name=_name(asked.name))
            # this write holds the row, so that nobody is erased between it and the others
            if not store.subscribers.rename(number, asked.name):
                raise DeskError("reader-not-there")
            if asked.tags != before.tags:
                store.subscribers.set_tags(number, asked.tags)
            if asked.rhythm is not before.rhythm:
                store.subscribers.set_rhythm(number, asked.rhythm)
            was = ReaderDetails(before.first_name, before.tags, before.rhythm)
            pairs = zip(ReaderDetails._fields, was, asked, strict=True)
            changed = [field for field, old, new in pairs if old != new]
            if changed:
                after = ", ".join(changed)
                note(self._container, Act.READER_CHANGED, _thing(number), by, after=after)

    def unsubscribe(self, number: int, by: Editor) -> None:
        """Unsubscribe a reader who asked for it. Repeating it changes nothing.

        Raises:
            DeskError: There is no such reader, or they were erased.
        """
        with self._container.store.together():
            self._find(number)
            self._end(number, by)

    def unsubscribe_address(self, address: str, by: Editor, client: str) -> None:
        """Unsubscribe the reader with an address, if there is one, without saying so.

        The log says to owners what was done, also if the address is no reader's.

        Args:
            address: The exact address as typed.
            by: The editor.
            client: The IP address of the request; only its network is used.

        Raises:
            BadAddress: The text is not an address.
            DeskError: The editor or the network typed too many addresses in the last hour.
        """
        parsed = parse(address, unicode_local=True)
        network = truncated(client)
        if self._container.limiter.is_over("desk-unsubscribe", str(by.id), _ADDRESSES) or (
            network
            and self._container.limiter.is_over("desk-unsubscribe-network", network, _OF_A_NETWORK)
        ):
            self._note_stopped(by)
            raise DeskError("unsubscribing-too-often")
        store = self._container.store
        with store.together():
            reader = store.subscribers.by_address(parsed)
            if reader is None:
                note(self._container, Act.READER_UNKNOWN, "", by)
            else:
                self._end(reader.id, by)

    def _note_stopped(self, by: Editor) -> None:
        """Note once an hour that an editor typed too many addresses."""
        if not self._container.limiter.is_over("desk-unsubscribe-noted", str(by.id), 1):
            note(self._container, Act.UNSUBSCRIBING_STOPPED, "", by)

    def suppress(self, number: int, reason: str, by: Editor) -> None:
        """Send a reader no more mail, whatever they signed up for. An earlier reason is kept.

        Raises:
            DeskError: There is no such reader, or they were erased.
        """
        store = self._container.store
        with store.together():
            address = self._find(number).address
            if not store.suppressions.is_suppressed(address):
                self._people.suppress(str(address), reason)
                note(self._container, Act.READER_SUPPRESSED, _thing(number), by)

    def lift(self, number: int, reason: str, by: Editor) -> None:
        """Let a reader get mail again, for a reason that is stored as proof.

        Raises:
            DeskError: There is no such reader, they are not suppressed, the reason is
                missing, or only they can end the suppression.
        """
        with self._container.store.together():
            self._people.lift(str(self._find(number).address), reason)
            note(self._container, Act.READER_ALLOWED, _thing(number), by)

    def forget(self, number: int, by: Editor) -> None:
        """Erase a reader who asked for it. A keyed hash of their address remains.

        Raises:
            DeskError: There is no such reader, or they were erased.
        """
        with self._container.store.together():
            self._find(number)
            self._people.forget(str(number))
            note(self._container, Act.READER_ERASED, _thing(number), by)

    def _end(self, number: int, by: Editor) -> None:
        if self._readers.unsubscribe.end(number, "editor"):
            note(self._container, Act.READER_UNSUBSCRIBED, _thing(number), by)

    def _find(self, number: int) -> Subscriber:
        found = self._container.store.subscribers.find(number) if 0 < number <= _LARGEST else None
        if found is None:
            raise DeskError("reader-not-there")
        return found


def tags_in(text: str) -> tuple[str, ...]:
    """Return the tags in a text, separated by commas, as they are stored."""
    return tuple(dict.fromkeys(name for one in text.split(",") if (name := tag(one))))


def _merged(before: Subscriber, typed: ReaderDetails, shown: ReaderDetails | None) -> ReaderDetails:
    """Return what is asked for: of what was shown, only what was typed otherwise."""
    if shown is None:
        return typed
    return ReaderDetails(
        name=before.first_name if typed.name == shown.name else typed.name,
        tags=(before.tags | (typed.tags - shown.tags)) - (shown.tags - typed.tags),
        rhythm=before.rhythm if typed.rhythm is shown.rhythm else typed.rhythm,
    )


def _name(text: str) -> str:
    """Return a first name as it is stored.

    Raises:
        DeskError: The text is not empty and no name.
    """
    name = first_name(text)
    if text.strip() and not name:
        raise DeskError("reader-name-unreadable")
    return name


def _thing(number: int) -> str:
    return f"reader {number}"
