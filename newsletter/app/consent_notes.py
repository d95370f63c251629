"""The notes of the record of consent and of suppressions, as messages for a page."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
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


def note_in_words(text: str, zone: tzinfo) -> Message:
    """Return a stored note as a message, its times on the clock of a zone.

    A note in an editor's own words is shown unchanged.
    """
    if text in _WORDS:
        return _WORDS[text]
    if (pause := _PAUSE.fullmatch(text)) is not None:
        return Message("consent-rather-a-pause", months=int(pause[1]))
    if (provider := _PROVIDER.fullmatch(text)) is not None:
        return Message("consent-by-provider", provider=provider[1])
    return _on_the_clock(stored_note(text), zone)


def _on_the_clock(note: Message, zone: tzinfo) -> Message:
    def there(value: Datum) -> Datum:
        is_aware = isinstance(value, datetime) and value.tzinfo is not None
        return value.astimezone(zone) if is_aware and isinstance(value, datetime) else value

    return Message(note.code, **{name: there(value) for name, value in note.items})
