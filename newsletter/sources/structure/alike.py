"""Whether two lines say the same: titles are repeated in another case, by half, with a ``!``."""

import re
import unicodedata

_PARTS = re.compile(r"\s[—–-]\s|:\s|\s\|\s")


def folded(text: str) -> str:
    """Letters and digits alone, without case: what two spellings of one title share."""
    return "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def are_alike(one: str, other: str) -> bool:
    """Whether both say the same but for case, spaces and marks."""
    return bool(folded(one)) and folded(one) == folded(other)


def is_half_of(part: str, title: str) -> bool:
    """Whether the one is what stands before or after the other's dash or colon."""
    return any(are_alike(part, half) for half in _PARTS.split(title)[:3])


def share_a_word(one: str, other: str) -> bool:
    """Whether a word of five letters or more stands in both."""
    long = re.compile(r"[^\W\d_]{5,}")
    return not set(long.findall(one.casefold())).isdisjoint(long.findall(other.casefold()))
