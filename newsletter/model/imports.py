"""Imports of readers, which have numbers and can be undone."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """An import of a list of people.

    Attributes:
        number: By which it can be undone.
        source: Which file it was of, as the database keeps it; ``Message.from_text`` reads it.
        ended_at: ``None`` while it runs, or if it was broken off.
        undone_at: When somebody began to undo it; ``None``: nobody did.
        added: How many became readers by it.
        barred: How many get no mail because of it: they left or were suppressed.
        removed: How many of those added were removed again.
    """

    number: int
    source: str
    began_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None
    added: int
    barred: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndo:
    """The effect of undoing an import now, on those whom it added.

    Attributes:
        goes: How many would be removed.
        mailed: How many stay because a letter was sent to them.
        others: How many stay as they are because something else changed: they signed up
            or left, chose something, were suppressed, or were erased.
    """

    goes: int
    mailed: int
    others: int
