"""Conversion of a Word file to HTML in a child process with strict limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from newsletter.confined import Child, ChildError, ChildRefusal, Job, Trouble
from newsletter.errors import ArticleError

_BLOCK_END: Final = re.compile(
    r"(</(?:p|h[1-6]|li|ul|ol|blockquote|figcaption|t[dhr]|table)>|<(?:ul|ol|table|tr)>)(?!\n)"
)


@dataclass(frozen=True, slots=True)
class WordText:
    """A Word file as HTML, one block per line, and its unknown styles."""

    html: str
    unknown_styles: tuple[str, ...] = ()


def converted(data: bytes, name: str) -> WordText:
    """Return a Word file's text as HTML.

    Raises:
        ArticleError: It is not a Word file, exceeds a limit, or cannot be read.
        DeskError: Too many other files are being read.
    """
    try:
        with Child(_IN_CHILD) as child:
            values = child.ask({}, data).values
    except ChildRefusal as refusal:
        raise ArticleError(refusal.problem, name) from None
    except ChildError as error:
        is_damaged = error.trouble is Trouble.ENDED
        code = "word-file-damaged" if is_damaged else "word-file-too-full"
        raise ArticleError(code, name) from error
    return WordText(values["html"], tuple(values["unknown_styles"]))


def _html_of_word(_: Mapping[str, object], data: bytes) -> tuple[dict[str, object], bytes]:
    """Return a Word file's HTML and its unknown styles. Called in the child.

    Raises:
        ArticleError: It is not a Word file, or exceeds a limit.
    """
    from newsletter.sources.parsing.word_package import checked
    from newsletter.sources.parsing.word_styles import html_of

    html, unknown = html_of(checked(data, ""))
    return {"html": _BLOCK_END.sub(r"\1\n", html), "unknown_styles": unknown}, b""


_IN_CHILD: Final = Job(function=_html_of_word, seconds=10, largest_answer=0)
