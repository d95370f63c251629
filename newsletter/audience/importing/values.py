"""What single cells mean: languages, tags, moments, and how people stood elsewhere."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Final

from newsletter.audience.importing.columns import Column, Tool


class Told(Enum):
    """How a person stood where the file comes from."""

    SUBSCRIBED = "subscribed"
    PENDING = "pending"  # asked to join there and never confirmed
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_WORDS: Final[dict[str, Told]] = {
    word: told
    for told, words in {
        Told.SUBSCRIBED: "subscribed active enabled confirmed actief aangemeld ingeschreven 1",
        Told.PENDING: "unconfirmed pending nonsubscribed transactional onbevestigd inactive",
        Told.LEFT: "unsubscribed disabled uitgeschreven afgemeld inactief deleted blocklisted blacklisted 2",
        Told.BOUNCED: "bounced cleaned ongeldig invalid hardbounced 3",
        Told.COMPLAINED: "complained junk spam complaint 4",
    }.items()
    for word in words.split()
}
_YES: Final = frozenset({"true", "yes", "1", "ja", "y", "x", "waar"})
_NO: Final = frozenset({"false", "no", "0", "nee", "n", "onwaar"})
_LANGUAGES: Final[dict[str, str]] = {
    "nederlands": "nl",
    "dutch": "nl",
    "vlaams": "nl",
    "niederländisch": "nl",
    "engels": "en",
    "english": "en",
    "englisch": "en",
    "duits": "de",
    "german": "de",
    "deutsch": "de",
    "frans": "fr",
    "french": "fr",
    "français": "fr",
}
_LANGUAGE_TAG: Final = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*")
_LONGEST_TAG: Final = 50
_MOST_TAGS: Final = 50
_MOMENTS: Final = ("%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y")


def language_of(cell: str) -> str | None:
    """The language as two letters, where the cell names one."""
    if not cell:
        return None
    word = cell.casefold()
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    found = _LANGUAGE_TAG.fullmatch(word)
    return found[1] if found else None


def tags_of(cell: str) -> frozenset[str]:
    """The tags in one cell, separated by comma, semicolon or bar; lower case, quotes off."""
    if not cell:
        return frozenset()
    parts = (tag(part) for part in re.split(r"[,;|]", cell)[:_MOST_TAGS])
    return frozenset(part for part in parts if part)


def tag(text: str) -> str:
    """One tag as it is kept: lower case, single spaces, at most 50 letters, no signs in front."""
    return " ".join(text.split()).strip("\"'=+@ ").casefold()[:_LONGEST_TAG].strip()


def moment_of(cell: str) -> datetime | None:
    """A moment in UTC, where the cell holds one; a moment without a zone is taken as UTC."""
    if not cell or not cell[0].isdigit():
        return None
    try:
        return _in_utc(datetime.fromisoformat(cell.removesuffix(" UTC")))
    except ValueError:
        pass
    for form in _MOMENTS:
        try:
            return _in_utc(datetime.strptime(cell, form).replace(tzinfo=UTC))
        except ValueError:
            continue
    return None


def _in_utc(moment: datetime) -> datetime | None:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError:  # year 1 with an offset
        return None


def standing_of(cells: Mapping[Column, str], tool: Tool) -> Told:
    """How the row says that its person stood; a row that says nothing is a subscriber.

    When signs disagree, the one against sending counts.

    Raises:
        ValueError: The status is a word that is not known: better no mail than a guess.
    """
    if not any(cells[column] for column in _TELLING):
        return Told.SUBSCRIBED
    found = {_worded(cells[Column.STATUS], tool)}
    if cells[Column.CLEANED]:
        found.add(Told.BOUNCED)
    wants_none = cells[Column.WANTS_NONE].casefold() in _YES
    if cells[Column.LEFT] or wants_none or cells[Column.WANTS_MAIL].casefold() in _NO:
        found.add(Told.LEFT)
    for told in (Told.COMPLAINED, Told.BOUNCED, Told.LEFT, Told.PENDING):
        if told in found:
            return told
    return Told.SUBSCRIBED


_TELLING: Final = (
    Column.STATUS,
    Column.CLEANED,
    Column.LEFT,
    Column.WANTS_NONE,
    Column.WANTS_MAIL,
)


def _worded(status: str, tool: Tool) -> Told:
    word = re.sub(r"[\W_]+", "", status.casefold())
    if not word:
        return Told.SUBSCRIBED
    if word not in _WORDS or (word.isdigit() and tool is not Tool.MAILTRAIN):
        raise ValueError(
            f"the status {status[:40]!r} is not known; write 'active' or 'unsubscribed'"
        )
    return _WORDS[word]
