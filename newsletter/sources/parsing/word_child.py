"""What a child process does with a Word file. It imports no more than that takes."""

import re
from collections.abc import Mapping
from typing import Final

_BLOCK_END: Final = re.compile(
    r"(</(?:p|h[1-6]|li|ul|ol|blockquote|figcaption|t[dhr]|table)>|<(?:ul|ol|table|tr)>)(?!\n)"
)


def html_of_word(_: Mapping[str, object], data: bytes) -> tuple[dict[str, object], bytes]:
    """Return a Word file's HTML, one block per line, and its unknown styles.

    Raises:
        ArticleError: It is not a Word file, or exceeds a limit.
    """
    from newsletter.sources.parsing.word_package import checked
    from newsletter.sources.parsing.word_styles import html_of

    html, unknown = html_of(checked(data, ""))
    return {"html": _BLOCK_END.sub(r"\1\n", html), "unknown_styles": unknown}, b""
