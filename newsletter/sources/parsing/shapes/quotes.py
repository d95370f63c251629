"""Quotes with their speakers, captions of pictures, and posts of other sites.

A speaker is named inside the quote, or in the caption of the same figure; the
caption of a picture beside a quote is nobody's name.
"""

import re

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import Element, is_quote
from newsletter.sources.parsing.shapes.buttons import is_sharing
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    classes,
    elements,
    is_within,
    remove,
    words,
)

_NAMES = ("cite", "footer", "figcaption")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CAPTION_CLASSES = frozenset({"wp-caption-text", "image-caption", "caption-text"})


def settle_quotes(root: Element, surplus: Surplus) -> None:
    """Put each speaker into the quote, and leave captions and embedded posts out."""
    quotes = [one for one in elements(root) if is_quote(one)]
    for quote in quotes:
        _drop_sharing(quote, surplus)
        if _is_embedded_post(quote):
            surplus.leave_out(quote, LeftOutKind.EMBEDDED)
        else:
            _take_in_speaker(quote, surplus)
    for caption in [one for one in elements(root) if _is_caption(one)]:
        surplus.leave_out(caption, LeftOutKind.CAPTION)


def _drop_sharing(quote: Element, surplus: Surplus) -> None:
    for link in list(quote.iter("a")):
        if is_sharing(link.get("href", "")):
            surplus.leave_out(link, LeftOutKind.SHARING)


def _take_in_speaker(quote: Element, surplus: Surplus) -> None:
    """The caption of the quote's own figure names its speaker, where the quote names none."""
    names = [one for one in elements(quote) if one is not quote and one.tag in _NAMES]
    if names:
        first, *others = names
        first.tag = "cite"
        for other in others:
            if is_within(other, first):
                other.tag = "span"
            elif is_within(other, quote):
                surplus.leave_out(other, LeftOutKind.CAPTION)
    figure = next(quote.iterancestors("figure"), None)
    if figure is None or figure.find(".//img") is not None:
        return
    caption = figure.find("figcaption")
    if caption is None or not words(caption):
        return
    if names:
        surplus.leave_out(caption, LeftOutKind.CAPTION)
    else:
        remove(caption)
        quote.append(caption)
        caption.tag = "cite"


def _is_embedded_post(quote: Element) -> bool:
    """Whether it ends in a link with a date, as a post taken over from another site does."""
    last = quote
    while len(last) and not (last[-1].tail or "").strip():
        last = last[-1]
        if last.tag in _NAMES:
            return False
    link = last if last.tag == "a" else next(last.iterancestors("a"), None)
    return link is not None and _YEAR.search(words(link)) is not None


def _is_caption(element: Element) -> bool:
    is_named = element.tag == "figcaption"
    if not is_named and _CAPTION_CLASSES.isdisjoint(classes(element)):
        return False
    if element.getparent() is None or any(map(is_quote, element.iterancestors())):
        return False
    if element.tag == "figcaption":
        around = element.getparent()
        return around.tag != "figure" or _shows_something(around)
    return not _CAPTION_CLASSES.isdisjoint(classes(element))


def _shows_something(figure: Element) -> bool:
    """Whether there is a picture, a film or a table; without one a figure is an ordinary box."""
    seen = ("img", "picture", "video", "audio", "iframe", "svg", "canvas", "table", "object")
    return any(figure.find(f".//{tag}") is not None for tag in seen)
