"""Shortcodes that a page did not fill in: ``[gallery ids="1,2"]`` on a line of its own.

One within a sentence stays, and the check of the issue reports it.
"""

import re

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element
from newsletter.sources.parsing.shapes.tree import Surplus, elements, words
from newsletter.text.shortcodes import SHORTCODE

_ALONE = re.compile(rf"(?:\s*{SHORTCODE.pattern})+\s*", re.IGNORECASE)
_CAPTION = re.compile(
    r"(\[caption\b[^\]\n]{0,500}\])(\s*(?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,4000}>\s*(?:</a>)?)"
    r"([^\[]{0,2000})\[/caption\]",
    re.IGNORECASE,
)


def with_captions(text: str) -> str:
    """Return the source with each ``[caption]`` around a picture as a figure, line for line."""
    return _CAPTION.sub(r"<figure>\2<figcaption>\1 \3[/caption]</figcaption></figure>", text)


def drop_shortcodes(root: Element, surplus: Surplus) -> None:
    """Leave out the shortcodes that fill a block, or a line between blocks."""
    for element in [
        one for one in elements(root) if one.tag in BLOCKS and one.getparent() is not None
    ]:
        text = element.text or ""
        if len(element) == 0 and "[" in text and _ALONE.fullmatch(words(element)):
            surplus.leave_out(element, LeftOutKind.SHORTCODE)
            continue
        for name, holder in (("text", element), *(("tail", one) for one in element)):
            _drop_lines(holder, name, surplus)


def _drop_lines(holder: Element, name: str, surplus: Surplus) -> None:
    text = getattr(holder, name)
    if not text or "[" not in text:
        return
    kept = []
    for number, line in enumerate(text.split("\n")):
        if line.strip() and _ALONE.fullmatch(line) and _is_loose(holder, name, text):
            surplus.note(line, LeftOutKind.SHORTCODE, (holder.sourceline or 1) + number)
            line = ""  # noqa: PLW2901  # the line end stays, for those that are counted behind it
        kept.append(line)
    setattr(holder, name, "\n".join(kept))


def _is_loose(holder: Element, name: str, text: str) -> bool:
    """Whether the text stands between blocks, or on lines that a break ends."""
    if "\n" in text.strip():
        return True
    before = holder if name == "tail" else None
    after = holder.getnext() if name == "tail" else next(iter(holder), None)
    around = holder.getparent() if name == "tail" else holder
    apart = [one is None or one.tag in BLOCKS or one.tag == "br" for one in (before, after)]
    return all(apart) and around is not None
