"""The words that a person agrees to, and which version of them it was."""

import hashlib
from collections.abc import Mapping
from typing import Final

from newsletter.model.sign_up import Wording

_OURS: Final = {
    "nl": "Ja, stuur mij {publication} per e-mail, ongeveer één keer per week. Ik kan me altijd weer uitschrijven.",
    "en": "Yes, send me {publication} by e-mail, about once a week. I can unsubscribe at any time.",
}


def wording(publication: str, language: str, own: Mapping[str, str]) -> Wording:
    """The owner's words in this language, else ours, else the English ones."""
    words = own.get(language) or _OURS.get(language) or own.get("en") or _OURS["en"]
    text = words.replace("{publication}", publication)
    return Wording(text, hashlib.sha256(text.encode()).hexdigest()[:8])
