"""First names as people type them, made fit for a greeting: ``Dag Anna,``."""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 60  # letters; longer is no first name but somebody's text
_LONGEST_TEXT: Final = 1000
# A sign-up form must not become a way to mail strangers a link of one's own.
_LINK: Final = re.compile(r"://|www\.|\.(?:com|net|org|nl|ru|info|xyz|top|io)\b|@", re.IGNORECASE)
_TITLES: Final = frozenset(
    {
        "dr",
        "drs",
        "mr",
        "mrs",
        "ms",
        "ir",
        "ing",
        "prof",
        "dhr",
        "mevr",
        "mw",
        "herr",
        "frau",
        "de heer",
        "mevrouw",
    }
)


def first_name(text: str) -> str:
    """The name to greet with, on one line; empty where the text is no name.

    HTML in a name stays as it is: it is escaped for the place where it lands.
    """
    if text.isascii() and text.isalpha() and len(text) <= _LONGEST:
        return text  # nearly all of a million
    seen = "".join(map(_seen, unicodedata.normalize("NFC", text[:_LONGEST_TEXT])))
    # no formula, when it is exported to a spreadsheet again
    name = " ".join(seen.split()).lstrip("=+@'\" ").rstrip("'\" ")
    if not any(sign.isalpha() for sign in name) or len(name) > _LONGEST or _LINK.search(name):
        return ""
    return name


def _seen(sign: str) -> str:
    """A sign as it shows: what is invisible goes, what breaks a line is a space."""
    category = unicodedata.category(sign)
    if category == "Cf":
        return ""
    return " " if category[0] in "CZ" else sign


def first_of(full_name: str) -> str:
    """The first name out of a whole one: ``de Vries, Anna`` and ``Drs. Anna de Vries`` are Anna."""
    last, comma, given = full_name.partition(",")
    words = (given if comma and given.strip() else last).split()
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        words = words[1:]
    return first_name(words[0]) if words else ""
