"""Chunks in their shortest form: no empty text, no two texts beside each other."""

from collections.abc import Iterable
from itertools import groupby

from newsletter.model.edition import Chunks, Field


def joined(chunks: Iterable[str | Field]) -> Chunks:
    """The same words and fields, neighbouring texts made one and empty ones dropped."""
    out: list[str | Field] = []
    for is_text, group in groupby(chunks, lambda chunk: isinstance(chunk, str)):
        if not is_text:
            out.extend(group)
        elif text := "".join(chunk for chunk in group if isinstance(chunk, str)):
            out.append(text)
    return tuple(out)
