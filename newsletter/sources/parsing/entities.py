"""Character references that were escaped twice, so that a page shows ``&amp;`` for ``&``."""

import html
import re
import unicodedata
from collections.abc import Container
from functools import partial
from typing import Final

_REFERENCE: Final = re.compile(
    r"&(?:amp;){0,3}(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE
)
_WORD: Final = re.compile(r"\S+")
_WORDS_OF_A_LETTER: Final = "àÀ"
_ALONE: Final = re.compile(r"(?<!\S)&(?!\S)")
_MOST_TIMES: Final = 4
_ESCAPED_TAG: Final = re.compile(r"&lt;/(?:p|h[1-6]|div|ul|ol|li|blockquote)&gt;", re.IGNORECASE)
_FEWEST_TAGS: Final = 2
_TAG: Final = re.compile(
    r"<(?:p|h[1-6]|div|ul|ol|li|blockquote|article|main|section|table|pre|code|textarea)\b",
    re.IGNORECASE,
)


def with_tags(text: str) -> str:
    """Return the source of a page whose tags are all escaped, with its tags restored."""
    if "&lt;" not in text or _TAG.search(text):
        return text
    if len(_ESCAPED_TAG.findall(text)) < _FEWEST_TAGS:
        return text
    tags = text.replace("&lt;", "<").replace("&gt;", ">")
    return tags.replace("&quot;", '"').replace("&amp;", "&")


def unescaped(text: str) -> str:
    """Return a displayed text without references, which nobody means to show.

    Those of angle brackets stay: they are a tag that a text is about. So do those in an address,
    and those that a text explains.
    """
    if "&" not in text or ";" not in text:
        return text
    sign = partial(_sign, _signs_in(text))
    if "://" not in text:
        return _REFERENCE.sub(sign, text)
    return _WORD.sub(
        lambda word: word[0] if "://" in word[0] else _REFERENCE.sub(sign, word[0]), text
    )


def _signs_in(text: str) -> frozenset[str]:
    """Return the signs of a text outside its references, with ``&`` only if it is a word."""
    others = _REFERENCE.sub("", text)
    return frozenset(others) if _ALONE.search(others) else frozenset(others) - {"&"}


def _sign(others: Container[str], found: re.Match[str]) -> str:
    sign = found[0]
    for _ in range(_MOST_TIMES):
        sign = html.unescape(sign)
    if (sign.startswith("&") and len(sign) > 1) or sign in "<>":
        return found[0]  # not the name of any sign
    category = unicodedata.category(sign[0])
    if _is_meant(sign, category, others, found):
        return found[0]
    if category == "Cf":
        return ""  # a soft hyphen, a mark of direction
    return " " if category in ("Cc", "Zl", "Zp") else sign


def _is_meant(sign: str, category: str, others: Container[str], found: re.Match[str]) -> bool:
    """Return whether a text explains a reference: ``&copy;`` next to ©, or a letter by itself."""
    if sign == "&" or category[0] == "S":
        return sign in others
    before = found.string[max(found.start() - 1, 0) : found.start()]
    after = found.string[found.end() : found.end() + 1]
    is_within = before.isalnum() or after.isalnum() or before == ";" or after == "&"
    return category[0] == "L" and not is_within and sign not in _WORDS_OF_A_LETTER
