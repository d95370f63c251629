"""What the editor says that a file's columns, words and name mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from newsletter.audience.importing.columns import Column, plain_name
from newsletter.audience.importing.words import ImportedStatus, status_word
from newsletter.errors import DeskError

_COLUMNS: Final[Mapping[str, Column]] = {plain_name(one.value): one for one in Column} | {
    "ignore": Column.IGNORED,
    "email": Column.ADDRESS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """The editor's word, which goes before what the file seems to say.

    Attributes:
        columns: Meanings by the plain heading, with the heading as it was written.
        values: Meanings of words in columns that tell how people stood.
        everyone: How everybody stood of whom no column tells it.
    """

    columns: Mapping[str, tuple[str, Column]] = field(default_factory=dict)
    values: Mapping[str, ImportedStatus] = field(default_factory=dict)
    everyone: ImportedStatus | None = None

    @classmethod
    def parse(
        cls, columns: Sequence[str] = (), values: Sequence[str] = (), everyone: str = ""
    ) -> "Overrides":
        """Read ``List status=status`` for columns and ``gone=left`` for values.

        Raises:
            DeskError: A meaning is not one that there is.
        """
        return cls(
            columns={
                plain_name(heading): (heading, _column(meaning))
                for heading, meaning in map(_parted, columns)
            },
            values={
                plain_name(word) or word.casefold(): _told(meaning)
                for word, meaning in map(_parted, values)
            },
            everyone=_told(everyone) if everyone else None,
        )


def _parted(text: str) -> tuple[str, str]:
    name, equals, meaning = text.rpartition("=")
    if not (equals and name.strip() and meaning.strip()):
        raise DeskError("import-override-unreadable", text=text)
    return name.strip(), meaning.strip()


def _column(meaning: str) -> Column:
    try:
        return _COLUMNS[plain_name(meaning)]
    except KeyError:
        known = ("ignore", *(one.value for one in Column if one is not Column.IGNORED))
        raise DeskError("import-meaning-unknown", meaning=meaning, known=known) from None


def _told(meaning: str) -> ImportedStatus:
    word = plain_name(meaning)
    found = next((told for told in ImportedStatus if told.value == word), None) or status_word(word)
    if found is None:
        known = tuple(told.value for told in ImportedStatus)
        raise DeskError("import-status-unknown", meaning=meaning, known=known)
    return found
