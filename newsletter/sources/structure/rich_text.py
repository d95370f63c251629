"""Slicing and tidying of rich text, by offsets in its plain text."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from newsletter.model.blocks import RichText, Span, plain

BLANKS = (
    " \t\r\n\f\v\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}"
)
_SPACES = re.compile(r"[ \t\f\v]{2,}|[\t\f\v]")  # anything but a single space


def without_runs(text: str) -> str:
    """Collapse runs of spaces, including those at the ends."""
    if "  " in text or "\t" in text or "\f" in text or "\v" in text:  # most texts have none
        return _SPACES.sub(" ", text)
    return text


def tidy(text: str) -> str:
    """Collapse spaces and strip the ends, but keep inner no-break spaces."""
    return without_runs(text).strip(BLANKS)


def cut(text: RichText, start: int, end: int | None = None) -> RichText:
    """Return the part between two offsets of the plain text, with its formatting."""
    stop = len(plain(text)) if end is None else end
    kept: list[Span] = []
    at = 0
    for span in text:
        inside = span.text[max(start - at, 0) : max(stop - at, 0)]
        if inside:
            is_whole = inside == span.text
            kept.append(span if is_whole else Span(inside, span.strong, span.emphasis, span.url))
        at += len(span.text)
    return tuple(kept)


def stripped(text: RichText, marks: str = "") -> RichText:
    """Strip blanks and the given marks from both ends."""
    words = plain(text)
    kept = words.strip(BLANKS + marks)
    if not kept:
        return ()
    start = len(words) - len(words.lstrip(BLANKS + marks))
    return cut(text, start, start + len(kept))


def joined(parts: Iterable[RichText], between: str) -> RichText:
    """Join several texts into one."""
    spans: list[Span] = []
    for part in parts:
        if spans:
            spans.append(Span(between))
        spans.extend(part)
    return merged(spans)


def merged(spans: Iterable[Span]) -> RichText:
    """Merge adjacent spans with the same formatting."""
    groups = (tuple(group) for _, group in groupby(spans, key=_manner))
    return tuple(
        alike[0] if len(alike) == 1 else replace(alike[0], text="".join(map(_text, alike)))
        for alike in groups
    )


def only_link(text: RichText) -> str | None:
    """Return the address if the whole text is one link."""
    addresses = {span.url for span in text if span.text.strip(BLANKS)}
    return addresses.pop() if len(addresses) == 1 else None


def first_link(text: RichText) -> str | None:
    """Return the address of the first link in the text."""
    return next((span.url for span in text if span.url is not None), None)


def is_bold(text: RichText) -> bool:
    """Return whether all the words are strong."""
    return bool(text) and all(span.strong for span in text if span.text.strip(BLANKS))


def _text(span: Span) -> str:
    return span.text


def _manner(span: Span) -> tuple[bool, bool, str | None]:
    return span.strong, span.emphasis, span.url
