"""The companies that get readers' data, as rows of a form and as one text.

A form's values are texts, so that what was typed, what was shown and what is set now can
be compared. The text of these is JSON: a list of rows.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from newsletter.message import Message
from newsletter.model.privacy import DataRecipient
from newsletter.text.toml_tables import TomlTables

KEYS: Final = ("name", "task", "country", "safeguard")
MOST: Final = 12
LONGEST: Final = 200  # characters of a value


def shown(recipients: Iterable[DataRecipient]) -> str:
    """Return the text of companies."""
    return text_of([[getattr(one, key) for key in KEYS] for one in recipients])


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """Return the text of rows, without empty ones and without loose blanks.

    A country is written in capitals.
    """
    tidy = [[" ".join(value.split()) for value in row] for row in rows]
    kept = [[row[0], row[1], row[2].upper(), row[3]] for row in tidy if any(row)]
    return json.dumps(kept, ensure_ascii=False)


def rows_of(text: str) -> list[list[str]]:
    """Return the rows of a text; none if it is none of ours."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, list):
        return []
    return [row for row in found if _is_row(row)]


def _is_row(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == len(KEYS)
        and all(isinstance(value, str) and _is_whole(value) for value in row)
    )


def _is_whole(value: str) -> bool:
    """Return whether a text has no half of a surrogate pair, which JSON can write."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def mistake(text: str, before: str = "") -> Message | None:
    """Return what is wrong with rows. Its ``place`` is the row that it is about, from 0.

    A file may hold more than ``MOST``: these can be changed, but none can be added.

    Args:
        text: The rows.
        before: What is set now.
    """
    rows = rows_of(text)
    if len(rows) > max(MOST, len(rows_of(before))):
        return Message("own-recipients-many", limit=MOST)
    for place, (name, task, country, safeguard) in enumerate(rows):
        if not name:
            return Message("own-recipient-nameless", place=place)
        if not task:
            return Message("own-recipient-taskless", name=name, place=place)
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            return Message("own-recipient-country", name=name, place=place)
        if max(map(len, (name, task, safeguard))) > LONGEST:
            return Message("own-recipient-long", limit=LONGEST, place=place)
    return None


def written(text: str) -> TomlTables:
    """Return rows as the settings file has them."""
    return TomlTables(
        tuple(
            {key: value for key, value in zip(KEYS, row, strict=True) if value}
            for row in rows_of(text)
        )
    )
