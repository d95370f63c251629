"""Whether a body is surely one that can be read, judged without the Markdown parser.

The parser takes 60 ms to import, and a list of issues needs it only to name the
files that it would refuse.
"""

import re

_LONGEST, _BRACKETS = 30_000, 500  # as in ``markdown_in``, for the whole body and not a paragraph
_DEEPEST = 28  # each level of a list or quote takes a character at the start of a line at least
_LEAD = re.compile(r"[ \t>*+\-0-9.)]*")
_QUOTED = re.compile(r"[ \t>*+\-0-9.)]*>")
_WITH_WORDS = re.compile(r"> ?[\"“„«‘]?[^\W\d_]")


def is_surely_sound(body: str) -> bool:
    """Return whether ``markdown_in.blocks_of`` surely reads this body; false proves nothing.

    What it refuses: pictures within text, quotes without words, lists that are
    nested too deep, paragraphs that are too long.
    """
    if len(body) > _LONGEST or body.count("[") > _BRACKETS or "![" in body:
        return False
    if "<!--" in body:  # without the editor's note, the line begins with what follows it
        return False
    is_quoted = False
    for line in body.split("\n"):
        lead = _LEAD.match(line)
        if lead is None or len(lead[0].expandtabs(4)) > _DEEPEST:
            return False
        was_quoted, is_quoted = is_quoted, _QUOTED.match(line) is not None
        if is_quoted and not was_quoted and not _WITH_WORDS.match(line):
            return False
    return True
