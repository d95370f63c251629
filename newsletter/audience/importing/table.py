"""The first rows of a file, by column."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.audience.importing.columns import plain_name


@dataclass(frozen=True, slots=True)
class Table:
    """Headings with the cells under them.

    Attributes:
        names: The header row as it is written.
        headings: The same, with ``column 2`` where there is no name.
        plain: The same as ``plain_name`` gives them.
        rows: Some rows.
    """

    names: tuple[str, ...]
    headings: tuple[str, ...]
    plain: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    @classmethod
    def of(cls, names: Sequence[str], rows: Sequence[Sequence[str]]) -> "Table":
        """Put rows under their headings; a row may have more cells than there are headings."""
        width = max([len(names), *map(len, rows)])
        padded = (*names, *[""] * (width - len(names)))
        headings = tuple(
            name.strip() or f"column {number}" for number, name in enumerate(padded, start=1)
        )
        return cls(padded, headings, tuple(map(plain_name, headings)), rows)

    def cells(self, place: int) -> list[str]:
        """Return what is written in a column, where anything is."""
        cells = (row[place].strip() for row in self.rows if place < len(row))
        return [cell for cell in cells if cell]
