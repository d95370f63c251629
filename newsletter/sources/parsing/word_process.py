"""Conversion of a Word file to HTML in a child process with strict limits.

The child is this project's own program. It reads the file from its standard input
and prints JSON with the HTML or an error code. If it crashes, the file is damaged or
exceeded the limits on time and memory.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Final

from newsletter.errors import ArticleError
from newsletter.message import Message
from newsletter.sources.parsing import word_child

_LONGEST_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class WordText:
    """A Word file as HTML, one block per line, and its unknown styles."""

    html: str
    unknown_styles: tuple[str, ...] = ()


def converted(data: bytes, name: str) -> WordText:
    """Return a Word file's text as HTML.

    Raises:
        ArticleError: It is not a Word file, exceeds a limit, or cannot be read.
    """
    try:
        child = subprocess.run(  # noqa: S603  # our own program, and the file is its input
            [sys.executable, "-P", "-m", word_child.__name__],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ArticleError("word-file-too-full", name) from None
    if child.returncode in word_child.TOO_MUCH:
        raise ArticleError("word-file-too-full", name)
    if child.returncode:
        raise ArticleError("word-file-damaged", name)
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise ArticleError(Message.from_text(answer["refused"]), name)
    return WordText(answer["html"], tuple(answer["unknown_styles"]))
