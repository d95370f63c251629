"""The words of notes in ``--json``: English, and never another, because programs read them."""

from collections.abc import Iterable
from typing import Final

from newsletter.message import Message

NOTES: Final = {
    "why-past": "its moment has passed",
    "why-taken": "another issue goes on that date",
    "why-skipped": "that date is skipped",
    "why-no-slots": "there are no weekly slots",
    "approved-otherwise": (
        "approved under other settings; not sent before `newsletter issue approve --renew`"
    ),
    "approved-file-gone": "its file is gone; it goes out as approved",
    "approved-file-changed": (
        "changed after approval; goes out as approved until you approve it again"
    ),
    "issue-missed-slot": "missed its slot of {day}; `newsletter queue list` says what to do",
    "cancelled-goes-to-the-rest": (
        "dispatch {dispatch} was cancelled; it goes to those who did not get it"
    ),
    "cancelled-for-the-rest": (
        "dispatch {dispatch} was cancelled; `newsletter issue approve {issue}` sends it to those"
        " who did not get it"
    ),
}


def note_of(notes: Iterable[Message]) -> str:
    """Return the value of a row's ``note``."""
    return "; ".join(NOTES[note.code].format_map(note.data) for note in notes)
