"""Masking of addresses in texts that others wrote, such as a provider's answer or a list's cell."""

import re
from typing import Final

from newsletter.message import Datum, Message

_IN_A_WORD: Final = r"[^\s@<>()\"',;:]"
# Begins where a word does: else each letter of a long one without an @ would be tried.
_BEFORE_AT: Final = re.compile(rf"(?<!{_IN_A_WORD})({_IN_A_WORD}){_IN_A_WORD}*@")


def masked(text: str) -> str:
    """Return a text in which every address shows only its first letter and its domain."""
    return _BEFORE_AT.sub(r"\1…@", text)


def without_addresses(message: Message) -> Message:
    """Return a message in whose data every address is masked."""
    return Message(message.code, **{name: _hidden(value) for name, value in message.items})


def _hidden(value: Datum) -> Datum:
    match value:
        case str():
            return masked(value)
        case Message():
            return without_addresses(value)
        case tuple():
            return [masked(one) if isinstance(one, str) else one for one in value]
        case _:
            return value
