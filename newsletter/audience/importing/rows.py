"""Reads one row of a file as a person to import, or as a rejection with a reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import repeat
from typing import Final, NamedTuple, TypeAlias, TypeVar

from newsletter.audience.importing.cells import address_in, seen, shown
from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.free_text import Tone, speaks_of_leaving, tone_of
from newsletter.audience.importing.header import Header
from newsletter.audience.importing.list_names import heads_who_left
from newsletter.audience.importing.records import Broken, Record
from newsletter.audience.importing.signs import HAPPENED, NotUnderstood, SignColumn
from newsletter.audience.importing.values import (
    is_date,
    language_of,
    looks_like_address,
    moment_of,
    tags_of,
)
from newsletter.audience.importing.words import ImportedStatus, worse
from newsletter.audience.names import first_of, listed_name, unless_copied
from newsletter.message import Message
from newsletter.model.address import EmailAddress

Proof: TypeAlias = tuple[tuple[str, date | str], ...]  # what happened elsewhere, and when


class ImportRow(NamedTuple):
    """A person in a file. What the file does not give is empty.

    A named tuple, since a million are created.

    Attributes:
        line: Where the row starts in the file, from 1.
        status: Their status in the other tool.
        left_at: When they left, bounced or complained there, if that is certain.
        proof: What happened there (``signed-up``, ``confirmed``), and when. A date that may
            be read in two ways is as written.
        network: The IP address that consent came from there, as written.
    """

    line: int
    address: EmailAddress
    first_name: str = ""
    language: str | None = None
    tags: frozenset[str] = frozenset()
    status: ImportedStatus = ImportedStatus.SUBSCRIBED
    left_at: datetime | None = None
    proof: Proof = ()
    network: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be imported: its line, the reason, and the written address."""

    line: int
    reason: Message
    written: str = ""


Row: TypeAlias = ImportRow | RejectedRow
_Key = TypeVar("_Key", str, frozenset[str])
_Value = TypeVar("_Value")


class RowReader:
    """Reads the rows under one header.

    A million rows repeat the same few values, so each is understood only once.
    """

    def __init__(
        self, header: Header, *, unicode_local: bool = False, today: date | None = None
    ) -> None:
        """Prepare for many rows.

        Args:
            header: Where everything is.
            unicode_local: Accept letters outside ASCII before the @.
            today: To know which years are over.
        """
        self._header = header
        self._unicode_local = unicode_local
        self._place = {column: header.places.get(column, _NOWHERE) for column in Column}
        self._signs = [
            (sign.place, sign, _Remembered(_of_seen(sign.reading.sign_of))) for sign in header.signs
        ]
        others = (*header.proofs, *header.watched)
        places = (*header.places.values(), *(sign.place for sign in header.signs))
        self._second = _NOWHERE if header.second is None else header.second
        self._width = max((*places, self._second, *(place for place, _ in others)), default=0) + 1
        self._first_names = _Remembered(_of_shown(listed_name))
        self._languages = _Remembered(_of_shown(language_of))
        self._tags = _Remembered(_of_shown(tags_of))
        self._watched = [
            (place, heading, _Remembered(_speaks(_tone(place, heading, header), today)))
            for place, heading in header.watched
        ]
        self._names = {self._place[Column.FIRST_NAME], self._place[Column.FULL_NAME]}
        self._speaking_tags = _Remembered(partial(_speaking_tag, _speaks(Tone.TAG, today)))
        self._moments = _Remembered(_of_seen(_when))
        self._below: Message | None = None  # why rows below a line about unsubscribing are refused

    def read(self, record: Record | Broken) -> Row:
        """Return the person in one row."""
        if isinstance(record, Broken):
            return RejectedRow(record.line, record.reason)
        fields, place = self._filled_up(record.fields), self._place
        written = self._written(fields)
        found = address_in(written, unicode_local=self._unicode_local)
        if isinstance(found, Message):
            self._below = _divider(record) or self._below
            reason = found if written else self._elsewhere(fields) or found
            return RejectedRow(record.line, reason, written[:200])
        address, name = found
        tags = self._tags[fields[place[Column.TAGS]]]
        status, trouble = self._status(fields, tags)
        if self._below and status in _STAYS:
            trouble = self._below
        if trouble:
            return RejectedRow(record.line, trouble, written[:200])
        listed = self._first_names[fields[place[Column.FIRST_NAME]]]
        return ImportRow(
            record.line,
            address,
            unless_copied(listed, address.local)
            or first_of(shown(fields[place[Column.FULL_NAME]]) or name, address.local),
            self._languages[fields[place[Column.LANGUAGE]]],
            tags,
            status,
            None if status in _STAYS else self._left_at(fields),
            self._proof(fields),
            shown(fields[place[Column.NETWORK]])[:45],
        )

    def _written(self, fields: Sequence[str]) -> str:
        """Return the address in a row, or its second one if there is none."""
        written = shown(fields[self._place[Column.ADDRESS]])
        if self._second == _NOWHERE or looks_like_address(written):
            return written
        return shown(fields[self._second]) or written

    def _filled_up(self, fields: tuple[str, ...]) -> tuple[str, ...]:
        """Return a row with empty cells up to the last column that is read, and one more."""
        missing = self._width - len(fields)
        return (*fields, *repeat("", missing), "") if missing > 0 else (*fields, "")

    def _status(
        self, fields: Sequence[str], tags: frozenset[str]
    ) -> tuple[ImportedStatus, Message | None]:
        """Return the status in a row, and why the row is refused, if it is.

        The worst sign counts. A sign of leaving counts even if others are not understood.
        """
        status, has_yes = self._header.everyone, not self._header.yes_from
        trouble = self._overlooked(fields, tags)
        for place, sign, sign_of in self._signs:
            if not (cell := fields[place]):
                continue
            try:
                own = sign_of[cell]
            except NotUnderstood:
                trouble = trouble or _not_known(sign, cell)
                continue
            if own is not None:
                status = worse(status, own)
                has_yes = has_yes or place in self._header.yes_from
        if status in _STAYS and trouble:
            return status, trouble
        if status is ImportedStatus.SUBSCRIBED and not has_yes:
            return status, self._no_yes()
        return status, None

    def _overlooked(self, fields: Sequence[str], tags: frozenset[str]) -> Message | None:
        """Return what a name or an unused column says about unsubscribing, in plain words."""
        for place, heading, speaks in self._watched:
            if (cell := fields[place]) and speaks[cell]:
                words = cell.strip().casefold()[:60]
                if place in self._names:
                    return Message("row-name-speaks", heading=heading, cell=words)
                return Message("row-status-overlooked", heading=heading, cell=words)
        if tags and self._header.watches_tags and (speaking := self._speaking_tags[tags]):
            return Message("row-tag-speaks", tag=speaking)
        return None

    def _elsewhere(self, fields: Sequence[str]) -> Message | None:
        """Return which other column has an address, if the row has none in its own."""
        for place, heading in self._header.watched:
            if looks_like_address(fields[place]):
                return Message("row-address-elsewhere", heading=heading)
        return None

    def _no_yes(self) -> Message:
        headings = [
            sign.heading for place, sign, _ in self._signs if place in self._header.yes_from
        ]
        return Message("row-without-yes", headings=headings)

    def _left_at(self, fields: Sequence[str]) -> datetime | None:
        """Return when the newest of the signs happened, if dates show it."""
        moments = [
            moment
            for place, sign, _ in self._signs
            if sign.reading.column in HAPPENED
            if (moment := moment_of(seen(fields[place]))) is not None
        ]
        return max(moments, default=None)

    def _proof(self, fields: Sequence[str]) -> Proof:
        """Return when the person signed up and confirmed there, for the record."""
        proofs: dict[str, date | str] = {}
        for place, happened in self._header.proofs:
            if happened in proofs or not (cell := fields[place]):
                continue
            if (when := self._moments[cell]) is not None:
                proofs[happened] = when
        return tuple(proofs.items())


def _divider(record: Record) -> Message | None:
    """Return why the rows below a dividing line are refused, or ``None``.

    An editor who pastes two lists together may write "Afgemeld:" between them.
    """
    alone = [cell.strip() for cell in record.fields if cell.strip()]
    if len(set(alone)) != 1 or "@" in alone[0] or not heads_who_left(alone[0]):
        return None
    return Message("row-below-leaving", words=alone[0][:60], line=record.line)


def _when(cell: str) -> date | str | None:
    """Return the day or the moment in a cell. A date that may be read in two ways is as written."""
    moment = moment_of(cell)
    if moment is not None:
        return moment.date() if moment.time() == _MIDNIGHT else moment
    return cell[:40] if is_date(cell) else None


def _tone(place: int, heading: str, header: Header) -> Tone:
    """Return the tone of a column; under no heading it may hold the last names, such as "Oud"."""
    tone = tone_of(heading)
    return Tone.NAME if tone is Tone.UNNAMED and place in header.full else tone


def _speaks(tone: Tone, today: date | None) -> Callable[[str], bool]:
    return partial(speaks_of_leaving, tone=tone, today=today)


def _speaking_tag(speaks: Callable[[str], bool], tags: frozenset[str]) -> str:
    """Return the first tag that is about unsubscribing, or an empty text."""
    return next(filter(speaks, sorted(tags)), "")


class _Remembered(dict[_Key, _Value]):
    """A cache of what cells mean, up to a limit."""

    def __init__(self, read: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._read: Callable[[_Key], _Value] = read

    def __missing__(self, cell: _Key) -> _Value:
        """Read a cell that was not read before.

        Raises:
            NotUnderstood: Its meaning is unknown.
        """
        value: _Value = self._read(cell)
        if len(self) < _MOST_REMEMBERED and len(cell) <= _LONGEST_REMEMBERED:
            self[cell] = value
        return value


_MOST_REMEMBERED: Final = 10_000  # different cells of one column, such as dates
_LONGEST_REMEMBERED: Final = 200  # letters of a cell; what is longer hardly comes twice
_NOWHERE: Final = -1  # the last cell of a row that was filled up, which is empty
_STAYS: Final = frozenset({ImportedStatus.SUBSCRIBED, ImportedStatus.PENDING})
_MIDNIGHT: Final = time()  # of a date without a time of day


def _not_known(sign: SignColumn, cell: str) -> Message:
    return Message("row-status-unknown", heading=sign.heading, cell=seen(cell)[:40])


def _of_seen(read: Callable[[str], _Value]) -> Callable[[str], _Value]:
    return lambda field: read(seen(field))


def _of_shown(read: Callable[[str], _Value]) -> Callable[[str], _Value]:
    return lambda field: read(shown(field))
