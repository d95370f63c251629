"""The marks by which a paragraph or a list of an issue file says what it is.

They are looked for in the Markdown as it is written, so that a backslash or an
entity takes their meaning away.
"""

import re
from collections.abc import Sequence
from functools import cache

from newsletter.text.vocabulary import in_any_language

PROMPT = "💡"
POST_SCRIPT = "P.S."
ARROW = "→"

BY = re.compile(r"[—–]\s+(?=\S)")  # who said it: the last line of a quote
ARROW_IN_LABEL = re.compile(r"→[*_]*\]\(")
ARROW_AFTER = re.compile(r"→[*_]*$")
ASKED = re.compile(r"\s*→\s*")
_PAIRS = {'"': '"', "“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’"}


def read_more(raw: str) -> re.Match[str] | None:
    """Match the words before a cross link, such as ``Lees meer:``, at the text's start."""
    return _read_more().match(raw)


@cache
def _read_more() -> re.Pattern[str]:
    longest_first = sorted(in_any_language("read_more"), key=len, reverse=True)
    labels = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?:{labels})\s*:\s*(?=\[)", re.IGNORECASE)


def is_list_of_questions(items: Sequence[str]) -> bool:
    """Whether every item is ``question? → hint``.

    All have the arrow; one at least has the question mark, or all are bold.
    """
    parts = [ASKED.split(item, maxsplit=1) for item in items]
    if not parts or not all(len(part) == 2 and part[0] for part in parts):
        return False
    asked = [part[0] for part in parts]
    return any(text.rstrip('*_"”’»)').endswith("?") for text in asked) or all(map(is_bold, asked))


def is_bold(raw: str) -> bool:
    """Whether a text is bold from its start to its end."""
    return len(raw) > 4 and raw.startswith("**") and raw.endswith("**")


def unquoted(raw: str) -> str | None:
    """What stands between the quotation marks around a quote; ``None`` where there are none."""
    closing = _PAIRS.get(raw[:1])
    if closing is None or len(raw) < 3 or raw[-1] not in closing or raw[-2] == "\\":
        return None
    inside = raw[1:-1]
    if any(mark in inside for mark in {raw[0], *closing}):
        return None
    return inside


def disguised(raw: str) -> str:
    """A paragraph that is only text, without a mark that would make more of it."""
    if raw.startswith(PROMPT):
        return f"&#{ord(PROMPT)};{raw[1:]}"
    if raw.startswith(POST_SCRIPT):
        return f"P\\{raw[1:]}"
    if read_more(raw):
        return raw.replace(":", "\\:", 1)
    if raw.lstrip("*_").startswith("["):
        return re.sub(rf"{ARROW}(?=\]\(|[*_]*$|[*_]+\])", f"&#{ord(ARROW)};", raw)
    return raw
