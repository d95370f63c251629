"""Known phrases in a text, regardless of case, kind of space and kind of apostrophe.

A text is compared with the phrases of all languages at once, because blogs mix
them: a Dutch article often ends with its theme's "Related posts".
"""

import re
from functools import cache

from newsletter.text.vocabulary import LANGUAGES, Kind, in_any_language, vocabulary

_LONGEST_MINUTES_LINE = 40  # characters
_STRAIGHT = "'"
_ANY_APOSTROPHE = "['’]"
_FIRST_WORD = re.compile(r"\w")


@cache
def _pattern(kind: Kind) -> re.Pattern[str]:
    longest_first = sorted(in_any_language(kind), key=lambda phrase: (-len(phrase), phrase))
    either = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    return re.compile(
        rf"(?<!\w)(?:{either.replace(_STRAIGHT, _ANY_APOSTROPHE)})(?!\w)", re.IGNORECASE
    )


def begins(kind: Kind, text: str) -> bool:
    """Return whether the text begins with a phrase, ignoring marks and emoji."""
    return after(kind, text) is not None


def is_whole(kind: Kind, text: str) -> bool:
    """Return whether the text is exactly a phrase, ignoring marks around it."""
    end = after(kind, text)
    return end is not None and _FIRST_WORD.search(text, end) is None


def holds(kind: Kind, text: str) -> bool:
    """Return whether a phrase is anywhere in the text."""
    return _pattern(kind).search(text) is not None


def after(kind: Kind, text: str) -> int | None:
    """Return the index after the phrase that begins the text, or ``None``."""
    first = _FIRST_WORD.search(text)
    found = _pattern(kind).match(text, first.start()) if first else None
    return found.end() if found else None


def number_named(text: str) -> int | None:
    """Return the number from two to six that begins the text, in digits or in words."""
    first = re.match(r"\W*(\w+)", text)
    word = first[1].casefold() if first else ""
    if word.isdecimal():
        return int(word) if len(word) == 1 else None
    numbers = (vocabulary(language).numbers for language in LANGUAGES)
    return next((named.index(word) + 2 for named in numbers if word in named), None)


def mentions(kind: Kind, text: str, start: int) -> tuple[tuple[int, int], ...]:
    """Return start and end of every phrase from the index ``start`` on."""
    return tuple(found.span() for found in _pattern(kind).finditer(text, start))


def reading_minutes(text: str) -> int | None:
    """Return the reading time in minutes, if the text is nothing else.

    Examples are ``15 min``, ``Leestijd: 6 minuten`` and ``6 min read``.
    """
    if len(text) > _LONGEST_MINUTES_LINE:
        return None
    tokens = re.findall(r"\d+|[^\W\d_]+", text.casefold())
    numbers = [token for token in tokens if token.isdecimal()]
    others = frozenset(token for token in tokens if not token.isdecimal())
    if len(numbers) != 1 or len(numbers[0]) > len("999"):
        return None
    units = frozenset(in_any_language("minutes"))
    if not others & units or others.difference(units, in_any_language("reading")):
        return None
    return int(numbers[0])


# Data concerning health is of a special category (GDPR, article 9).
# Not within "muziek", "vertrouwen", "belangstelling", "ontvangst", "stillness" or "painting".
_HEALTH = re.compile(
    r"\b\w*(?:burn.?out|overspann|depress|anxiet|paniek|panic|adhd|autis|trauma|ptss|ptsd|stress"
    r"|(?<!mu)ziek|diagnos|therap|medicat|verslav|addict|eetstoornis|eating disorder|slaap|slapeloos"
    r"|insomnia|zwanger|pregnan|kanker|cancer|pijn|long.?covid|fibromyalg|hoogsensitief|suïcid"
    r"|suicid|zelfmoord|faalangst|\w+sangst|\bangst|\brouw|\bgrief\b|\bgrieving|\billness"
    r"|\bpain(?:s|ful)?\b|\badd\b|\bhsp\b)\w*",
    re.IGNORECASE,
)


def health_word(text: str) -> str:
    """Return the first word in a text that concerns health, or an empty string."""
    found = _HEALTH.search(text)
    return found[0] if found else ""
