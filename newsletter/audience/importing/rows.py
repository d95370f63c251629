"""Reads one row of a file as a person to import, or as a rejection with a reason."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, NamedTuple, TypeAlias

from newsletter.audience.addresses import parse
from newsletter.audience.formulas import as_meant
from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.header import Header, SignColumn
from newsletter.audience.importing.records import Broken, Record
from newsletter.audience.importing.signs import GIVES_A_YES, HAPPENED, NotUnderstood
from newsletter.audience.importing.values import (
    is_date,
    language_of,
    looks_like_address,
    moment_of,
    tags_of,
)
from newsletter.audience.importing.words import STRONG, ImportedStatus, leaving_in, worst
from newsletter.audience.names import first_of, listed_first_name
from newsletter.errors import BadAddress
from newsletter.message import Message
from newsletter.model.address import EmailAddress

# "Anna <anna@…>", 'anna@…, mailto:anna@…, and invisible spaces: all common in spreadsheets
_ANGLED: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")
_UNSEEN: Final = dict.fromkeys((0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")


class ImportRow(NamedTuple):
    """A person in a file. What the file does not give is empty.

    A named tuple, since a million are created and sent between processes.

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
    proof: tuple[tuple[str, date | str], ...] = ()
    network: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that cannot be imported: its line, the reason, and the written address."""

    line: int
    reason: Message
    written: str = ""


Row: TypeAlias = ImportRow | RejectedRow


class RowReader:
    """Reads the rows under one header."""

    def __init__(self, header: Header, *, unicode_local: bool = False) -> None:
        """Prepare for many rows.

        Args:
            header: Where everything is.
            unicode_local: Accept letters outside ASCII before the @.
        """
        self._header = header
        self._unicode_local = unicode_local
        # a million rows repeat the same few values, so each is understood only once
        self._signs = [
            (sign.place, sign, _Remembered(sign.reading.sign_of)) for sign in header.signs
        ]
        self._below: Message | None = None  # why rows below a line about unsubscribing are refused

    def read(self, record: Record | Broken) -> Row:
        """Return the person in one row."""
        if isinstance(record, Broken):
            return RejectedRow(record.line, record.reason)
        fields = record.fields
        cells = self._cells(fields)
        written = cells[Column.ADDRESS]
        found = address_in(written, unicode_local=self._unicode_local)
        if isinstance(found, Message):
            self._below = _divider(record) or self._below
            reason = found if written else self._elsewhere(fields) or found
            return RejectedRow(record.line, reason, written[:200])
        address, name = found
        tags = tags_of(cells[Column.TAGS])
        status, trouble = self._status(fields, tags)
        if self._below and status in _STAYS:
            trouble = self._below
        if trouble:
            return RejectedRow(record.line, trouble, written[:200])
        return ImportRow(
            line=record.line,
            address=address,
            first_name=listed_first_name(cells[Column.FIRST_NAME], address.local)
            or first_of(cells[Column.FULL_NAME] or name, address.local),
            language=language_of(cells[Column.LANGUAGE]),
            tags=tags,
            status=status,
            left_at=None if status in _STAYS else self._left_at(fields),
            proof=self._proof(fields),
            network=cells[Column.NETWORK][:45],
        )

    def _cells(self, fields: Sequence[str]) -> dict[Column, str]:
        cells = _NO_CELLS.copy()  # a copy is cheaper than asking each time
        for column, place in self._header.places.items():
            if place < len(fields):
                cells[column] = _seen(as_meant(fields[place]))
        return cells

    def _status(
        self, fields: Sequence[str], tags: frozenset[str]
    ) -> tuple[ImportedStatus, Message | None]:
        """Return the status in a row, and why the row is refused, if it is.

        The worst sign counts. A sign of leaving counts even if others are not understood.
        """
        found = {self._header.everyone}
        has_sign = False
        trouble = self._overlooked(fields, tags)
        for place, sign, sign_of in self._signs:
            if place >= len(fields) or not (cell := fields[place]):
                continue
            try:
                own = sign_of[cell]
            except NotUnderstood:
                trouble = trouble or _not_known(sign, cell)
                continue
            if own is not None:
                found.add(own)
                has_sign = True
        status = worst(found) or ImportedStatus.SUBSCRIBED
        if status in _STAYS and trouble:
            return status, trouble
        if not has_sign and self._header.needs_yes:
            return status, self._no_yes()
        return status, None

    def _overlooked(self, fields: Sequence[str], tags: frozenset[str]) -> Message | None:
        """Return what an unused column says about unsubscribing, in plain words."""
        for place, heading in self._header.watched:
            if place >= len(fields) or not (cell := fields[place].strip().casefold()):
                continue
            if cell in STRONG or leaving_in(cell):
                return Message("row-status-overlooked", heading=heading, cell=cell[:60])
        if tags and self._header.watches_tags:
            speaking = [one for one in sorted(tags) if one in STRONG or leaving_in(one)]
            return Message("row-tag-speaks", tag=speaking[0]) if speaking else None
        return None

    def _elsewhere(self, fields: Sequence[str]) -> Message | None:
        """Return which other column has an address, if the row has none in its own."""
        for place, heading in self._header.watched:
            if place < len(fields) and looks_like_address(fields[place]):
                return Message("row-address-elsewhere", heading=heading)
        return None

    def _no_yes(self) -> Message:
        headings = [
            sign.heading for sign in self._header.signs if sign.reading.column in GIVES_A_YES
        ]
        return Message("row-without-yes", headings=headings)

    def _left_at(self, fields: Sequence[str]) -> datetime | None:
        """Return when the newest of the signs happened, if dates show it."""
        moments = [
            moment
            for place, sign, _ in self._signs
            if sign.reading.column in HAPPENED and place < len(fields)
            if (moment := moment_of(_seen(fields[place]))) is not None
        ]
        return max(moments, default=None)

    def _proof(self, fields: Sequence[str]) -> tuple[tuple[str, date | str], ...]:
        """Return when the person signed up and confirmed there, for the record."""
        proofs: dict[str, date | str] = {}
        for place, happened in self._header.proofs:
            if place >= len(fields) or happened in proofs or not (cell := _seen(fields[place])):
                continue
            moment = moment_of(cell)
            if moment is not None:
                proofs[happened] = moment.date() if moment.time() == _MIDNIGHT else moment
            elif is_date(cell):
                proofs[happened] = cell[:40]
        return tuple(proofs.items())


def _divider(record: Record) -> Message | None:
    """Return why the rows below a dividing line are refused, or ``None``.

    An editor who pastes two lists together may write "Afgemeld:" between them.
    """
    alone = [cell.strip() for cell in record.fields if cell.strip()]
    if len(alone) != 1:
        return None
    words = alone[0].rstrip(" :").casefold()
    if words not in STRONG and not leaving_in(words):
        return None
    return Message("row-below-leaving", words=alone[0][:60], line=record.line)


class _Remembered(dict[str, ImportedStatus | None]):
    """A cache of what cells mean, up to a limit."""

    def __init__(self, sign_of: Callable[[str], ImportedStatus | None]) -> None:
        super().__init__()
        self._sign_of = sign_of

    def __missing__(self, cell: str) -> ImportedStatus | None:
        """Read a cell that was not read before.

        Raises:
            NotUnderstood: Its meaning is unknown.
        """
        status = self._sign_of(_seen(cell))
        if len(self) < _MOST_REMEMBERED:
            self[cell] = status
        return status


_MOST_REMEMBERED: Final = 10_000  # different cells of one column, such as dates
_STAYS: Final = frozenset({ImportedStatus.SUBSCRIBED, ImportedStatus.PENDING})
_MIDNIGHT: Final = time()  # of a date without a time of day
_NO_CELLS: Final = dict.fromkeys(Column, "")


def _not_known(sign: SignColumn, cell: str) -> Message:
    return Message("row-status-unknown", heading=sign.heading, cell=_seen(cell)[:40])


def _seen(field: str) -> str:
    """Return the visible text of a cell."""
    return (field if field.isascii() else field.translate(_UNSEEN)).strip()


def _bare(text: str) -> str:
    """Return an address without what spreadsheets and links put around it."""
    bare = text.strip(" =\"',;")  # ="anna@…" and 'anna@… of Excel
    if bare[:7].casefold() == "mailto:":
        bare = bare[7:].partition("?")[0]
    return bare.strip()


def address_in(written: str, *, unicode_local: bool = False) -> tuple[EmailAddress, str] | Message:
    """Return the address with the name next to it, or why there is none."""
    text = _seen(written)
    if not text:
        return Message("row-without-address")
    angled = _ANGLED.fullmatch(text) if "<" in text else None
    name = angled["name"].strip(' "') if angled else ""
    bare = _bare(angled["address"] if angled else text)
    try:
        return parse(bare, unicode_local=unicode_local), name
    except BadAddress as error:
        return error.message
