"""HTML's elements as blocks, with the line numbers that the parser reports.

Only words and addresses are kept. Scripts, styles, forms and pictures are dropped, and
no attribute but ``href`` reaches an article.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from newsletter.model.blocks import Span
from newsletter.sources.parsing.blocks import BREAK, Bit, Block, Setting
from newsletter.sources.parsing.html import (
    APART,
    ARTICLE,
    ASIDE,
    BLOCKS,
    BODY,
    EMPHASIS,
    FOOTER,
    HEADER,
    MAIN,
    MARGIN,
    SKIPPED,
    STRONG,
    Element,
    absolute,
    heading_level,
    is_button,
    is_quote,
    is_unseen,
    parse,
    region_of,
    walk,
)

_WHITE = re.compile(r"[ \t\r\n\f\v]+")  # a no-break space is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """The formatting and role of a text, from the elements around it."""

    setting: Setting = field(default_factory=lambda: Setting(region=BODY))
    manner: Span = field(default_factory=lambda: Span(""))
    verbatim: bool = False  # white space is significant, as in <pre>


def blocks_of_fragment(text: str, start: int, name: str) -> tuple[Block, ...]:
    """Return the blocks of an HTML fragment that begins at line index ``start``."""
    root = parse(text, name)
    return () if root is None else tuple(blocks_of(root, start, None))


def blocks_of(root: Element, start: int, page: str | None) -> Iterator[Block]:
    """Yield the blocks below an element, in order.

    Args:
        root: The element.
        start: The index of the source's first line.
        page: The address that relative links are resolved against.
    """
    reader = _Reader(start, page)
    events = walk(root)
    for event, element in events:
        if event == "start" and not _is_left_out(element):
            yield from reader.opened(element)
        elif event == "start":
            events.skip_subtree()
        else:
            yield from reader.closed(element)
    yield from reader.flushed()


def _is_left_out(element: Element) -> bool:
    return element.tag in SKIPPED or is_unseen(element)


class _Reader:
    """The open contexts and the current line during a walk over the elements."""

    def __init__(self, start: int, page: str | None) -> None:
        self.start = start
        self.page = page
        self.line = start
        self.bits: list[Bit] = []
        self.contexts = [_Context()]
        self.articles = 0
        self.quotes = 0
        self.button = False

    def opened(self, element: Element) -> Iterator[Block]:
        """Open an element; a block element completes the text before it."""
        self.line = max(self.line, self.start + element.sourceline - 1)
        if self._is_block(element):
            yield from self.flushed()
        self.contexts.append(self._within(self.contexts[-1], element))
        if element.tag == "br":
            self.bits.append(Bit(Span(BREAK), self.line, self.line))
        self._hear(element.text)

    def closed(self, element: Element) -> Iterator[Block]:
        """Close an element or comment; the text after it belongs to its parent."""
        if isinstance(element.tag, str) and not _is_left_out(element):
            if self._is_block(element):
                yield from self.flushed()
            self.contexts.pop()
        elif not isinstance(element.tag, str):
            self.line = max(self.line, self.start + element.sourceline - 1)
        self._hear(element.tail)

    def _is_block(self, element: Element) -> bool:
        """Return whether the element is a block; ``cite`` is one only within a quote."""
        return element.tag in BLOCKS or (
            element.tag == "cite" and bool(self.contexts[-1].setting.quoted)
        )

    def flushed(self) -> Iterator[Block]:
        """Yield the text since the last block boundary, if any."""
        setting = replace(self.contexts[-1].setting, button=self.button)
        bits, self.bits, self.button = tuple(self.bits), [], False
        if bits:
            yield Block(bits, setting)

    def _hear(self, text: str | None) -> None:
        """Record the words of a text node with their lines."""
        if not text:
            return
        context = self.contexts[-1]
        for part in text.splitlines(keepends=True) if context.verbatim else (text,):
            lead = part[: len(part) - len(part.lstrip())].count("\n") if part.strip() else 0
            first = self.line + lead
            last = first + part.strip().count("\n")
            told = replace(context.manner, text=" ".join(_WHITE.split(part)))
            self.bits.append(Bit(told, first, last))
            self.line += part.count("\n")
            if context.verbatim and part.endswith("\n"):
                self.bits.append(Bit(Span(BREAK), last, last))

    def _within(self, around: _Context, element: Element) -> _Context:
        """The context that an element makes for what is in it."""
        setting = self._setting(around.setting, element)
        names = element.tag in ("cite", "footer") and bool(setting.quoted)
        return _Context(
            setting=replace(
                setting,
                region=self._region(setting.region, element),
                captions=setting.captions or names or element.tag == "figcaption",
            ),
            manner=self._manner(around.manner, element),
            verbatim=around.verbatim or element.tag == "pre",
        )

    def _setting(self, around: Setting, element: Element) -> Setting:
        tag = element.tag
        if level := heading_level(tag):
            return replace(around, heading=level)
        if tag in ("ul", "ol"):
            return replace(around, depth=around.depth + bool(around.mark))
        if tag == "li":
            numbered = getattr(element.getparent(), "tag", "") == "ol"
            return replace(around, mark="1." if numbered else "•")
        if tag in ("details", "summary"):
            return replace(around, asks=tag == "summary", folded=tag == "details")
        if is_quote(element) and not around.quoted:
            self.quotes += 1
            return replace(around, quoted=self.quotes)
        return around

    def _manner(self, around: Span, element: Element) -> Span:
        if element.tag == "a":
            self.button = self.button or is_button(element)
            return replace(around, url=absolute(element.get("href", ""), self.page))
        return replace(
            around,
            strong=around.strong or element.tag in STRONG,
            emphasis=around.emphasis or element.tag in EMPHASIS,
        )

    def _region(self, around: str, element: Element) -> str:
        opened = region_of(element)
        inside = around.startswith(ARTICLE) or around == MAIN
        if opened is None or around in APART or (inside and opened in (MAIN, HEADER)):
            return around
        if opened == ARTICLE:
            self.articles += not around.startswith(ARTICLE)
            return f"{ARTICLE} {self.articles}"
        if opened == ASIDE and inside:
            return MARGIN
        return around if opened == FOOTER and element.getparent().tag == "blockquote" else opened
