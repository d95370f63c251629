"""The words of the issue in a finished mail, however they are wrapped or marked there."""

import re
from functools import lru_cache

from newsletter.editorial.checks.finding import line_of, name_block, part, words_of
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message


@lru_cache(maxsize=512)
def bare(text: str) -> str:
    """Return the letters and digits alone, to find words however they are wrapped or marked."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


_FIELD = re.compile(r"\{[^{}]*\}")  # such as {first_name|reader}


def pieces(text: str) -> list[str]:
    """Return an editor's text without its merge fields, whose words differ per reader."""
    return _FIELD.split(text)


def place_of(inputs: Inspected, words: str) -> tuple[Message, int | None]:
    """Return a name for the place of some words, and the line if they are the issue's own."""
    looked_for = bare(words)
    for number, block in enumerate(inputs.issue.blocks):
        if looked_for and looked_for in bare(words_of(block)):
            return name_block(inputs, number), line_of(inputs, number)
    return part("part-words", words), None
