"""The words of consent: what a person agrees to, and an editor's statement that people agreed."""

import hashlib
from collections.abc import Mapping
from typing import Final

from newsletter.errors import DeskError
from newsletter.model.sign_up import ConsentWording

_FEWEST_WORDS: Final = 3  # of a statement; "ok" and "yes" prove nothing
_SAY_HOW: Final = "say in a sentence how these people agreed, such as --statement 'signed up on the website, 2023–2025'"

_OURS: Final = {
    "nl": "Ja, stuur mij {publication} per e-mail, ongeveer één keer per week. Ik kan me altijd weer uitschrijven.",
    "en": "Yes, send me {publication} by e-mail, about once a week. I can unsubscribe at any time.",
}


def wording(publication: str, language: str, own: Mapping[str, str]) -> ConsentWording:
    """The owner's words in this language, else ours, else the English ones."""
    words = own.get(language) or _OURS.get(language) or own.get("en") or _OURS["en"]
    text = words.replace("{publication}", publication)
    return ConsentWording(text, hashlib.sha256(text.encode()).hexdigest()[:8])


def statement_of_consent(text: str) -> str:
    """Return an editor's statement of how people agreed, on one line.

    Raises:
        DeskError: There is none, or it is too short to prove anything.
    """
    statement = " ".join(text.split())
    if not statement:
        raise DeskError("there is no statement of consent", _SAY_HOW)
    if len(statement.split()) < _FEWEST_WORDS:
        raise DeskError(f"the statement of consent {statement!r} is too short", _SAY_HOW)
    return statement
