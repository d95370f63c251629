"""Shortcodes of website builders, such as ``[gallery ids="1,2"]``.

The syntax is that of WordPress (developer.wordpress.org/apis/shortcode, 2026).
"""

import re
from typing import Final

_QUOTED = r"\"[^\"]*\"|'[^']*'|[“”″„][^“”″„]*[“”″]|‘[^’]*’"
# A value that begins with a mark but is not quoted: the mark is never closed, or more text follows
# the closing one. A value has only one possible reading, since two would take exponential time.
_HALF_QUOTED = (
    r"(?:\"(?![^\"\]]*\")|'(?![^'\]]*')|[“”″„](?![^“”″„\]]*[“”″])|‘(?![^’\]]*’))[^\s\]]*"
    r"|(?:\"[^\"\s\]]*\"|'[^'\s\]]*'|[“”″„][^“”″„\s\]]*[“”″]|‘[^’\s\]]*’)[^\s\]]+"
)
_VALUE = rf"(?:{_QUOTED}|{_HALF_QUOTED}|[^\s\]\"'“”″„‘][^\s\]]*)"
_ATTRIBUTE = rf"\s+(?:[a-z_][\w-]*\s*=\s*{_VALUE}|\"[^\"]*\")"
# of a player, with the address of what it plays: "[youtube https://…]"
_PLAYER = (
    r"\[(?:youtube|vimeo|soundcloud|spotify|embed|video|audio|ted)[ =]https?://[^\s\]]{1,500}\]"
)
SHORTCODE: Final = re.compile(
    rf"\[/?[a-z][a-z0-9_-]*(?:{_ATTRIBUTE})*\s*/?\]|{_PLAYER}", re.IGNORECASE
)
# certainly not an aside such as "[sic]": it closes, has an attribute, or has a known name
_SURE = re.compile(
    rf"\[/[a-z][a-z0-9_-]*\]|\[[a-z][a-z0-9_-]*(?:{_ATTRIBUTE})+\s*/?\]|\[[a-z][a-z0-9_-]*\s*/\]"
    r"|\[(?:[a-z0-9]+_[a-z0-9_]+|audio|caption|embed|gallery|playlist|toc|video)\]"
    rf"|{_PLAYER}",
    re.IGNORECASE,
)


def shortcode_in(text: str) -> str:
    """Return the first shortcode within a text, or an empty string."""
    found = _SURE.search(text)
    return found[0] if found else ""
