"""Lines with an author's name or a date, as they are under or above a title."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from newsletter.sources.structure.pieces import Piece, PieceKind
from newsletter.text.folding import share_a_word
from newsletter.text.vocabulary import language_of, phrases

_SEPARATOR: Final = re.compile(r"\s+[·•|–—-]\s+|,\s+")  # "Door Anna · 5 min", "Anna, 12 mei 2026"
_NAME: Final = re.compile(r"[^\W\d_][^\d,;:!?]*")
_MOST_NAMES: Final = 4  # first names and surnames, without "de" and "drs."
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")
_PARTICLES: Final = frozenset(
    [
        "van",
        "de",
        "den",
        "der",
        "'t",
        "ter",
        "ten",
        "te",
        "von",
        "vom",
        "zu",
        "zur",
        "la",
        "le",
        "du",
        "des",
        "di",
        "da",
        "del",
        "della",
        "el",
    ]
)
_MONTHS: Final = frozenset(
    [
        "jan",
        "feb",
        "fév",
        "fev",
        "mar",
        "maa",
        "mrt",
        "mär",
        "apr",
        "avr",
        "may",
        "mei",
        "mai",
        "jun",
        "jui",
        "jul",
        "aug",
        "aoû",
        "aou",
        "sep",
        "okt",
        "oct",
        "nov",
        "dec",
        "déc",
        "dez",
    ]
)
_BESIDE_A_DATE: Final = frozenset(
    [
        "op",
        "on",
        "am",
        "le",
        "om",
        "at",
        "um",
        "à",
        "st",
        "nd",
        "rd",
        "th",
        "uur",
        "uhr",
        "h",
        "am",
        "pm",
        "er",
        "gepubliceerd",
        "geplaatst",
        "geschreven",
        "published",
        "posted",
        "updated",
        "bijgewerkt",
        "laatst",
        "veröffentlicht",
        "publié",
        "de",
        "of",
        "the",
        "datum",
        "date",
        *("ma", "di", "wo", "do", "vr", "za", "zo"),
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
    ]
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_MOST_DIGITS: Final = 4
_DATE_AT_THE_END: Final = re.compile(
    r"\s+(?:op|on|am|le)?\s*(?P<date>\d{1,2}\.?\s+[^\W\d_]+\.?\s+(?:19|20)\d\d|\d{1,4}([-/.])\d{1,2}\2\d{2,4})$"
)


def is_date(text: str) -> bool:
    """Return whether a line is a date with its year and nothing else: ``Op 12 mei 2026``."""
    words = _WORD.findall(text.casefold())
    numbers = [word for word in words if word.isdecimal()]
    others = [word for word in words if not word.isdecimal() and word not in _BESIDE_A_DATE]
    has_month = len(others) == 1 and others[0][:3] in _MONTHS
    return (
        any(map(_YEAR.fullmatch, numbers))
        and all(len(number) <= _MOST_DIGITS for number in numbers)
        and (has_month if others else True)
        and len(numbers) >= (2 if has_month else 3)
    )


def author_in(line: str) -> str | None:
    """Return the name after ``Door``, ``By``, ``Von`` or ``Par``, or the one next to a date."""
    parts = _parts(line)
    for part in parts:
        end = phrases.after("author", part)
        name = part[end or 0 :].lstrip(": \t\N{NO-BREAK SPACE}")
        if end is not None and is_name(name):
            return name
    others = [part for part in parts if not is_date(part)]
    if len(others) == 1 < len(parts) and is_whole_name(others[0]):
        return others[0]
    return None


def is_name(text: str) -> bool:
    """Return whether words could be a name, such as ``Anna de Vries`` or ``drs. A. Vos``."""
    words = text.split()
    names = [word for word in words if word.casefold() not in _PARTICLES and not _is_title(word)]
    return (
        0 < len(names) <= _MOST_NAMES
        and bool(_NAME.fullmatch(text))
        and (words[0][:1].isupper() or _is_title(words[0]))
        and words[-1][:1].isupper()
        and (len(words) <= _MOST_NAMES or _is_capitalised(text))
    )


def is_bare_byline(pieces: Sequence[Piece], at: int, title: str | None) -> bool:
    """Return whether a short line under the title is a name rather than the first heading.

    A name looks like a heading. It is taken for one only if all its words have a capital
    while no heading of the text is written so, and if the text does not mention it again.
    In German every noun has a capital, so the name must also be at the end of the text.
    """
    line, below = pieces[at].whole, pieces[at + 1 :]
    if pieces[at].is_sure_heading or not is_whole_name(line) or share_a_word(line, title or ""):
        return False
    if below and is_date(below[0].whole):
        return True
    text = [piece.whole for piece in below]
    while text and _signs(text[-1], line):
        text.pop()
    if any(_names(line, one) for one in text):
        return False
    if len(text) < len(below):
        return True
    headings = [one.whole for one in below if one.form is PieceKind.HEADING]
    is_clear = bool(headings) and not any(map(_is_capitalised, headings))
    return is_clear and language_of(" ".join(text)) != "de"


def _parts(line: str) -> list[str]:
    """Return the parts of a line between separators; a trailing date is a separate part."""
    parts = _SEPARATOR.split(line.strip())
    found = _DATE_AT_THE_END.search(parts[-1])
    if found is not None and is_date(found["date"]):
        parts[-1:] = [parts[-1][: found.start()], found["date"]]
    return [part.strip() for part in parts if part.strip()]


def _is_title(word: str) -> bool:
    return word.endswith(".") and word[:1].islower()  # "drs.", "mr."


def is_whole_name(text: str) -> bool:
    """Return whether a text without "door" is a first name and a surname."""
    words = text.split()
    return (
        is_name(text)
        and phrases.after("author", text) is None
        and len([word for word in words if word[:1].isupper()]) > 1
        and words[0].casefold() not in _PARTICLES
        and _is_capitalised(text)
        and not text.isupper()
    )


def _is_capitalised(text: str) -> bool:
    """Return whether there are two words or more, all with a capital but for "de" and "van"."""
    words = text.split()
    return len(words) > 1 and all(
        word[:1].isupper() or word.casefold() in _PARTICLES or _is_title(word) for word in words
    )


def _signs(text: str, name: str) -> bool:
    """Return whether a closing line is the name, or the first name alone."""
    words = text.rstrip(".!").split()
    own = list(takewhile(lambda pair: pair[0] == pair[1], zip(words, name.split(), strict=False)))
    return bool(words) and len(own) == len(words)


def _names(name: str, text: str) -> bool:
    words = set(_WORD.findall(text.casefold()))
    return any(word.casefold() in words for word in _WORD.findall(name) if word[:1].isupper())
