"""Finds the column of addresses by its contents, whatever it is called."""

from collections.abc import Sequence
from typing import Final

from newsletter.audience.importing.cells import holds_address
from newsletter.audience.importing.columns import Column, Meaning, Table, word_set
from newsletter.audience.importing.values import looks_like_address
from newsletter.audience.importing.words import words_of
from newsletter.errors import AuthorError

_OWN: Final = 1  # the highest rank of a person's own address
_ENOUGH: Final = 0.8  # of the fullest column's count; between those columns the heading decides
_MAIL: Final = word_set("email mail emailadres mailadres courriel epost emailaddress")
_SECOND: Final = word_set("secondary second alternative alt other work werk zakelijk 2 3")
_NEVER_THEIRS: Final = word_set(
    "owner eigenaar manager accountmanager referrer referred referral verwijzer doorverwijzer from sender afzender"
    " assigned assignee toegewezen added toegevoegd invited uitgenodigd created aangemaakt gravatar"
)
_SOMEBODY_ELSES: Final = (
    _NEVER_THEIRS
    | _SECOND
    | word_set(
        "cc bcc old oud oude previous vorig vorige former ancien ancienne account billing factuur facturatie invoice partner recovery"
        " contactpersoon coach begeleider trainer docent therapeut therapist"
    )
)


def address_place(table: Table, meanings: Sequence[Meaning], file: str) -> int:
    """Return the place of the column of addresses.

    Distinct addresses are counted, so that a column with the same account manager
    in every row is not chosen.

    Raises:
        AuthorError: No column holds addresses.
    """
    named = [place for place, one in enumerate(meanings) if one.column is Column.ADDRESS]
    chosen = [place for place in named if not meanings[place].may_speak]
    if chosen:  # by the editor
        return chosen[0]
    counts = [
        len({cell.casefold() for cell in table.cells(place) if holds_address(cell)})
        for place in range(len(table.headings))
    ]
    theirs = [
        0 if not _NEVER_THEIRS.isdisjoint(words_of(heading)) else count
        for heading, count in zip(table.headings, counts, strict=True)
    ]
    counts = theirs if any(theirs) else counts
    most = max(counts, default=0)
    if most:
        full = [place for place, count in enumerate(counts) if count >= _ENOUGH * most]
        return min(full, key=lambda place: (_rank(table.headings[place], meanings[place]), place))
    if named:
        return named[0]
    headings = [name.strip() for name in table.names[:8] if name.strip()]
    if not headings:
        raise AuthorError("import-no-headings", file, 1)
    raise AuthorError("import-no-addresses", file, 1, columns=headings)


def own_and_second(
    table: Table, meanings: Sequence[Meaning], address: int
) -> tuple[int, int | None]:
    """Return the place of the column of addresses, and where a row without one may have a second.

    More people may have filled in ``E-mail 2`` than their own ``E-mail``, which goes first.
    """
    own = [
        place
        for place, (heading, one) in enumerate(zip(table.headings, meanings, strict=True))
        if _rank(heading, one) <= _OWN and one.column is not Column.IGNORED
        if any(map(looks_like_address, table.cells(place)))
    ]
    is_second = not _SECOND.isdisjoint(words_of(table.headings[address]))
    if not is_second or address in own or not own:
        return address, None
    return own[0], None if meanings[address].column is Column.IGNORED else address


def _rank(heading: str, meaning: Meaning) -> int:
    """Return how unlikely a heading is to name the person's own address."""
    if meaning.column is Column.ADDRESS:
        return 0
    words = words_of(heading)
    is_mail = not _MAIL.isdisjoint(words) or "email" in "".join(words)
    return 1 if is_mail and _SOMEBODY_ELSES.isdisjoint(words) else 2
