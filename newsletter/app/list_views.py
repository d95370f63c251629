"""Uploaded lists, as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsletter.app.list_files import ListKind, ListRecord, ListStage
from newsletter.app.masking import masked
from newsletter.errors import NewsletterError

if TYPE_CHECKING:
    from newsletter.audience.importing.columns import Column
    from newsletter.audience.importing.words import ImportedStatus

_LONGEST_CELL: Final = 40
_EXAMPLES: Final = 3
_MOST_COLUMNS: Final = 80  # that are asked about


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: its heading, and some of its cells with their addresses masked."""

    heading: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A list on its way in.

    Attributes:
        columns: All columns; none while it is read and once it is taken in.
        is_busy: Whether it is being read or taken in at this moment.
    """

    name: str
    record: ListRecord
    columns: tuple[ListColumn, ...] = ()
    is_busy: bool = False

    @property
    def is_broken_off(self) -> bool:
        """Return whether work on it ended before it was done, as when the process was killed."""
        under_way = self.record.stage in {ListStage.LOOKING, ListStage.TAKING}
        return under_way and not self.is_busy

    @property
    def is_in_part(self) -> bool:
        """Return whether a part of it may have been taken in."""
        is_cut = self.is_broken_off and self.record.stage is ListStage.TAKING
        return self.record.was_broken_off or is_cut

    @property
    def needs_ground(self) -> bool:
        """Return whether the ground must be stated: somebody may become a reader."""
        outcome = self.record.outcome
        is_of_readers = outcome is None or outcome.everyone == "subscribed"
        return self.record.kind is ListKind.READERS and is_of_readers


def meanings() -> "tuple[Column, ...]":
    """Return what a column can hold."""
    from newsletter.audience.importing.columns import Column

    return tuple(Column)


def statuses() -> "tuple[ImportedStatus, ...]":
    """Return how people can have stood where a list comes from."""
    from newsletter.audience.importing.words import ImportedStatus

    return tuple(ImportedStatus)


def used_columns(record: ListRecord) -> "Mapping[str, Column]":
    """Return the meanings of the columns that are used, by heading."""
    from newsletter.audience.importing.columns import Column

    used = record.outcome.used if record.outcome else ()
    return {heading: Column(value) for heading, value in used}


def dated_columns(view: ListView) -> "Mapping[str, Column]":
    """Return the columns whose dates are taken over, by heading: when people signed up or agreed."""
    from newsletter.audience.importing.columns import Column
    from newsletter.audience.importing.values import is_date

    agreed = {Column.JOINED, Column.WANTS_MAIL, Column.CONFIRMED}
    dated = {one.heading for one in view.columns if any(map(is_date, one.examples))}
    used = used_columns(view.record).items()
    return {heading: column for heading, column in used if heading in dated and column in agreed}


def columns_of(path: Path, file: str) -> tuple[ListColumn, ...]:
    """Return the columns of a list, each heading once; none if it cannot be read.

    Args:
        path: Where it is.
        file: The name that the editor gave it.
    """
    from newsletter.audience.importing import first_rows

    try:
        with path.open("rb") as stream:
            table = first_rows(stream, file)
    except (OSError, NewsletterError):
        return ()
    places = {plain: place for place, plain in reversed(list(enumerate(table.plain)))}
    return tuple(
        ListColumn(table.headings[place], _examples(table.cells(place)))
        for place in sorted(places.values())
    )[:_MOST_COLUMNS]


def _examples(cells: Sequence[str]) -> tuple[str, ...]:
    found = list(dict.fromkeys(masked(cell)[:_LONGEST_CELL] for cell in cells))
    return tuple(found[:_EXAMPLES])
