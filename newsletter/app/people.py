"""People, as the editor takes them in and looks at them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.app.parts import Parts
from newsletter.audience.addresses import parse
from newsletter.errors import DeskError
from newsletter.model.audience import Arrival, Newcomer, Standing, Subscriber

if TYPE_CHECKING:
    from newsletter.audience.importing import Candidate, Refused

_AT_ONCE = 2_000  # rows in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A subscriber in words."""

    address: str
    first_name: str
    standing: str
    tags: tuple[str, ...]
    rhythm: str
    language: str
    joined: str
    confirmed: str
    left: str
    suppressed: str

    def facts(self) -> dict[str, object]:
        """For machines; what is not known is null."""
        return {
            "address": self.address,
            "first_name": self.first_name or None,
            "standing": self.standing,
            "tags": list(self.tags),
            "rhythm": self.rhythm,
            "language": self.language,
            "joined": self.joined or None,
            "confirmed": self.confirmed or None,
            "left": self.left or None,
            "suppressed": self.suppressed or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did: the counts, and every refused row with its line and reason."""

    counts: dict[str, int]
    refused: tuple["Refused", ...]

    @property
    def sentence(self) -> str:
        """The counts in one line."""
        told = ", ".join(f"{many} {what}" for what, many in self.counts.items() if many)
        return f"{told or 'nobody'}{f', {len(self.refused)} refused' if self.refused else ''}"

    @property
    def came_to_nothing(self) -> bool:
        """Whether rows were refused and not one was of use."""
        return bool(self.refused) and not any(self.counts.values())

    def facts(self) -> dict[str, object]:
        """For machines."""
        return {
            **self.counts,
            "refused": [{"line": row.line, "reason": row.reason} for row in self.refused],
        }


class People:
    """The publication's subscribers."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def add(self, address: str, *, first_name: str = "", tags: Sequence[str] = ()) -> str:
        """Take in one person whose consent the editor has.

        Raises:
            BadAddress: It is no address.
            DeskError: They left once, or there is a standing order not to write to them.
        """
        newcomer = Newcomer(
            address=parse(address),
            first_name=first_name,
            tags=frozenset(tags),
            language=self._language,
        )
        (arrival,) = self._parts.store.subscribers.take_in([newcomer], source="by the editor")
        match arrival:
            case Arrival.NEW:
                return f"added {newcomer.address}"
            case Arrival.KNOWN:
                return f"{newcomer.address} is there already; nothing was changed"
            case Arrival.HAS_LEFT:
                raise DeskError(
                    f"{newcomer.address} left once", "only the reader can come back, by signing up"
                )
            case Arrival.SUPPRESSED:
                raise DeskError(f"there is a standing order not to write to {newcomer.address}")

    def import_file(self, path: Path) -> ImportReport:
        """Take in a CSV file row by row; what is refused is listed, the rest goes in.

        Raises:
            DeskError: The file cannot be opened, or has no column of addresses.
        """
        from newsletter.audience.importing import Refused, open_people

        counts = {arrival.value: 0 for arrival in Arrival} | {"passed over": 0}
        refused: list[Refused] = []
        try:
            stream = path.open("rb")
        except OSError as error:
            raise DeskError(f"{path} cannot be opened: {error.strerror}") from error
        with stream:
            for portion in _portions(open_people(stream, path.name).rows):
                refused += [row for row in portion if isinstance(row, Refused)]
                people, passed = self._wanted(portion)
                counts["passed over"] += passed
                for arrival in self._parts.store.subscribers.take_in(people, source=path.name):
                    counts[arrival.value] += 1
        return ImportReport(counts=counts, refused=tuple(refused))

    def _wanted(self, portion: Sequence["Candidate | Refused"]) -> tuple[list[Newcomer], int]:
        """The subscribers among a portion of rows, and how many were something else elsewhere."""
        from newsletter.audience.importing import Candidate
        from newsletter.audience.importing.values import Told

        candidates = [row for row in portion if isinstance(row, Candidate)]
        people = [
            Newcomer(
                address=row.address,
                first_name=row.first_name,
                language=row.language or self._language,
                tags=row.tags,
            )
            for row in candidates
            if row.told is Told.SUBSCRIBED
        ]
        return people, len(candidates) - len(people)

    def rows(self, *, standing: str | None = None, tag: str | None = None) -> list[Person]:
        """Everyone, or those of one standing or tag."""
        wanted = _standing(standing)
        found: list[Person] = []
        after = 0
        while page := self._parts.store.subscribers.page(after=after, standing=wanted, tag=tag):
            found += [self._person(subscriber) for subscriber in page]
            after = page[-1].id
        return found

    def show(self, address: str) -> Person:
        """Everything that is kept of one person."""
        return self._person(self._find(address))

    def unsubscribe(self, address: str) -> str:
        """Let a person leave who asked for it by other ways than the link."""
        subscriber = self._find(address)
        self._parts.store.subscribers.unsubscribe(subscriber.id)
        return f"{subscriber.address} gets nothing any more"

    @property
    def _language(self) -> str:
        return self._parts.settings.publication.language

    def _find(self, address: str) -> Subscriber:
        found = self._parts.store.subscribers.by_address(parse(address))
        if found is None:
            raise DeskError(f"{address} is not among the subscribers")
        return found

    def _person(self, subscriber: Subscriber) -> Person:
        suppression = self._parts.store.suppressions.of(subscriber.address)
        zone = self._parts.zone

        def told(moment: datetime | None) -> str:
            return moment.astimezone(zone).isoformat(timespec="minutes") if moment else ""

        return Person(
            address=str(subscriber.address),
            first_name=subscriber.first_name,
            standing=subscriber.standing.value,
            tags=tuple(sorted(subscriber.tags)),
            rhythm=subscriber.rhythm.value,
            language=subscriber.language,
            joined=told(subscriber.joined_at),
            confirmed=told(subscriber.confirmed_at),
            left=told(subscriber.left_at),
            suppressed=f"{suppression.reason.value} since {told(suppression.since)}"
            if suppression
            else "",
        )


def _standing(name: str | None) -> Standing | None:
    if name is None:
        return None
    try:
        return Standing(name)
    except ValueError:
        known = ", ".join(standing.value for standing in Standing)
        raise DeskError(f"{name!r} is no standing", f"choose one of {known}") from None


def _portions(rows: Iterator["Candidate | Refused"]) -> Iterator[list["Candidate | Refused"]]:
    portion: list[Candidate | Refused] = []
    for row in rows:
        portion.append(row)
        if len(portion) == _AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion
