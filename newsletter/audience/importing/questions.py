"""What an editor must say about a file's columns before anybody in it is imported."""

from collections.abc import Iterable, Sequence
from typing import Final

from newsletter.audience.importing.columns import Meaning, Table, plain_name, word_set
from newsletter.audience.importing.headings import may_ask_about_mail
from newsletter.audience.importing.overrides import Overrides
from newsletter.audience.importing.signs import SignColumn
from newsletter.audience.importing.words import NO, YES
from newsletter.errors import AuthorError

_MOST_SHOWN: Final = 3
# Of a subscription, or of an order.
_MAILS_THAT_CONFIRM: Final = word_set(
    "bevestigingsmail bevestigingsmails bevestigingsemail bestatigungsmail confirmationmail"
    " confirmationemail"
)
_NAMES_TOO: Final = frozenset({"1", "an", "si", "j", "y", "t"})  # a count, a name or an initial


def refuse_unknown_columns(table: Table, overrides: Overrides, file: str) -> None:
    """Refuse a column that the editor names and that does not exist."""
    for plain, (heading, _) in overrides.columns.items():
        if plain not in table.plain:
            raise AuthorError(
                "import-no-column", file, heading=heading, columns=table.headings[:12]
            )


def refuse_answers_without_a_question(
    table: Table, meanings: Sequence[Meaning], overrides: Overrides, file: str
) -> None:
    """Refuse a column of answers under no heading, or an unclear one about mail.

    They may mean "left".
    """
    for place, name in enumerate(table.names):
        cells = table.cells(place)
        if not cells or table.plain[place] in overrides.columns:
            continue
        heading, meaning = table.headings[place], meanings[place]
        answer = min((cell for cell in cells if word(cell) in NO), default=cells[0])[:40]
        if not name.strip() and (_is_no_of_some(cells) or _is_mark_of_some(cells, table)):
            raise AuthorError("import-answers-unasked", file, heading=heading, answer=answer)
        is_used = meaning.column is not None and table.plain[place] not in _MAILS_THAT_CONFIRM
        is_unclear = not is_used and meaning.may_speak and may_ask_about_mail(heading)
        if name.strip() and is_unclear and _is_no_of_some(cells):
            raise AuthorError("import-answers-unclear", file, heading=heading, answer=answer)


def refuse_what_is_not_understood(
    table: Table, meanings: Sequence[Meaning], signs: Iterable[SignColumn], file: str
) -> None:
    """Refuse a column that seems to be about consent, and no cell of which is understood."""
    for sign in signs:
        cells = [] if meanings[sign.place].is_certain else table.cells(sign.place)
        if cells and not any(sign.reading.understands(cell) for cell in sorted(set(cells))):
            samples = tuple(cell[:40] for cell in sorted(set(cells))[:_MOST_SHOWN])
            raise AuthorError(
                "import-column-unclear", file, heading=sign.heading, cells=samples, first=samples[0]
            )


def word(cell: str) -> str:
    """Return a cell as a word to look up; a check mark has no letters."""
    return plain_name(cell) or cell


def _is_no_of_some(cells: Sequence[str]) -> bool:
    """Return whether cells are answers, and one of them is a no; 0 may be a count."""
    answers = set(map(word, cells))
    return answers <= YES | NO and not answers.isdisjoint(NO - {"0"})


def _is_mark_of_some(cells: Sequence[str], table: Table) -> bool:
    return len(cells) < len(table.rows) and set(map(word, cells)) <= YES - _NAMES_TOO
