"""Lists that word processors write as paragraphs or flat lists with depths.

Seen in Word (``mso-list``) and Google Docs (``lst-kix_…-N``), 2026-11.
"""

import re

from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.shapes.tree import Surplus, classes, elements, remove, words, wrap

_LEVEL = re.compile(r"mso-list:\s*\S+\s+level(\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivxlcdm]{1,7})[.)°]", re.IGNORECASE)
_WRITTEN_MARK = re.compile(
    r"\s*(?:(?P<bullet>[·•o§▪–\uf000-\uf0ff-])|(?P<number>(?:\d{1,3}|[a-z]|[ivx]+)[.)]))[\s\xa0]{1,12}"
)
_DOCS_DEPTH = re.compile(r"lst-kix_\w+-(\d+)")
_DEEPEST = 8


def settle_lists(root: Element, _: Surplus) -> None:
    """Turn Word's paragraphs into list items, and nest Docs' flat lists."""
    _name_by_role(root)
    for paragraph in list(root.iter("p")):
        if paragraph.getparent() is not None:
            _settle_paragraph(paragraph)
    for element in [one for one in elements(root) if one.tag in ("ul", "ol")]:
        depth = next(
            (int(found[1]) for name in classes(element) if (found := _DOCS_DEPTH.fullmatch(name))),
            0,
        )
        for _level in range(min(depth, _DEEPEST)):
            wrap(element, "ul")


def _name_by_role(root: Element) -> None:
    """Turn boxes with the role of a list into lists (WAI-ARIA 1.2 §5.4)."""
    for one in [one for one in root.iter("div") if one.get("role") == "list"]:
        items = list(one.iterchildren("*"))
        if items and all(item.get("role") == "listitem" for item in items):
            one.tag = "ul"
            for item in items:
                item.tag = "li"


def _settle_paragraph(paragraph: Element) -> None:
    found = _LEVEL.search(paragraph.get("style", ""))
    listed = found or any(name.startswith("msolistparagraph") for name in classes(paragraph))
    if not listed:
        return
    mark = _taken_mark(paragraph)
    if mark is None:
        return
    tag = "ol" if _NUMBER.fullmatch(mark) else "ul"
    paragraph.tag = "li"
    box = _list_before(paragraph, tag, level := min(int(found[1]) if found else 1, _DEEPEST))
    if box is not None:
        remove(paragraph)
        box.append(paragraph)
    else:
        box = wrap(paragraph, tag)
        box.set(_OF_WORD, str(level))
        for _level in range(level - 1):
            box = wrap(box, "ul")
            box.set(_OF_WORD, "outer")


_OF_WORD = "data-newsletter-word-list"


def _list_before(paragraph: Element, tag: str, level: int) -> Element | None:
    """Return the list just before a paragraph, if of equal kind and depth."""
    before = paragraph.getprevious()
    while before is not None and before.tag == "span" and not len(before) and not before.text:
        before = before.getprevious()  # the holder of a text that followed a removed element
    if before is None or (before.tail or "").strip():
        return None
    while before.get(_OF_WORD) == "outer" and len(before):
        before = before[-1]
    same = before.tag == tag and before.get(_OF_WORD) == str(level)
    return before if same else None


def _taken_mark(paragraph: Element) -> str | None:
    """Remove and return the bullet or number that the paragraph begins with."""
    for span in paragraph.iter("span"):
        if "mso-list:ignore" in span.get("style", "").replace(" ", "").casefold():
            mark = words(span)
            remove(span)
            return mark
    first = paragraph
    while not (first.text or "").strip() and len(first):
        first = first[0]
    found = _WRITTEN_MARK.match(first.text or "")
    if found is None:
        return None
    first.text = (first.text or "")[found.end() :]
    return found["bullet"] or found["number"]
