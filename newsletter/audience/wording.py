"""The words that a person agrees to, and which version of them it was."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_OURS: Final = {
    "nl": "Ja, stuur mij {publication} per e-mail, ongeveer één keer per week. Ik kan me altijd weer uitschrijven.",
    "en": "Yes, send me {publication} by e-mail, about once a week. I can unsubscribe at any time.",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands beside the button, with a version that follows from the words themselves."""

    text: str
    version: str


def wording(publication: str, language: str, own: Mapping[str, str]) -> Wording:
    """The owner's words in this language, else ours, else the English ones."""
    words = own.get(language) or _OURS.get(language) or own.get("en") or _OURS["en"]
    text = words.replace("{publication}", publication)
    return Wording(text, hashlib.sha256(text.encode()).hexdigest()[:8])
