"""Slugs: text as a part of an address or a file name."""

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 60  # characters
# Our own table rather than a library's: an address must not change with a library's
# version. These letters have no decomposition in Unicode that would remove an accent or stroke.
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ı": "i",
        "ŋ": "n",
        "ŧ": "t",
        "'": "",
        "’": "",
        "‘": "",
        "ʼ": "",
    }
)
_LETTERS_OF_0_1 = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "’": "", "'": "", "‘": ""})


def slug(text: str, *, empty: str) -> str:
    """Return the Latin letters and digits of a text in lower case, joined by hyphens.

    Args:
        text: Accents and apostrophes are dropped. Any other character separates
            words. At most 60 characters are kept, cut between words where possible.
        empty: The slug of a text without such letters and digits.
    """
    plain = _decomposed(_decomposed(text).casefold()).translate(_LETTERS)
    return _joined("".join(char for char in plain if not unicodedata.combining(char))) or empty


def former_slug(text: str, *, empty: str) -> str:
    """Return the slug that version 0.1 assigned to a section's heading.

    Issue files may still refer to it. Non-ASCII signs and letters were dropped without
    separating words.
    """
    plain = _decomposed(text.casefold().translate(_LETTERS_OF_0_1))
    return _joined(plain.encode("ascii", "ignore").decode()) or empty


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def _joined(plain: str) -> str:
    name = "-".join(re.findall(r"[a-z0-9]+", plain))
    if len(name) <= _LONGEST:
        return name
    return name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]


def made_unique(names: Iterable[str]) -> tuple[str, ...]:
    """Return the slugs in order, with ``-2``, ``-3`` … appended to repeated ones."""
    last: dict[str, int] = {}  # the last number appended, by name
    given: list[str] = []
    for name in names:
        unique = name
        while unique in last:
            last[name] += 1
            unique = f"{name}-{last[name]}"
        last[unique] = 1
        given.append(unique)
    return tuple(given)
