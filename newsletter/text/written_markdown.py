"""Rich text as one line of CommonMark, with special characters escaped."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import groupby

from newsletter.model.blocks import RichText, Span

_BREAK = "<br>"
_GAP = "<!-- -->"
_MARKS = re.compile(r"[\\`*_\[\]]|<(?=\S)|&(?=#?\w+;)|~(?=~)|\{(?=>>|/\*)")
_AT_START = re.compile(r"([#>+=~-]|\d{1,9}(?=[.)])|\t| )")
_PLAIN_ADDRESS = re.compile(r"(?:[^\s<>()\\&]|&(?!#?\w+;))+")


def inline(text: RichText, *, url: str | None = None) -> str:
    """Return the text as one line of Markdown. ``url`` turns it into a link."""
    spans = [replace(span, url=url or span.url) for span in text if span.text]
    runs = [(address, list(run)) for address, run in groupby(spans, key=lambda span: span.url)]
    written = "".join(_run(address, run) for address, run in runs).replace("![", "\\![")
    return _guarded(written) if spans and _is_bare(spans[0]) else written


def inline_html(text: str) -> str:
    """Return the words as one line of HTML, also safe within an attribute."""
    return _BREAK.join(escape(line) for line in text.split("\n"))


def _guarded(line: str) -> str:
    """Escape what would turn the line into a heading, quote or list."""
    found = _AT_START.match(line)
    if found is None:
        return line
    return f"{line[: found.end()]}\\{line[found.end() :]}" if line[0].isdecimal() else f"\\{line}"


def _run(address: str | None, spans: list[Span]) -> str:
    words = "".join(span.text for span in spans)
    if address is None or not words.strip():
        return "".join(_mannered(spans))
    before, behind = _edges(words)
    inner = "".join(_mannered(_trimmed(spans, len(before), len(words) - len(behind))))
    target = address if _PLAIN_ADDRESS.fullmatch(address) else f"<{_in_brackets(address)}>"
    target = target.replace("{/*", "\\{/*")  # which would begin an editor's note
    return f"{_escaped(before)}[{inner}]({target}){_escaped(behind)}"


def _in_brackets(address: str) -> str:
    bare = re.sub(r"&(?=#?\w+;)", "&amp;", address.replace("\\", "\\\\"))
    return bare.replace("<", "%3C").replace(">", "%3E").replace("\n", "")


def _trimmed(spans: list[Span], start: int, end: int) -> list[Span]:
    kept, at = [], 0
    for span in spans:
        inside = span.text[max(start - at, 0) : max(end - at, 0)]
        at += len(span.text)
        if inside:
            kept.append(replace(span, text=inside))
    return kept


def _mannered(spans: list[Span]) -> Iterator[str]:
    """Yield each span between its marks, with no blank at their inner edges.

    CommonMark §6.2 requires that. If a mark would touch another mark, or a letter next to
    which it is not recognised, an empty comment separates them.
    """
    before = ""  # the last character as displayed; a mark counts as its span's last one
    mark_before = ""
    for span in spans:
        lead, trail = _edges(span.text)
        core = span.text[len(lead) : len(span.text) - len(trail)]
        mark = "**" * span.strong + "_" * span.emphasis if core else ""
        both = mark_before and mark
        if (
            before.strip()
            and not lead
            and (
                both
                or _is_lost(mark_before, before, span.text[:1])
                or _is_lost(mark, core[:1], before)
            )
        ):
            yield _GAP
        yield f"{_escaped(lead)}{mark}{_escaped(core)}{mark[::-1]}{_escaped(trail)}"
        before, mark_before = span.text[-1:], "" if trail else mark


def _is_lost(mark: str, edge: str, neighbour: str) -> bool:
    """Return whether a mark between two characters would not be recognised.

    One character belongs to the marked words, the other is next to them.
    """
    if not mark or unicodedata.category(neighbour).startswith("P"):
        return False
    return "_" in mark or not edge.isalnum() or not neighbour.isalnum()


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    if not bare:
        return text, ""
    start = text.index(bare)
    return text[:start], text[start + len(bare) :]


def _escaped(text: str) -> str:
    return _BREAK.join(_MARKS.sub(r"\\\g<0>", line) for line in text.split("\n"))


def _is_bare(span: Span) -> bool:
    return not (span.strong or span.emphasis or span.url)
