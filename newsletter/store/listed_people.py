"""Lists of people, read with one statement for each page; see ``reading``."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Standing, Subscriber, Suppression
from newsletter.store import codes
from newsletter.store.reading import ReadConnection, Row

_STANDINGS = {code: standing for standing, code in codes.STANDING.items()}
_RHYTHMS = {code: rhythm for rhythm, code in codes.RHYTHM.items()}
_SUPPRESSIONS = {code: reason for reason, code in codes.SUPPRESSION.items()}

# One row for each tag of a person, and one for a person without tags.
_PAGE = """
    SELECT s.id, s.address, s.standing, s.first_name, s.language, s.rhythm, s.paused_until,
        s.joined_at, s.confirmed_at, s.left_at, p.reason, p.since, p.note, t.name
    FROM (SELECT * FROM subscribers WHERE RULES ORDER BY id LIMIT ?) AS s
    LEFT JOIN suppressions p ON p.fingerprint = s.fingerprint
    LEFT JOIN tagged g ON g.subscriber = s.id
    LEFT JOIN tags t ON t.id = g.tag
    ORDER BY s.id"""
_RULES: Mapping[str, str] = {
    "standing": "standing = ?",
    "tag": "id IN (SELECT g.subscriber FROM tagged g JOIN tags t ON t.id = g.tag WHERE t.name = ?)",
}


def people(
    reading: ReadConnection,
    *,
    standing: Standing | None = None,
    tag: str | None = None,
    page: int = 500,
) -> Iterator[tuple[Subscriber, Suppression | None]]:
    """Yield people by number, with their suppressions.

    Args:
        reading: The database.
        standing: The standing of those to yield; ``None`` for any.
        tag: The tag of those to yield; ``None`` for any or none.
        page: How many people each statement reads.
    """
    chosen = {
        "standing": None if standing is None else codes.STANDING[standing],
        "tag": tag,
    }
    given = {name: value for name, value in chosen.items() if value is not None}
    rules = ["id > ?", "mailbox IS NOT NULL", *(_RULES[name] for name in given)]
    sql = _PAGE.replace("RULES", " AND ".join(rules))
    last = 0
    while rows := reading.rows(sql, last, *given.values(), page):
        last = rows[-1][0]
        for _, theirs in groupby(rows, key=lambda row: row[0]):
            yield _person(list(theirs))


def _person(rows: list[Row]) -> tuple[Subscriber, Suppression | None]:
    (number, address, standing, first_name, language, rhythm, paused, joined, confirmed, left,
     reason, since, note, _) = rows[0]  # fmt: skip
    local, _, domain = address.rpartition("@")
    subscriber = Subscriber(
        id=number,
        address=EmailAddress(local, domain),
        standing=_STANDINGS[standing],
        first_name=first_name,
        language=language,
        tags=frozenset(row[-1] for row in rows if row[-1] is not None),
        rhythm=_RHYTHMS[rhythm],
        paused_until=_moment(paused),
        joined_at=codes.moment(joined),
        confirmed_at=_moment(confirmed),
        left_at=_moment(left),
    )
    if reason is None:
        return subscriber, None
    return subscriber, Suppression(_SUPPRESSIONS[reason], codes.moment(since), note)


def _moment(count: int | None) -> datetime | None:
    return None if count is None else codes.moment(count)
