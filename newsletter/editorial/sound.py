"""Quick check that a body can be read, without the Markdown parser.

Importing the parser takes 60 ms, and a list of issues needs it only to name the files
that it would refuse.
"""

import re

# as in ``inline_in``, but for the whole body instead of a paragraph
_LONGEST, _BRACKETS = 30_000, 500
_DEEPEST = 28  # each level of a list or quote takes at least one character at the start of a line
_LEAD = re.compile(r"[ \t>*+\-0-9.)]*")
_QUOTED = re.compile(r"[ \t>*+\-0-9.)]*>")
_WITH_WORDS = re.compile(r"> ?[\"“„«‘]?[^\W\d_]")


def is_surely_sound(body: str) -> bool:
    """Return whether ``markdown_in.blocks_of`` certainly accepts a body.

    False is inconclusive. The parser refuses pictures within text, quotes without words,
    lists that are nested too deeply, and paragraphs that are too long.
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
