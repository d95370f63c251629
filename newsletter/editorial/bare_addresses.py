"""Web addresses in running text, such as ``https://example.org/``, which become links.

Follows GFM 0.29 §6.9, except that an address must name its scheme: ``www.`` is not enough.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeVar

from newsletter.model.blocks import (
    BulletList,
    CrossLink,
    Paragraph,
    PostScript,
    Prompt,
    RichText,
    Span,
)

# excluded in addition to GFM's: dashes and brackets no address has, and zero-width characters
_ADDRESS: Final = re.compile(
    r"(?<![^\W_])https?://[^\s<>\"“”„«»*`\[\]|\\^{}—（）「」、。，！？：；"
    r"\u00ad\u200b-\u200f\u2060\ufeff]+",
    re.IGNORECASE,
)
_PUNCTUATION = frozenset("?!.,:;_~'’‘…")

T = TypeVar("T")


def address_at(text: str, start: int) -> str:
    """Return the address that begins at ``start``; empty if there is none."""
    found = _ADDRESS.match(text, start)
    return _trimmed(found[0]) if found else ""


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence around it.

    Removes trailing punctuation, and a closing parenthesis without an opening one.
    """
    end = len(address)
    while end:
        last = address[end - 1]
        is_unopened = last == ")" and address.count(")", 0, end) > address.count("(", 0, end)
        if last not in _PUNCTUATION and not is_unopened:
            break
        end -= 1
    host = address[:end].partition("://")[2]
    return address[:end] if any(char.isalnum() for char in host) else ""


def linked(block: T) -> T:
    """Return a block with the addresses in its text as links."""
    if isinstance(block, Paragraph | Prompt):
        return replace(block, text=_with_links(block.text))
    if isinstance(block, PostScript):
        return replace(block, answer=_with_links(block.answer))
    if isinstance(block, CrossLink):
        return replace(block, lead_in=_with_links(block.lead_in))
    if isinstance(block, BulletList):
        items = (replace(item, text=_with_links(item.text)) for item in block.items)
        return replace(block, items=tuple(items))
    return block


def _with_links(text: RichText) -> RichText:
    return tuple(piece for span in text for piece in _pieces(span))


def _pieces(span: Span) -> Iterator[Span]:
    if span.url is not None or "://" not in span.text:
        yield span
        return
    done = 0
    for found in _ADDRESS.finditer(span.text):
        if address := _trimmed(found[0]):
            if found.start() > done:
                yield replace(span, text=span.text[done : found.start()])
            yield replace(span, text=address, url=address)
            done = found.start() + len(address)
    if done < len(span.text):
        yield replace(span, text=span.text[done:])
