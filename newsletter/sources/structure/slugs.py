"""Names of sections for addresses and file names."""

import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 60  # characters
_SHORT_PART = re.compile(r"\s[—–-]\s|:\s")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "’": "", "'": "", "‘": ""})


def slugs(headings: Iterable[str | None]) -> tuple[str, ...]:
    """One slug for each, all different; ``opening`` for a section without a heading."""
    last: dict[str, int] = {}  # per name, the number that was given last
    given: list[str] = []
    for heading in headings:
        name = "opening" if heading is None else slug(heading) or "section"
        unique = name
        while unique in last:
            last[name] += 1
            unique = f"{name}-{last[name]}"
        last[unique] = 1
        given.append(unique)
    return tuple(given)


def slug(heading: str) -> str:
    """The heading's first part of two words or more, in ASCII with hyphens, cut between words."""
    parts = (part for part in _SHORT_PART.split(heading) if len(part.split()) > 1)
    spelled = unicodedata.normalize("NFKD", next(parts, heading).casefold().translate(_LETTERS))
    name = "-".join(re.findall(r"[a-z0-9]+", spelled.encode("ascii", "ignore").decode()))
    if len(name) <= _LONGEST:
        return name
    return name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]
