"""Addresses in running text, such as ``www.example.org``, which become links.

Follows GFM 0.29 §6.9, except that ``www.`` leads to ``https``.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

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
_CHARS = (
    r"[^\s<>\"“”„«»*`\[\]|\\^{}—（）「」、。，！？：；"
    r"\u00ad\u200b-\u200f\u2060\ufeff]+"
)
_HOST = r"www\.(?=[^\W_][\w-]*\.[^\W_])"
_OTHER = r"!#$%&'’=?^`{|}~"  # in a local part (RFC 5322 §3.2.3) these leave the mailbox words: half of it is another's
_LOCAL = r"[a-z0-9._+-]"
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}"
# compiled when they are first used, which few issues need
_WEB: Final = rf"(?<![^\W_])https?://{_CHARS}"
_ANY: Final = (
    rf"(?<![^\W_])(?P<web>(?:https?://|{_HOST}){_CHARS})"
    rf"|(?<![\w.+@/{_OTHER}-])(?P<mailbox>(?:mailto:)?[a-z0-9]{_LOCAL}{{0,63}}@{_DOMAIN}(?![\w@-]))"
)
# what is before and after the character without which an address is none
_WITHIN: Final = rf"(?<=www)\.(?=[^\W_])|(?<={_LOCAL})@(?={_DOMAIN})"
_PUNCTUATION = frozenset("?!.,:;_~'’‘…")

T = TypeVar("T")


class BareAddress(NamedTuple):
    """An address as it is written at a place in a text, and where it leads."""

    start: int
    words: str
    url: str


def web_address_at(text: str, start: int) -> str:
    """Return the address with a scheme that begins at ``start``; empty if there is none."""
    found = re.compile(_WEB, re.IGNORECASE).match(text, start)
    return _trimmed(found[0]) if found else ""


def found_in(text: str) -> Iterator[BareAddress]:
    """Yield the addresses in a text: with a scheme, beginning with ``www.``, or of a mailbox."""
    if "://" not in text and "@" not in text and "www." not in text.lower():
        return
    for found in re.finditer(_ANY, text, re.IGNORECASE):
        if found["mailbox"]:
            mailbox = found[0].lower().removeprefix("mailto:")
            yield BareAddress(found.start(), found[0], f"mailto:{found[0][-len(mailbox) :]}")
        elif words := _trimmed(found[0]):
            url = words if _has_scheme(words) else f"https://{words}"
            yield BareAddress(found.start(), words, url)


def breakable(text: str) -> frozenset[int]:
    """Return the places of each ``.`` or ``@`` that, escaped, keeps an address from being a link.

    There may be more than ``found_in`` has addresses: characters that are escaped before one
    can leave one.
    """
    if "@" not in text and "www." not in text.lower():
        return frozenset()
    return frozenset(found.start() for found in re.finditer(_WITHIN, text, re.IGNORECASE))


def _has_scheme(address: str) -> bool:
    return address[:4].lower() == "http"


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
    kept = address[:end]
    host = kept.partition("://")[2] if _has_scheme(kept) else kept
    return kept if any(char.isalnum() for char in host) else ""


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
    done = 0
    for start, words, url in found_in(span.text) if span.url is None else ():
        if start > done:
            yield replace(span, text=span.text[done:start])
        yield replace(span, text=words, url=url)
        done = start + len(words)
    if done < len(span.text) or not span.text:
        yield replace(span, text=span.text[done:])
