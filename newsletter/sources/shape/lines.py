"""A text as lines that, joined, give it again character for character."""

import re

from newsletter.sources.shape.rich_text import BLANKS

# only these end a line: form feeds, U+2028 and their like stay inside, unlike str.splitlines
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def split_lines(text: str) -> tuple[str, ...]:
    """The lines, each with its own end: LF, CR LF or CR."""
    return tuple(_LINE.findall(text))


def is_blank(line: str) -> bool:
    """Whether nothing can be seen on the line."""
    return not line.strip(BLANKS)
