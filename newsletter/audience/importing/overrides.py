"""What the editor says about the meaning of a file's columns, words and name."""

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
    """The editor's choices, which take precedence over what the file seems to say.

    Attributes:
        columns: Meanings by the plain heading, with the heading as written.
        values: Meanings of words in columns about status.
        everyone: The status of everybody for whom no column gives one.
    """

    columns: Mapping[str, tuple[str, Column]] = field(default_factory=dict)
    values: Mapping[str, ImportedStatus] = field(default_factory=dict)
    everyone: ImportedStatus | None = None

    @classmethod
    def parse(
        cls, columns: Sequence[str] = (), values: Sequence[str] = (), everyone: str = ""
    ) -> "Overrides":
        """Parse ``List status=status`` for columns and ``gone=left`` for values.

        Raises:
            DeskError: There is no such meaning.
        """
        return cls(
            columns={
                plain_name(heading): (heading, _column(meaning))
                for heading, meaning in map(_parted, columns)
            },
            values={
                plain_name(word) or word.casefold(): _status(meaning)
                for word, meaning in map(_parted, values)
            },
            everyone=_status(everyone) if everyone else None,
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


def _status(meaning: str) -> ImportedStatus:
    word = plain_name(meaning)
    found = next(
        (status for status in ImportedStatus if status.value == word), None
    ) or status_word(word)
    if found is None:
        known = tuple(status.value for status in ImportedStatus)
        raise DeskError("import-status-unknown", meaning=meaning, known=known)
    return found
