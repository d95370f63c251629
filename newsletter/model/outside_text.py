"""Text from outside (providers, receiving hosts, readers, files), made safe to keep and to show."""

import re
from typing import Final

# Category Cc without tab and line feed, and Cs: halves of surrogate pairs.
_UNKEEPABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def keepable(text: str) -> str:
    """Return the text without control characters and half surrogate pairs.

    PostgreSQL stores no NUL (documentation, 8.3), no database stores half a
    surrogate pair, and an escape character would steer the terminal that lists
    the text. Tab and line feed remain.
    """
    return text if text.isprintable() else _UNKEEPABLE.sub("", text)


def one_line(text: str) -> str:
    """Return the text on one line, without what ``keepable`` drops."""
    return keepable(" ".join(text.split()))
