"""Lists that word processors write as paragraphs or flat lists with depths.

Seen in Word (``mso-list``) and Google Docs (``lst-kix_…-N``), 2026-11.
"""

import re

from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.shapes.tree import Surplus, classes, elements, remove, words, wrap

_LEVEL = re.compile(r"mso-list:\s*\S+\s+level(\d+)", re.IGNORECASE)
_NUMBER = re.compile(
    r"\(?(?:\d{1,3}|[a-z]|[ivxlcdm]{1,7})[.)°]|\d{1,3}(?:\.\d{1,3}){0,5}\.?|\w{1,12} \d{1,3}[:.)]?",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\(?(\d{1,3})[.)]?")  # the number of a list's first item
_WRITTEN_MARK = re.compile(
    r"\s*(?:(?P<bullet>[·•o§▪–\uf000-\uf0ff-])|(?P<number>(?:\d{1,3}|[a-z]|[ivx]+)[.)]))[\s\xa0]{1,12}"
)
_DOCS_DEPTH = re.compile(r"lst-kix_\w+-(\d+)")
_INDENT = re.compile(r"ql-indent-(\d)")  # Quill
_DEEPEST = 8


def settle_lists(root: Element, _: Surplus) -> None:
    """Turn Word's paragraphs into list items, and nest Docs' flat lists."""
    _name_by_role(root)
    for paragraph in list(root.iter("p")):
        if paragraph.getparent() is not None:
            _settle_paragraph(paragraph)
    for element in [one for one in elements(root) if one.tag in ("ul", "ol")]:
        _settle_kind(element)
        for _level in range(min(_depth(element), _DEEPEST)):
            wrap(element, "ul")
        for item in list(element.iterchildren("li")):
            for _level in range(min(_number_in(item, _INDENT), _DEEPEST)):
                item = wrap(item, element.tag)  # noqa: PLW2901  # one more box around it


def _settle_kind(box: Element) -> None:
    """Make a list of bullets of one whose items all say so, as Quill writes them."""
    items = list(box.iterchildren("li"))
    if box.tag == "ol" and items and all(one.get("data-list") == "bullet" for one in items):
        box.tag = "ul"
    if box.tag == "ol" and items and items[0].get("value", "").isdecimal():
        box.set("start", items[0].get("value"))


def _depth(box: Element) -> int:
    """Return how deep a flat list is, by its class or by the level of its only item."""
    if named := _number_in(box, _DOCS_DEPTH):
        return named
    items = list(box.iterchildren("*"))
    level = items[0].get("data-aria-level", "") if len(items) == 1 else ""
    return int(level) - 1 if level.isdecimal() and int(level) else 0


def _number_in(element: Element, form: re.Pattern[str]) -> int:
    """Return the number in an element's class of this form, or 0."""
    found = (form.fullmatch(name) for name in classes(element))
    return next((int(one[1]) for one in found if one), 0)


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
        if first := _FIRST.fullmatch(mark):
            box.set("start", first[1])
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
