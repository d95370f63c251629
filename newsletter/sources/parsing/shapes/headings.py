"""Headings by role, without the links and signs that a page adds to them."""

from itertools import islice

from newsletter.sources.parsing.html import Element, heading_level
from newsletter.sources.parsing.shapes.tree import Surplus, elements, remove, words

_ANCHORS = frozenset(
    {"", "#", "¶", "§", "\N{LINK SYMBOL}", "\N{LINK SYMBOL}\N{VARIATION SELECTOR-16}"}
)
_LEVELS = {str(level): f"h{level}" for level in range(1, 7)}
_INVISIBLE = dict.fromkeys(map(ord, "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\ufeff"))
_FURTHEST = 12  # headings and paragraphs at the top in which a title may be repeated
_LONGEST_SUBTITLE = 120  # words


def settle_headings(root: Element, _: Surplus) -> None:
    """Turn elements with the role into headings, and keep only their words."""
    for element in elements(root):
        _drop_invisible(element)
        if element.get("role") == "heading" and not heading_level(element.tag):
            element.tag = _LEVELS.get(element.get("aria-level", "2"), "h6")
    for heading in [one for one in elements(root) if heading_level(one.tag)]:
        for link in list(heading.iter("a", "button")):
            signs = [one for one in link.iter("span") if _is_sign(one)] if _leads(link) else []
            if words(link) in _ANCHORS or (_leads(link) and _is_sign(link)):
                remove(link)
            for sign in signs:
                remove(sign)
        if not words(heading) and heading.getparent() is not None:
            remove(heading)
    _drop_repeated(root)


def _leads(control: Element) -> bool:
    """Return whether it is an anchor link or a button."""
    return "#" in control.get("href", "") or control.tag == "button"


def _is_sign(element: Element) -> bool:
    return not any(map(str.isalnum, words(element)))


def _drop_invisible(element: Element) -> None:
    """Remove zero-width characters, which would split words that appear whole."""
    for name in ("text", "tail"):
        text = getattr(element, name)
        if text and not text.isascii():
            setattr(element, name, text.translate(_INVISIBLE))


def _is_line(element: Element) -> bool:
    """Return whether it is a heading, or directly contains words."""
    return bool(heading_level(element.tag)) or (
        element.tag in ("p", "section", "div") and bool((element.text or "").strip())
    )


def _drop_repeated(root: Element) -> None:
    """Remove repetitions of the title and the line below it at the top."""
    top = list(islice(filter(_is_line, elements(root)), _FURTHEST))
    seen: set[str] = set()
    for before, element in zip([None, *top], top, strict=False):
        text = words(element)
        if not text or (not heading_level(element.tag) and len(text.split()) > _LONGEST_SUBTITLE):
            continue
        is_titled = before is not None and before.tag == "h1"
        if is_titled and text.endswith(".") and heading_level(element.tag):
            element.tag = "p"  # the line below a title that summarises the article in sentences
        is_subtitle = is_titled and text in {words(one) for one in top[top.index(element) + 1 :]}
        if heading_level(element.tag) > 1 and text not in seen and not is_subtitle:
            return  # the text begins
        if text in seen:
            remove(element)  # its words are kept at their first occurrence
        seen.add(text)
