"""Conversion of HTML elements to blocks, with the parser's line numbers.

Only words and addresses are kept. Scripts, styles, forms and pictures are dropped, and
no attribute except ``href`` reaches an article.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from newsletter.model.article import LeftOut
from newsletter.model.blocks import Span
from newsletter.sources.parsing.blocks import BREAK, Bit, Block, Setting
from newsletter.sources.parsing.entities import unescaped
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
    heading_level,
    is_button,
    is_quote,
    parse,
    region_of,
    walk,
)
from newsletter.sources.parsing.links import LinkBase, clean
from newsletter.sources.parsing.shapes import normalise
from newsletter.sources.parsing.shapes.shortcodes import with_captions
from newsletter.sources.parsing.shapes.tree import NOT_BOLD, NOT_ITALIC, tail_line, text_line

_LARGEST_START = 999
# the ends of elements that begin above a fragment, below which the parser loses count of its lines
_ENDS_FIRST = re.compile(r"(?:\s*</[a-z][a-z0-9]*\s*>)+", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n\f\v]")  # but a single or a no-break space


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """The formatting and role of a text, from the elements around it."""

    setting: Setting = field(default_factory=lambda: Setting(region=BODY))
    manner: Span = field(default_factory=lambda: Span(""))
    verbatim: bool = False  # white space is significant, as in <pre>


def read_fragment(
    text: str, start: int, name: str
) -> tuple[tuple[Block, ...], tuple[LeftOut, ...]]:
    """Read an HTML fragment within another text, whose first line is ``start``.

    Returns:
        Its blocks, and the parts that were left out.
    """
    ends = _ENDS_FIRST.match(text)
    if ends is not None:
        text = "\n" * ends[0].count("\n") + text[ends.end() :]
    root = parse(with_captions(text), name)
    if root is None:
        return (), ()
    left_out = (
        replace(one, lines=tuple(start + line for line in one.lines))
        for one in normalise(root, whole=False)
    )
    return tuple(blocks_of(root, start, LinkBase())), tuple(left_out)


def blocks_of(root: Element, start: int, base: LinkBase) -> Iterator[Block]:
    """Yield the blocks below an element, in order.

    ``start`` is the index of the source's first line.
    """
    reader = _Reader(start, base)
    events = walk(root)
    for event, element in events:
        block = None
        if event == "start" and element.tag not in SKIPPED:
            block = reader.opened(element)
        elif event == "start":
            events.skip_subtree()
        else:
            block = reader.closed(element)
        if block is not None:
            yield block
    if (last := reader.flushed()) is not None:
        yield last


def _number(item: Element) -> int:
    """Return an item's number in its list, which need not begin with 1."""
    value = item.getparent().get("start", "1").strip()
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    return min(int(value), _LARGEST_START) + before if value.isdecimal() else 1 + before


class _Reader:
    """The open contexts and the current line during a walk over the elements."""

    def __init__(self, start: int, base: LinkBase) -> None:
        self.start = start
        self.base = base
        self.line = start
        self.bits: list[Bit] = []
        self.contexts = [_Context()]
        self.articles = 0
        self.quotes = 0
        self.button = False

    def opened(self, element: Element) -> Block | None:
        """Open an element, and return the text before it that it completes, if it is a block."""
        noted = text_line(element) or element.sourceline or 1
        self.line = self.start + noted - 1
        completed = self.flushed() if self._is_block(element) else None
        self.contexts.append(self._within(self.contexts[-1], element))
        if element.tag == "br":
            self.bits.append(Bit(Span(BREAK), self.line, self.line))
        self._hear(element.text)
        return completed

    def closed(self, element: Element) -> Block | None:
        """Close an element or a comment, and return its text if it is a block.

        Text after it belongs to its parent.
        """
        completed = None
        if isinstance(element.tag, str) and element.tag not in SKIPPED:
            completed = self.flushed() if self._is_block(element) else None
            self.contexts.pop()
        elif not isinstance(element.tag, str):
            self.line = max(self.line, self.start + element.sourceline - 1)
        if noted := tail_line(element):
            self.line = self.start + noted - 1
        self._hear(element.tail)
        return completed

    def _is_block(self, element: Element) -> bool:
        """Return whether the element is a block; ``cite`` is one only within a quote."""
        return element.tag in BLOCKS or (
            element.tag == "cite" and bool(self.contexts[-1].setting.quoted)
        )

    def flushed(self) -> Block | None:
        """Return the text since the last block boundary, if any."""
        setting, button = self.contexts[-1].setting, self.button
        bits, self.bits, self.button = tuple(self.bits), [], False
        if not bits:
            return None
        return Block(bits, replace(setting, button=True) if button else setting)

    def _hear(self, text: str | None) -> None:
        """Record the words of a text node with their lines."""
        if not text:
            return
        context = self.contexts[-1]
        for part in text.splitlines(keepends=True) if context.verbatim else (text,):
            first = last = self.line
            if "\n" in part:
                seen = part.strip()
                first += part[: part.index(seen)].count("\n")
                last = first + seen.count("\n")
                self.line += part.count("\n")
            words = _WHITE.sub(" ", part)
            words = words if context.verbatim else unescaped(words)
            span = Span(words, context.manner.strong, context.manner.emphasis, context.manner.url)
            self.bits.append(Bit(span, first, last))
            if context.verbatim and part.endswith("\n"):
                self.bits.append(Bit(Span(BREAK), last, last))

    def _within(self, around: _Context, element: Element) -> _Context:
        """Return the context that an element gives to its contents."""
        setting = self._setting(around.setting, element)
        names = element.tag in ("cite", "footer") and bool(setting.quoted)
        region = self._region(setting.region, element)
        captions = setting.captions or names or element.tag == "figcaption"
        if region != setting.region or captions != setting.captions:
            setting = replace(setting, region=region, captions=captions)
        manner = self._manner(around.manner, element)
        verbatim = around.verbatim or element.tag == "pre"
        if setting is around.setting and manner is around.manner and verbatim == around.verbatim:
            return around  # true of most elements; copying each would take a tenth of the time
        return _Context(setting=setting, manner=manner, verbatim=verbatim)

    def _setting(self, around: Setting, element: Element) -> Setting:
        tag = element.tag
        if level := heading_level(tag):
            return replace(around, heading=level)
        if tag in ("ul", "ol"):
            directly = getattr(element.getparent(), "tag", "") in ("ul", "ol")
            return replace(around, depth=around.depth + (bool(around.mark) or directly))
        if tag == "li":
            numbered = getattr(element.getparent(), "tag", "") == "ol"
            return replace(around, mark=f"{_number(element)}." if numbered else "•")
        if tag in ("details", "summary"):
            return replace(around, asks=tag == "summary", folded=tag == "details")
        if is_quote(element) and not around.quoted:
            self.quotes += 1
            return replace(around, quoted=self.quotes)
        return around

    def _manner(self, around: Span, element: Element) -> Span:
        if around.strong and NOT_BOLD in element.attrib:
            around = replace(around, strong=False)
        if around.emphasis and NOT_ITALIC in element.attrib:
            around = replace(around, emphasis=False)
        if element.tag == "a":
            self.button = self.button or is_button(element)
            return replace(around, url=clean(element.get("href", ""), self.base))
        if element.tag in STRONG:
            return replace(around, strong=True)
        return replace(around, emphasis=True) if element.tag in EMPHASIS else around

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
