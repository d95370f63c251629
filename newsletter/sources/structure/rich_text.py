"""Cutting and tidying rich text by the places of its plain words."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from newsletter.model.blocks import RichText, Span, plain

BLANKS = (
    " \t\r\n\f\v\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}"
)
_SPACES = re.compile(r"[ \t\f\v]+")


def without_runs(text: str) -> str:
    """One space where there were several, also at the ends."""
    return _SPACES.sub(" ", text)


def tidy(text: str) -> str:
    """One space where there were several, and none at the ends; no-break spaces stay inside."""
    return without_runs(text).strip(BLANKS)


def cut(text: RichText, start: int, end: int | None = None) -> RichText:
    """The part between two places of the plain words, in the manner that it had."""
    stop = len(plain(text)) if end is None else end
    kept: list[Span] = []
    at = 0
    for span in text:
        inside = span.text[max(start - at, 0) : max(stop - at, 0)]
        if inside:
            kept.append(replace(span, text=inside))
        at += len(span.text)
    return tuple(kept)


def stripped(text: RichText, marks: str = "") -> RichText:
    """Without blanks, nor the given marks, at the ends."""
    words = plain(text)
    kept = words.strip(BLANKS + marks)
    if not kept:
        return ()
    start = len(words) - len(words.lstrip(BLANKS + marks))
    return cut(text, start, start + len(kept))


def joined(parts: Iterable[RichText], between: str) -> RichText:
    """Several texts as one."""
    spans: list[Span] = []
    for part in parts:
        if spans:
            spans.append(Span(between))
        spans.extend(part)
    return merged(spans)


def merged(spans: Iterable[Span]) -> RichText:
    """Neighbours in the same manner become one span."""
    return tuple(
        replace(next(iter(alike)), text="".join(span.text for span in alike))
        for alike in (tuple(group) for _, group in groupby(spans, key=_manner))
    )


def only_link(text: RichText) -> str | None:
    """The address, when the whole text is one link."""
    addresses = {span.url for span in text if span.text.strip(BLANKS)}
    return addresses.pop() if len(addresses) == 1 else None


def first_link(text: RichText) -> str | None:
    """The address of the first link in the text."""
    return next((span.url for span in text if span.url is not None), None)


def is_bold(text: RichText) -> bool:
    """Whether all the words are strong."""
    return bool(text) and all(span.strong for span in text if span.text.strip(BLANKS))


def _manner(span: Span) -> tuple[bool, bool, str | None]:
    return span.strong, span.emphasis, span.url
