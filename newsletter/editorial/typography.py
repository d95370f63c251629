"""The quotation marks of a whole issue, set when it is read to be sent."""

from dataclasses import replace
from typing import TypeVar, assert_never

from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    RichText,
    Rule,
    Subheading,
    plain,
)
from newsletter.model.issue import Issue
from newsletter.text.quotation import QuoteStyle, typeset, typeset_each

_Text = TypeVar("_Text", str, str | None)


def set_marks(issue: Issue, style: QuoteStyle) -> Issue:
    """Return the issue with its straight quotation marks and apostrophes set.

    Its slug stays: an address has no such marks.
    """
    if style is QuoteStyle.AS_WRITTEN:
        return issue
    origin = issue.origin
    return replace(
        issue,
        title=typeset(issue.title, style),
        subject=typeset(issue.subject, style),
        preheader=typeset(issue.preheader, style),
        blocks=tuple(_set(block, style) for block in issue.blocks),
        origin=origin and replace(origin, text=typeset(origin.text, style)),
        sign_off=_set_words(issue.sign_off, style),
    )


def _set_words(text: _Text, style: QuoteStyle) -> _Text:
    return text if text is None else typeset(text, style)


def _set_rich(text: RichText, style: QuoteStyle) -> RichText:
    """Marks are paired across the whole text: a quotation may begin in one span and end in another."""
    each = typeset_each(plain(text), style)
    ends, at = [], 0
    for span in text:
        ends.append(replace(span, text="".join(each[at : at + len(span.text)])))
        at += len(span.text)
    return tuple(ends)


def _set(block: Block, style: QuoteStyle) -> Block:
    match block:
        case Paragraph(text) | Prompt(text):
            return replace(block, text=_set_rich(text, style))
        case Subheading(text) | Button(text):
            return replace(block, text=typeset(text, style))
        case PullQuote(text, by):
            return PullQuote(typeset(text, style), _set_words(by, style))
        case CrossLink(text, url, lead_in):
            return CrossLink(typeset(text, style), url, _set_rich(lead_in, style))
        case BulletList(items):
            items = tuple(replace(item, text=_set_rich(item.text, style)) for item in items)
            return replace(block, items=items)
        case Questions(title, asked):
            questions = (
                replace(one, text=typeset(one.text, style), hint=_set_words(one.hint, style))
                for one in asked
            )
            return Questions(typeset(title, style), tuple(questions))
        case PostScript(question, answer):
            return PostScript(typeset(question, style), _set_rich(answer, style))
        case Image(source, alt):
            return Image(source, typeset(alt, style))
        case Rule():
            return block
        case _:
            assert_never(block)
