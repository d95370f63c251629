"""File names of issues: ``012-moeite-met-nee-zeggen.md``."""

import re
import unicodedata
from typing import Protocol

_LONGEST = 60
_SPELT = str.maketrans(
    {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "", "'": ""}
)
_NAME = re.compile(r"([0-9]{1,9})-(.+)\.md", re.DOTALL)


def slug_of(text: str) -> str:
    """Lower-case letters, digits and hyphens of a text, at most 60, cut between words."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT))
    words = re.findall(
        r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char))
    )
    slug = "-".join(words)
    if len(slug) > _LONGEST:
        slug = slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]
    return slug or "issue"


class Numbered(Protocol):
    """What has a file name: an issue, or the first lines of one."""

    @property
    def number(self) -> int:
        """Counts up from 1."""
        ...

    @property
    def slug(self) -> str:
        """What :func:`slug_of` made of the title, or the editor of the file's name."""
        ...


def file_name(issue: Numbered) -> str:
    """The name of an issue's file in ``issues/``."""
    return f"{issue.number:03d}-{issue.slug}.md"


def number_and_slug(name: str) -> tuple[int, str] | None:
    """What a file name says; ``None`` where it is not that of a numbered issue."""
    found = _NAME.fullmatch(name)
    return (int(found[1]), found[2]) if found else None
