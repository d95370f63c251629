"""What an owner downloads from another tool before leaving it: a file of everybody, and two of those who are gone."""

import csv
import io
from dataclasses import dataclass
from itertools import cycle
from typing import Final

# The tool's own headings: what is in two of the columns, nothing but their cells says.
HEADINGS: Final = (
    *("Lid", "Elektronisch adres", "Roepnaam", "Lidmaatschap", "Lid sinds", "Sterren"),
    *("Onderwerpen", "Beheerlink"),
)
COUNTED_AS_READER: Final = "lopend"  # a word of the tool's own, which an owner can explain
AGREED: Final = ("subscribed", "Subscribed", "SUBSCRIBED", COUNTED_AS_READER)
GONE: Final = ("unsubscribed", "Unsubscribed", "cleaned", "CLEANED", "bounced", "complained")
NEVER: Final = ("unconfirmed", "Unconfirmed", "pending", "", "slapend")  # nobody knows the last
_STATES: Final = (*AGREED, *AGREED, *AGREED, *GONE, *NEVER)
_NAMES: Final = ("Anna", "bram", "CLEO", "Daan", "Élise", "Fé", "Gijs", "", "Ömer", "Sanne")


@dataclass(frozen=True)
class Export:
    """The files as they are downloaded."""

    everybody: bytes
    left: bytes
    cleaned: bytes


def an_export(count: int) -> Export:
    """A list of so many rows, in which some are there twice and the states are older than the other two files."""
    rows = [
        _row(number, state) for number, state in zip(range(count), cycle(_STATES), strict=False)
    ]
    for number in range(7, count, 40):  # once more, left this time, in other capitals
        rows[number][1] = rows[number - 7][1].swapcase()
        rows[number][3] = "unsubscribed"
    for number in range(22, count, 60):  # once more, with the same words
        rows[number] = rows[number - 20].copy()
    rows[count // 2][1] = "geen adres"
    return Export(
        everybody=_written(HEADINGS, rows, "\ufeff"),
        left=_written(("Elektronisch adres", "Afgemeld op"), _some(rows, 7, "2025-11-02")),
        cleaned=_written(("Elektronisch adres", "Reden"), _some(rows, 11, "mailbox onbekend")),
    )


def _row(number: int, state: str) -> list[str]:
    name = _NAMES[number % len(_NAMES)]
    address = (
        f"Lezer.{number}@Voorbeeld.example" if number % 3 else f" lezer.{number}@voorbeeld.example "
    )
    return [
        *(f"L-{number:05}", address, name, state, f"{number % 28 + 1:02}-03-2021", str(number % 5)),
        *(("rust, werk", "rust", "")[number % 3], f"https://ander.example/u/{number}?afmelden"),
    ]


def _some(rows: list[list[str]], step: int, more: str) -> list[list[str]]:
    return [[row[1].strip().lower(), more] for row in rows[step::step] if "@" in row[1]]


def _written(headings: tuple[str, ...], rows: list[list[str]], mark: str = "") -> bytes:
    file = io.StringIO(mark, newline="")
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows([headings, *rows])
    return file.getvalue().encode("utf-8")


def _read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def who_agreed(export: Export) -> set[str]:
    """Whom the files allow to be mailed, in lower case: read without the product, row by row."""
    everybody, gone = _read(export.everybody), [*_read(export.left), *_read(export.cleaned)]
    agreed = _addresses([row for row in everybody if row["Lidmaatschap"] in AGREED])
    others = _addresses([row for row in everybody if row["Lidmaatschap"] not in AGREED])
    return agreed - others - _addresses(gone)


def _addresses(rows: list[dict[str, str]]) -> set[str]:
    found = {row["Elektronisch adres"].strip().lower() for row in rows}
    return {one for one in found if "@" in one}
