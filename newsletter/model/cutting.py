"""How an editor divides an article into weeks, before any issue is made of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class SectionPiece:
    """A run of blocks of a section, up to where its next piece begins.

    Attributes:
        section: The section's slug.
        start: The block that it begins with, from 0.
    """

    section: str
    start: int = 0

    def to_text(self) -> str:
        """Return it as one word: ``saying-no.0``."""
        return f"{self.section}.{self.start}"

    @classmethod
    def from_text(cls, text: str) -> "SectionPiece | None":
        """Return the piece that ``to_text`` wrote; ``None`` for anything else."""
        section, _, start = text.rpartition(".")
        is_number = start.isascii() and start.isdigit() and len(start) < 6
        return cls(section, int(start)) if section and is_number else None


@dataclass(frozen=True, slots=True)
class Cutting:
    """Every piece of an article, each in one week or in none.

    Attributes:
        weeks: The pieces of each week, in the article's order; no week is empty.
        out: The pieces that are not used, in the article's order.
    """

    weeks: tuple[tuple[SectionPiece, ...], ...]
    out: tuple[SectionPiece, ...] = ()

    def pieces(self) -> Iterator[SectionPiece]:
        """Yield every piece."""
        for week in self.weeks:
            yield from week
        yield from self.out

    def to_text(self) -> str:
        """Return it as JSON."""
        weeks = [[piece.to_text() for piece in week] for week in self.weeks]
        return json.dumps({"weeks": weeks, "out": [piece.to_text() for piece in self.out]})

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the cutting that ``to_text`` wrote."""
        data = json.loads(text)
        weeks = tuple(_pieces(week) for week in data["weeks"])
        return cls(weeks, _pieces(data["out"]))


def _pieces(texts: list[str]) -> tuple[SectionPiece, ...]:
    return tuple(piece for text in texts if (piece := SectionPiece.from_text(text)) is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCutting:
    """A cutting that an editor works on.

    Attributes:
        article: The article's file name.
        state: A hash of the article and its corrections when it was begun.
        count: How often it was changed; a change names the count that was shown.
        by: The number of the editor who changed it last.
    """

    article: str
    state: str
    count: int
    cutting: Cutting
    by: int
