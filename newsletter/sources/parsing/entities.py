"""Character references that were escaped twice, so that a page shows ``&amp;`` for ``&``."""

import html
import re
import unicodedata
from typing import Final

_REFERENCE: Final = re.compile(
    r"&(?:amp;){0,3}(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE
)
_MOST_TIMES: Final = 4
_ESCAPED_TAG: Final = re.compile(r"&lt;/(?:p|h[1-6]|div|ul|ol|li|blockquote)&gt;", re.IGNORECASE)
_FEWEST_TAGS: Final = 2
_TAG: Final = re.compile(
    r"<(?:p|h[1-6]|div|ul|ol|li|blockquote|article|main|section|table|pre|code|textarea)\b",
    re.IGNORECASE,
)


def with_tags(text: str) -> str:
    """Return the source of a page of which all tags are escaped, with its tags."""
    if "&lt;" not in text or _TAG.search(text):
        return text
    if len(_ESCAPED_TAG.findall(text)) < _FEWEST_TAGS:
        return text
    tags = text.replace("&lt;", "<").replace("&gt;", ">")
    return tags.replace("&quot;", '"').replace("&amp;", "&")


def unescaped(text: str) -> str:
    """Return a displayed text without references, which nobody means to show.

    Those of angle brackets stay: they are a tag that a text is about.
    """
    return _REFERENCE.sub(_sign, text) if "&" in text and ";" in text else text


def _sign(found: re.Match[str]) -> str:
    sign = found[0]
    for _ in range(_MOST_TIMES):
        sign = html.unescape(sign)
    if (sign.startswith("&") and len(sign) > 1) or sign in "<>":
        return found[0]  # not the name of any sign
    category = unicodedata.category(sign[0])
    if category == "Cf":
        return ""  # a soft hyphen, a mark of direction
    return " " if category in ("Cc", "Zl", "Zp") else sign
