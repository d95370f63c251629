"""The columns of an import file: what they can hold, and their first rows."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Column(Enum):
    """What a column holds."""

    # a member is a singleton; Enum's own hash is ten times as slow, and needed a dozen times a row
    __hash__ = object.__hash__

    ADDRESS = "address"
    FIRST_NAME = "first name"
    FULL_NAME = "full name"
    LANGUAGE = "language"
    TAGS = "tags"
    STATUS = "status"  # in the words of the tool that wrote it
    WANTS_MAIL = "wants mail"  # yes, no, or since when
    JOINED = "joined"
    CONFIRMED = "confirmed"  # yes, no, or since when
    UNCONFIRMED = "unconfirmed"  # yes or no
    LEFT = "left"  # yes, no, since when, or why
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    BOUNCES = "bounces"  # how many; whether one of them was hard is unknown
    NETWORK = "network"  # the address that the consent came from
    IGNORED = "ignored"  # the editor says that it means nothing here


class Form(Enum):
    """How a column about unsubscribing, bouncing or blocking is written."""

    FLAG = "flag"  # yes, no, a date, or a status in words
    TEXT = "text"  # a reason or a campaign: any text means that it happened
    COUNT = "count"  # how often it happened


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading says about the contents of its column.

    Attributes:
        column: ``None`` if the column is not used.
        is_certain: Whether the heading belongs to a known tool, or is unambiguous. A
            value that is not understood then rejects only its row; under a heading
            that merely seems to be about consent it rejects the whole file.
        may_speak: Whether a status in its cells would be about this newsletter, unlike
            in columns about text messages or the post.
    """

    column: Column | None = None
    form: Form = Form.FLAG
    is_certain: bool = False
    may_speak: bool = True


def word_set(text: str) -> frozenset[str]:
    """Return the words of a table that is written as one text."""
    return frozenset(text.split())


def plain_name(text: str) -> str:
    """Return only letters and digits, without case and accents.

    ``E-mail adres`` becomes ``emailadres``.
    """
    if not text.isascii():
        split = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in split if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "", text.casefold())


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
        """Put rows under their headings. A row may have more cells than headings."""
        width = max([len(names), *map(len, rows)])
        padded = (*names, *[""] * (width - len(names)))
        headings = tuple(
            name.strip() or f"column {number}" for number, name in enumerate(padded, start=1)
        )
        return cls(padded, headings, tuple(map(plain_name, headings)), rows)

    def cells(self, place: int) -> list[str]:
        """Return the non-empty cells of a column."""
        cells = (row[place].strip() for row in self.rows if place < len(row))
        return [cell for cell in cells if cell]
