"""The sentences in ``--json``: English, and never others, because programs read them.

Only those stand here that are not, word for word, what the catalogue says in English.
"""

from collections.abc import Iterable
from typing import Final

from newsletter.message import Message

FIXED: Final = {
    "approved-otherwise": (
        "approved under other settings; not sent before `newsletter issue approve --renew`"
    ),
    "issue-missed-slot": "missed its slot of {day}; `newsletter queue list` says what to do",
    "cancelled-for-the-rest": (
        "dispatch {dispatch} was cancelled; `newsletter issue approve {issue}` sends it to those"
        " who did not get it"
    ),
}


def note_of(notes: Iterable[Message]) -> str:
    """Return the value of a row's ``note``."""
    return "; ".join(map(fact_of, notes))


def fact_of(message: Message) -> str:
    """Return a message as ``--json`` says it."""
    if fixed := FIXED.get(message.code):
        return fixed.format_map(message.data)
    from newsletter.locale.speech import say

    return say(message, "en")
