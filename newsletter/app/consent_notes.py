"""The notes of the record of consent and of suppressions, as messages for a page."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from newsletter.audience.importing.notes import stored_note
from newsletter.message import Datum, Message

# The record keeps these words, which programs and exports read.
_WORDS: Final[Mapping[str, Message]] = {
    "page": Message("consent-left-by-page"),
    "one-click": Message("consent-left-by-one-click"),
    "mail": Message("consent-left-by-mail"),
    "editor": Message("consent-left-by-editor"),
    "by the link in the confirmation mail": Message("consent-by-link"),
    "by the undo button after leaving": Message("consent-by-undo"),
    "rather fortnightly than not at all": Message("consent-rather-fortnightly"),
    "rather monthly than not at all": Message("consent-rather-monthly"),
}
_PAUSE: Final = re.compile(r"rather a pause of (\d{1,3}) months")
_PROVIDER: Final = re.compile(r"by (.{1,60})'s word; not acted on")


def note_in_words(text: str) -> Message:
    """Return a stored note as a message, with days instead of moments.

    A note in an editor's own words is shown unchanged.
    """
    if text in _WORDS:
        return _WORDS[text]
    if (pause := _PAUSE.fullmatch(text)) is not None:
        return Message("consent-rather-a-pause", months=int(pause[1]))
    if (provider := _PROVIDER.fullmatch(text)) is not None:
        return Message("consent-by-provider", provider=provider[1])
    note = stored_note(text)
    return Message(note.code, **{name: _day_of(value) for name, value in note.items})


def _day_of(value: Datum) -> Datum:
    """Return the day of a moment in another tool, whose files do not say which clock they use."""
    return value.date() if isinstance(value, datetime) else value
