"""Unrendered shortcodes of a page: ``[gallery ids="1,2"]`` on its own line.

Text between a shortcode and its end, ``[box]…[/box]``, is kept. A shortcode without an end
that is within a sentence is also kept, and the check of the issue reports it.
"""

import re

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, SILENT, Element
from newsletter.sources.parsing.line_shortcodes import are_alone, ended_in, name_of
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    elements,
    is_element,
    tail_line,
    text_line,
    words,
)
from newsletter.text.shortcodes import SHORTCODE

_MORE = BLOCKS | {"img", "picture", "video", "iframe"}
_CAPTION = re.compile(
    r"(\[caption\b[^\]\n]{0,500}\])((?:\s*(?:<a\b[^>]{0,2000}>\s*)?(?:<picture\b[^>]{0,200}>\s*"
    r"(?:<source\b[^>]{0,4000}>\s*){0,9})?<img\b[^>]{0,4000}>\s*(?:</picture>\s*)?(?:</a>)?)?)"
    r"([^\[]{0,2000})\[/caption\]",
    re.IGNORECASE,
)


def with_captions(text: str) -> str:
    """Return the source with each ``[caption]`` around a picture as a figure.

    The lines keep their numbers.
    """
    return _CAPTION.sub(r"<figure>\2<figcaption>\1 \3[/caption]</figcaption></figure>", text)


def drop_shortcodes(root: Element, surplus: Surplus) -> None:
    """Leave out shortcodes with an end, and those that fill a block or a line."""
    if not any(map(_may_hold_one, root.itertext())):
        return
    for element in [
        one for one in elements(root) if one.tag in BLOCKS and one.getparent() is not None
    ]:
        if not _holds_more(element) and _is_one(words(element)):
            surplus.leave_out(element, LeftOutKind.SHORTCODE)
            continue
        for name, holder in (("text", element), *(("tail", one) for one in element)):
            _drop_lines(holder, name, surplus)
    _drop_pairs(root, surplus)


def _is_one(text: str) -> bool:
    return _may_hold_one(text) and are_alone(text)


def _may_hold_one(text: str) -> bool:
    return "[" in text or "{" in text


def _holds_more(element: Element) -> bool:
    """Return whether it contains a picture or blocks."""
    return any(one is not element and one.tag in _MORE for one in elements(element))


def _drop_pairs(root: Element, surplus: Surplus) -> None:
    """Leave out each shortcode with an end on the page, but keep its content."""
    texts = [
        (one, name, _first_line(one, name))
        for one in root.iter()
        for name in ("text", "tail")
        if "[" in (getattr(one, name) or "") and _is_displayed(one, name)
    ]
    ended = {end for one, name, _ in texts for end in ended_in(getattr(one, name))}
    for one, name, line in texts if ended else ():
        text, kept = getattr(one, name), ""
        at = 0
        for found in SHORTCODE.finditer(text):
            if name_of(found[0]) in ended:
                surplus.note(
                    found[0], LeftOutKind.SHORTCODE, line + text.count("\n", 0, found.start())
                )
                kept += text[at : found.start()]
                at = found.end()
        setattr(one, name, kept + text[at:])


def _first_line(holder: Element, name: str) -> int:
    noted = text_line(holder) if name == "text" else tail_line(holder)
    return noted or holder.sourceline or 1


def _is_displayed(holder: Element, name: str) -> bool:
    """Return whether a text is displayed, unlike that of a comment or a script."""
    element = holder if name == "text" else holder.getparent()
    return element is not None and is_element(element) and element.tag not in SILENT


def _drop_lines(holder: Element, name: str, surplus: Surplus) -> None:
    text = getattr(holder, name)
    if not text or not _may_hold_one(text):
        return
    kept = []
    for number, line in enumerate(text.split("\n")):
        if _is_one(line) and _is_loose(holder, name, text):
            surplus.note(line, LeftOutKind.SHORTCODE, _first_line(holder, name) + number)
            line = ""  # noqa: PLW2901  # the line end is kept for the lines counted after it
        kept.append(line)
    setattr(holder, name, "\n".join(kept))


def _is_loose(holder: Element, name: str, text: str) -> bool:
    """Return whether the text is between blocks, or on lines with a break."""
    if "\n" in text.strip():
        return True
    before = _past_comments(holder, -1) if name == "tail" else None
    after = _past_comments(holder.getnext() if name == "tail" else next(iter(holder), None), 1)
    around = holder.getparent() if name == "tail" else holder
    apart = [one is None or one.tag in BLOCKS or one.tag == "br" for one in (before, after)]
    return all(apart) and around is not None


def _past_comments(node: Element | None, step: int) -> Element | None:
    """Return the next element in a direction, if only comments are in between."""
    while node is not None and not is_element(node):
        beyond = node.getprevious() if step < 0 else node.getnext()
        around = beyond if step < 0 else node
        text = getattr(around, "tail", None) if around is not None else node.getparent().text
        if (text or "").strip():
            return node
        node = beyond
    return node
