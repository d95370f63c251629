"""Check of texts that are empty for readers without a name."""

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from newsletter.editorial.checks.finding import Finding, line_of, name_block, shortened
from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Message
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
    rich,
)
from newsletter.text.first_names import NameGap, Piece, rich_pieces


def check_nothing_but_a_name(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that headings, links and similar texts have words even without a name."""
    issue = inputs.issue
    heads = {"part-subject": issue.subject, "part-preheader": issue.preheader}
    in_heads = (
        Finding.error("name-gap", where=Message(code), text=shortened(words))
        for code, words in (*heads.items(), ("part-title", issue.title))
        for words in _names_alone(rich(words))
    )
    in_blocks = (
        Finding.error(
            "name-gap",
            where=name_block(inputs, number),
            line=line_of(inputs, number),
            text=shortened(words),
        )
        for number, block in enumerate(issue.blocks)
        for text in _wholes(block)
        for words in _names_alone(text)
    )
    return (*in_heads, *in_blocks)


def _wholes(block: Block) -> Iterator[RichText]:
    """Yield each separate text of a block."""
    match block:
        case Paragraph(text) | Prompt(text):
            yield text
        case CrossLink(text, lead_in=lead_in):
            yield from (lead_in, rich(text))
        case Subheading(text) | Button(text) | Image(_, text):
            yield rich(text)
        case PullQuote(text, by):
            yield from (rich(text), rich(by or ""))
        case BulletList(items):
            yield from (item.text for item in items)
        case Questions(title, items):
            yield rich(title)
            yield from (rich(part or "") for item in items for part in (item.text, item.hint))
        case PostScript(question, answer):
            yield from (rich(question), answer)
        case Rule():
            pass
        case _:
            assert_never(block)


def _names_alone(text: RichText) -> Iterator[str]:
    """Yield a text, or the words of its links, if empty for readers without a name."""
    placed = list(zip(text, rich_pieces(text), strict=True))
    if _is_name_alone([piece for _, inside in placed for piece in inside]):
        yield plain(text)
        return
    for url, group in groupby(placed, key=lambda one: one[0].url):
        spans, inside = zip(*group, strict=True)
        if url and _is_name_alone([piece for pieces in inside for piece in pieces]):
            yield plain(spans)


def _is_name_alone(pieces: list[Piece]) -> bool:
    """Return whether pieces of a text have words only if the reader has a name."""
    with_name = "".join(one.named if isinstance(one, NameGap) else one for one in pieces)
    without = "".join(one.nameless if isinstance(one, NameGap) else one for one in pieces)
    return _has_words(with_name) and not _has_words(without)


def _has_words(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
