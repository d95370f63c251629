"""Marks in an issue file that give a paragraph or a list a special meaning.

They are recognised in the raw Markdown, so that a backslash or an entity disables them.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from newsletter.text.vocabulary import in_any_language

PROMPT = "💡"
POST_SCRIPT = "P.S."
ARROW = "→"
RULE = "---"

BY = re.compile(r"[—–]\s+(?=\S)")  # the speaker, on the last line of a quote
ARROW_IN_LABEL = re.compile(r"→[*_]*\]\(")
ARROW_AFTER = re.compile(r"→[*_]*$")
ASKED = re.compile(r"\s*→\s*")
# "PS" alone may begin any sentence, "Ps." that of a psalm, and "P. S." or "P.S.V." that of a person or a club
_POST_SCRIPT = re.compile(
    r"(?P<around>\*\*|__|[*_]|)"
    r"(?P<letters>(?i:P\.S\.|(?:P\.[ \xa0]?){2,3}S\.)(?!\w\.|[-‑,’'])|P{1,3}S(?=\.(?!\w)|:|(?P=around):))"
    r"[.:]?(?P=around):?[ \t\n]*"
)
_PAIRS = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’"}


def read_more(raw: str) -> re.Match[str] | None:
    """Match the words of a cross link, such as ``Lees meer:``, at the start of a text."""
    return _read_more().match(raw)


@cache
def _read_more() -> re.Pattern[str]:
    longest_first = sorted(in_any_language("read_more"), key=len, reverse=True)
    labels = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?:{labels})\s*:\s*(?=\[)", re.IGNORECASE)


def is_list_of_questions(items: Sequence[str]) -> bool:
    """Return whether every item is ``question? → hint``.

    Every item must have the arrow. At least one must have a question mark, or all be bold.
    """
    parts = [ASKED.split(item, maxsplit=1) for item in items]
    if not parts or not all(len(part) == 2 and part[0] for part in parts):
        return False
    asked = [part[0] for part in parts]
    return any(text.rstrip('*_"”’»)').endswith("?") for text in asked) or all(map(is_bold, asked))


def is_bold(raw: str) -> bool:
    """Return whether a text is bold from start to end."""
    return len(raw) > 4 and raw.startswith("**") and raw.endswith("**")


def unquoted(raw: str) -> str | None:
    """Return the text between enclosing quotation marks; ``None`` if there are none."""
    closing = _PAIRS.get(raw[:1])
    if closing is None or len(raw) < 3 or raw[-1] not in closing or raw[-2] == "\\":
        return None
    inside = raw[1:-1]
    if any(mark in inside for mark in {raw[0], *closing}):
        return None
    return inside


class Afterword(NamedTuple):
    """A paragraph that is a P.S.: which one it is, as ``PostScript.mark``, and its words."""

    mark: str
    words: str


def afterword(raw: str) -> Afterword | None:
    """Read a paragraph that begins with ``P.S.``, ``PS:``, ``P.P.S.`` or the like."""
    found = _POST_SCRIPT.match(raw)
    if not found:
        return None
    letters = found["letters"].upper().count("P")
    return Afterword("P." * letters + "S." if letters > 1 else "", raw[found.end() :])


def disguised(raw: str) -> str:
    """Return a plain paragraph with its marks escaped, so that it stays plain."""
    if raw.startswith(PROMPT):
        return f"&#{ord(PROMPT)};{raw[1:]}"
    if after := _POST_SCRIPT.match(raw):
        return re.sub(r"[.:]", r"\\\g<0>", after[0], count=1) + raw[after.end() :]
    if read_more(raw):
        return raw.replace(":", "\\:", 1)
    if raw.lstrip("*_").startswith("["):
        return re.sub(rf"{ARROW}(?=\]\(|[*_]*$|[*_]+\])", f"&#{ord(ARROW)};", raw)
    return raw
