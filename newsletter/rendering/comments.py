"""Comments of a template: each is closed, and conditional ones for Outlook come in pairs.

An unclosed comment hides what follows, so that a parser reports some other mistake
further on. An unclosed condition hides the rest of the email from Outlook or from everyone.
"""

import re
from collections.abc import Iterator

from newsletter.message import Message
from newsletter.rendering.templates import MARK

_OPENING, _ENDING = "<!--", "-->"
_MARKED = re.compile(rf'\s*{MARK}="[^"]*"')
_CONDITION = re.compile(r"\s*(\[if\b[^\]]*\])>", re.IGNORECASE)
# <!--[if !mso]><!-->, also written <!--[if !mso]><!-- -->: what follows is for all but some
_REVEALED = re.compile(r"\s*\[if\b[^\]]*\]>\s*<!(?:--\s*)?", re.IGNORECASE)
_CLOSED = re.compile(r"<!\[endif\]\s*$", re.IGNORECASE)
_CLOSES = re.compile(r"\s*<!\[endif\]\s*", re.IGNORECASE)


def comment_faults(mjml: str) -> Iterator[tuple[Message, int]]:
    """Yield what is wrong with the comments of a document, and where each of them starts.

    Args:
        mjml: The document; its comments may carry the mark of a line.
    """
    revealed: list[tuple[str, int]] = []
    at = mjml.find(_OPENING)
    while at >= 0:
        end = mjml.find(_ENDING, at + len(_OPENING))
        remark = _MARKED.sub("", mjml[at + len(_OPENING) : end])
        is_revealed = bool(_REVEALED.fullmatch(remark))
        condition = _CONDITION.match(remark)
        if end < 0 or (_OPENING in remark and not is_revealed):
            yield _unclosed(condition[1] if condition else ""), at
            return  # all that follows is inside it
        if condition and is_revealed:
            revealed.append((condition[1], at))
        elif condition and not _CLOSED.search(remark):
            yield _unclosed(condition[1]), at
        elif _CLOSES.fullmatch(remark) and not revealed:
            yield Message("mjml-condition-closes-nothing"), at
        elif _CLOSES.fullmatch(remark):
            revealed.pop()
        at = mjml.find(_OPENING, end + len(_ENDING))
    for opened, place in revealed:
        yield Message("mjml-revealed-unclosed", condition=opened), place


def _unclosed(condition: str) -> Message:
    if condition:
        return Message("mjml-condition-unclosed", condition=condition)
    return Message("mjml-comment-unclosed")
