"""Checks that the template omits nothing the editor wrote from the mail."""

from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from newsletter.editorial.checks.finding import Finding, bare, line_of, name_block, pieces
from newsletter.editorial.checks.inspected import Inspected
from newsletter.editorial.checks.page import words
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
    Span,
    Subheading,
)
from newsletter.text.first_names import Piece, rich_pieces


def check_blocks_in_html(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every block of the issue, and its title, is in the HTML."""
    # a picture without an alt attribute is present; `check_pictures_of_the_template` reports it
    is_spoken = all(image.get("alt") is not None for image in inputs.page.all("img"))
    text = bare(words(inputs.page.root))
    return tuple(_left_out(inputs, text, "html-lacks-block", is_spoken=is_spoken))


def check_blocks_in_text(inputs: Inspected) -> tuple[Finding, ...]:
    """Check that every block of the issue, and its title, is in the text part."""
    if not inputs.text.strip():
        return ()  # `check_text_part` reports it
    return tuple(_left_out(inputs, bare(inputs.text), "text-lacks-block"))


def _left_out(
    inputs: Inspected, text: str, code: str, *, is_spoken: bool = True
) -> Iterator[Finding]:
    for heading in (inputs.shown.headline, inputs.shown.subline):
        if bare(heading) not in text:
            yield Finding.error(code, block=Message("part-title"))
            break
    for number, block in enumerate(inputs.issue.blocks):
        if isinstance(block, Image) and not is_spoken:
            continue
        pieces_of_it = (bare(piece) for part in parts_of(block) for piece in pieces(part))
        if any(piece not in text for piece in pieces_of_it):
            called, line = name_block(inputs, number), line_of(inputs, number)
            yield Finding.error(code, block=called, line=line)


def parts_of(block: Block) -> Iterator[str]:
    """Yield a block's words in pieces that are contiguous in every part of the mail.

    Addresses may follow a link, and marks may precede an item. A cross link or button
    without an address is left out on purpose. Rich text is yielded without the words that
    depend on the reader's name, because a placeholder may extend over several spans.
    """
    match block:
        case Paragraph(text) | Prompt(text):
            yield from _runs(text)
        case CrossLink(text, url, lead_in=lead_in):
            yield from (*_runs(lead_in), text) if url else ()
        case Button(text, url):
            yield text if url else ""
        case Subheading(text) | Image(_, text):
            yield text
        case PullQuote(text, by):
            yield from (text, by or "")
        case BulletList(items):
            yield from (run for item in items for run in _runs(item.text))
        case Questions(title, items):
            yield title
            yield from (part or "" for item in items for part in (item.text, item.hint))
        case PostScript(question, answer):
            yield from (question, *_runs(answer))
        case Rule():
            pass
        case _:
            assert_never(block)


def _runs(text: RichText) -> Iterator[str]:
    """Yield the words outside links; those of the links if there are no others.

    The words of a link may be elsewhere in a text part, and other checks cover them.
    """
    placed = [
        (span, piece)
        for span, inside in zip(text, rich_pieces(text), strict=True)
        for piece in inside
    ]
    runs = [
        "".join(piece for _, piece in group if isinstance(piece, str))
        for (is_link, _), group in groupby(placed, key=_of_run)
        if not is_link
    ]
    if any(map(bare, runs)):
        yield from runs
    else:
        yield from (
            piece
            for span, piece in placed
            if isinstance(piece, str) and span.text.strip() != (span.url or "").strip()
        )


def _of_run(placed: tuple[Span, Piece]) -> tuple[bool, bool]:
    span, piece = placed
    return span.url is not None, isinstance(piece, str)
