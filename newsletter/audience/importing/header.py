"""Decides from the header row and the first rows how all rows are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from newsletter.audience.importing.addresses import address_place, own_and_second
from newsletter.audience.importing.columns import Column, Form, Meaning, Table, plain_name
from newsletter.audience.importing.free_text import STRONG
from newsletter.audience.importing.headings import meaning_of
from newsletter.audience.importing.known_headings import is_of_record, is_plain_name, known_column
from newsletter.audience.importing.list_names import list_in_title, list_of
from newsletter.audience.importing.neighbours import is_of_a_meeting, is_of_something_else
from newsletter.audience.importing.overrides import Overrides
from newsletter.audience.importing.questions import (
    refuse_answers_without_a_question,
    refuse_unknown_columns,
    refuse_what_is_not_understood,
    word,
)
from newsletter.audience.importing.signs import (
    GIVES_A_YES,
    HAPPENED,
    SPEAKING,
    ColumnReading,
    SignColumn,
)
from newsletter.audience.importing.tools import Tool, particular_meaning, particular_words, tool_of
from newsletter.audience.importing.values import is_date
from newsletter.audience.importing.wishes import is_answered_wish, without_lesser_wishes
from newsletter.audience.importing.words import (
    NO,
    OF_MAIL,
    OF_NEWSLETTERS,
    YES,
    ImportedStatus,
    status_word,
    worst,
)

_ONE_IS_ENOUGH: Final = frozenset(
    {Column.FIRST_NAME, Column.FULL_NAME, Column.LANGUAGE, Column.TAGS, Column.NETWORK}
)
_FEW: Final = 2  # rows
_NAMES: Final = frozenset({Column.FIRST_NAME, Column.FULL_NAME})  # "Anna (afgemeld)"
_PROOFS: Final[Mapping[Column, str]] = {
    Column.JOINED: "signed-up",
    Column.WANTS_MAIL: "signed-up",  # if it holds a date
    Column.CONFIRMED: "confirmed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """How the rows under a header row are read.

    Attributes:
        places: The places of columns that occur once.
        second: The place of a second address, for rows without one of their own.
        tool: The tool that wrote the file, if its columns show it.
        signs: Every column about the status of people.
        proofs: Columns with times of consent, and what happened then.
        watched: Unused columns, and those of names, which are searched for a status in plain words.
        full: The places of columns without a heading that most rows have: a name, or a town.
        watches_tags: Whether single tags are searched too.
        everyone: Everybody's status, from the name of the file or of its column
            of addresses. The columns of a row may give a worse one.
        yes_from: The places of the columns that say who wants mail, so that a row
            without a yes in one of them is rejected.
        used: The headings that are used, and as what.
        unused: The headings that are not used.
    """

    places: Mapping[Column, int]
    second: int | None = None
    tool: Tool = Tool.UNKNOWN
    signs: tuple[SignColumn, ...] = ()
    proofs: tuple[tuple[int, str], ...] = ()
    watched: tuple[tuple[int, str], ...] = ()
    full: frozenset[int] = frozenset()
    watches_tags: bool = True
    everyone: ImportedStatus = ImportedStatus.SUBSCRIBED
    yes_from: frozenset[int] = frozenset()
    used: tuple[tuple[str, Column], ...] = ()
    unused: tuple[str, ...] = ()


def read_header(
    names: Sequence[str],
    sample: Sequence[Sequence[str]],
    overrides: Overrides,
    file: str,
    titles: Sequence[str] = (),
) -> Header:
    """Decide how the rows of a file are read.

    Args:
        names: The header row; empty where a column has no heading.
        sample: The first rows under it.
        overrides: What the editor says. It takes precedence over everything else.
        file: The file's name.
        titles: The lines above the header row.

    Raises:
        AuthorError: No column holds addresses, the editor names a column
            that does not exist, or nothing in a column about consent
            is understood.
    """
    table = Table.of(names, sample)
    tool = tool_of(table.plain)
    meanings = _meanings(table, tool, overrides, file)
    address, second = own_and_second(table, meanings, address_place(table, meanings, file))
    meanings = _with_one_address(meanings, table, address)
    signs = _signs(table, meanings, tool, overrides)
    refuse_what_is_not_understood(table, meanings, signs, file)
    everyone = overrides.everyone or _list_of(table, address, signs, file, titles)
    uses = _put_to_use(table, meanings, second)
    return Header(
        tool=tool,
        signs=signs,
        everyone=everyone or ImportedStatus.SUBSCRIBED,
        yes_from=frozenset() if everyone else _yes_from(table, signs, tool),
        watches_tags=not any(column is Column.TAGS for _, column in overrides.columns.values()),
        places=uses.places,
        second=second,
        proofs=(*uses.proofs, *uses.lesser_proofs),
        watched=tuple(uses.watched),
        full=frozenset(place for place, _ in uses.watched if _is_full(table, place)),
        used=tuple(uses.used),
        unused=tuple(uses.unused),
    )


def _with_one_address(meanings: Sequence[Meaning], table: Table, address: int) -> list[Meaning]:
    """Return the meanings with the column of addresses settled.

    The other columns hold something else.
    """
    others = [
        _instead_of_addresses(table.cells(place)) if meaning.column is Column.ADDRESS else meaning
        for place, meaning in enumerate(meanings)
    ]
    return [*others[:address], Meaning(Column.ADDRESS), *others[address + 1 :]]


def _list_of(
    table: Table, address: int, signs: Sequence[SignColumn], file: str, titles: Sequence[str]
) -> ImportedStatus | None:
    """Return everybody's status if only a heading or a file name shows it."""
    under = meaning_of(table.headings[address]).column
    if under is not None and under in HAPPENED:
        return HAPPENED[under]
    if any(_answers_for_all(table, sign) for sign in signs):
        return None
    return list_of(file.rpartition(".")[0] or file) or worst(
        status for title in titles if (status := list_in_title(title)) is not None
    )


def _answers_for_all(table: Table, sign: SignColumn) -> bool:
    """Return whether a column also marks those who did not leave.

    Where only a date of leaving is missing, as in ``unsubscribed.csv``, the name of the file counts.
    """
    cells = table.cells(sign.place)
    if sign.reading.column in GIVES_A_YES:
        return bool(cells)
    return sign.reading.column in HAPPENED and any(word(cell) in NO for cell in cells)


def _meanings(table: Table, tool: Tool, overrides: Overrides, file: str) -> list[Meaning]:
    refuse_unknown_columns(table, overrides, file)
    meanings = [_meaning(table, place, tool, overrides) for place in range(len(table.headings))]
    refuse_answers_without_a_question(table, meanings, overrides, file)
    return _with_plain_names(without_lesser_wishes(meanings, table), table)


def _with_plain_names(meanings: Sequence[Meaning], table: Table) -> list[Meaning]:
    """Return the meanings without a ``Billing first name`` next to a ``First name``."""
    is_plain = [is_plain_name(plain) for plain in table.plain]
    found = {one.column for one, is_own in zip(meanings, is_plain, strict=True) if is_own} & _NAMES
    return [
        Meaning() if one.column in found and one.may_speak and not is_own else one
        for one, is_own in zip(meanings, is_plain, strict=True)
    ]


def _meaning(table: Table, place: int, tool: Tool, overrides: Overrides) -> Meaning:
    heading, plain, cells = table.headings[place], table.plain[place], table.cells(place)
    if plain in overrides.columns:
        column = overrides.columns[plain][1]
        return Meaning(column, Form.TEXT, is_certain=True, may_speak=False)
    if is_of_a_meeting(table, place):
        return Meaning()
    meaning = particular_meaning(tool, plain) or meaning_of(heading)
    words = [status_word(plain_name(cell)) for cell in cells]
    if not any(words) and is_of_something_else(table, place):
        return Meaning()
    if meaning.may_speak and is_answered_wish(heading, meaning.column, cells):
        return Meaning(Column.WANTS_MAIL)
    is_used = meaning.column is not None or not meaning.may_speak
    known = sum(map(bool, words))
    has_sign = any(one.casefold() in STRONG for one in cells) or (
        ImportedStatus.SUBSCRIBED in words and not OF_MAIL.isdisjoint(map(plain_name, cells))
    )
    if not is_used and 2 * known > len(words) and has_sign:
        # if only those who left have a word, the others stay; a word of the tool's own is asked about
        is_left = known == len(words) and ImportedStatus.SUBSCRIBED not in words
        return Meaning(Column.LEFT if is_left else Column.STATUS, is_certain=True)
    return meaning


def _instead_of_addresses(cells: Sequence[str]) -> Meaning:
    """Return the meaning of a column named after addresses that has none."""
    answers = set(map(word, cells))
    if answers and answers <= YES | NO:
        return Meaning(Column.WANTS_MAIL, is_certain=True)  # "E-mail: ja"
    return Meaning()


def _signs(
    table: Table, meanings: Sequence[Meaning], tool: Tool, overrides: Overrides
) -> tuple[SignColumn, ...]:
    signs = []
    for place, meaning in enumerate(meanings):
        if meaning.column not in SPEAKING:
            continue
        meant: dict[str, ImportedStatus] = {}
        if meaning.column is Column.STATUS:
            meant = {**_zero_and_one(table.cells(place)), **particular_words(tool)}
        reading = ColumnReading(meaning.column, meaning.form, {**meant, **overrides.values})
        signs.append(SignColumn(place, table.headings[place], reading))
    return tuple(signs)


def _zero_and_one(cells: Sequence[str]) -> dict[str, ImportedStatus]:
    """Return the meanings of 0 and 1, in a status column that has no other numbers."""
    if cells and set(cells) <= {"0", "1", "-1"}:
        return {"1": ImportedStatus.SUBSCRIBED, "0": ImportedStatus.PENDING}
    return {}


def _yes_from(table: Table, signs: Sequence[SignColumn], tool: Tool) -> frozenset[int]:
    """Return the places of the columns that say who wants mail.

    Where one is named after the newsletter, a yes to anything else is no yes to the newsletter;
    a status is, and in a tool's own export also a confirmation.
    """
    filled = {sign.place: sign.reading.column for sign in signs if table.cells(sign.place)}
    giving = {place for place, column in filled.items() if column in GIVES_A_YES}
    confirmed = {place for place, column in filled.items() if column is Column.CONFIRMED}
    moments = {place for place in confirmed if _are_moments(table, place)}
    if tool is not Tool.UNKNOWN:
        return frozenset(giving | confirmed if giving else ())
    if not giving:
        return frozenset(moments)  # an empty cell next to moments of confirmation is a no
    wanting = {place for place in giving if filled[place] is Column.WANTS_MAIL}
    named = {place for place in wanting if OF_NEWSLETTERS.search(table.plain[place])}
    return frozenset(giving - wanting | (named or wanting))


def _are_moments(table: Table, place: int) -> bool:
    """Return whether a column says when people confirmed, and not that of an appointment."""
    is_known = known_column(table.plain[place]) is Column.CONFIRMED
    return is_known and any(map(is_date, table.cells(place)))


@dataclass(slots=True)
class _Uses:
    """What each column is used for, collected one by one."""

    places: dict[Column, int] = field(default_factory=dict)
    proofs: list[tuple[int, str]] = field(default_factory=list)
    lesser_proofs: list[tuple[int, str]] = field(default_factory=list)
    watched: list[tuple[int, str]] = field(default_factory=list)
    used: list[tuple[str, Column]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def note(self, place: int, heading: str, meaning: Meaning) -> None:
        """Record the use of one column."""
        column = meaning.column
        if column is None or column is Column.IGNORED or column in self.places:
            self.unused.append(heading)
            if meaning.may_speak:
                self.watched.append((place, heading))
            return
        self.used.append((heading, column))
        is_lesser = is_of_record(plain_name(heading))
        if (column in _NAMES or is_lesser) and meaning.may_speak:
            self.watched.append((place, heading))
        if column in _ONE_IS_ENOUGH or column is Column.ADDRESS:
            self.places[column] = place
        if column in _PROOFS:
            proofs = self.lesser_proofs if is_lesser else self.proofs
            proofs.append((place, _PROOFS[column]))


def _is_full(table: Table, place: int) -> bool:
    """Return whether most rows have a cell under no heading; a remark is in few."""
    return len(table.rows) > _FEW and 2 * len(table.cells(place)) > len(table.rows)


def _put_to_use(table: Table, meanings: Sequence[Meaning], second: int | None) -> _Uses:
    uses = _Uses()
    for place, meaning in enumerate(meanings):
        if place == second:
            uses.used.append((table.headings[place], Column.ADDRESS))
        elif table.names[place].strip() or table.cells(place):
            uses.note(place, table.headings[place], meaning)
    return uses
