"""The quotation marks of a whole issue, set when it is read to be sent."""

from dataclasses import replace
from functools import partial

from newsletter.model.blocks import RichText, plain
from newsletter.model.issue import Issue
from newsletter.text.quotation import QuoteStyle, typeset, typeset_each
from newsletter.text.rewording import Rewording


def set_marks(issue: Issue, style: QuoteStyle) -> Issue:
    """Return the issue with its straight quotation marks and apostrophes set.

    The slug is unchanged, because an address has no such marks.
    """
    if style is QuoteStyle.AS_WRITTEN:
        return issue
    change = Rewording(partial(typeset, style=style), partial(_set_rich, style=style))
    return change.issue(issue)


def _set_rich(text: RichText, style: QuoteStyle) -> RichText:
    """Return rich text with its marks set.

    Marks are paired across the whole text, since a quotation may span several formats.
    """
    each = typeset_each(plain(text), style)
    ends, at = [], 0
    for span in text:
        ends.append(replace(span, text="".join(each[at : at + len(span.text)])))
        at += len(span.text)
    return tuple(ends)
