"""What a page lets its visitors press beside the text: copy a heading's address, share, edit.

Runs after accordions are unfolded, so no button is left that shows a part of the article.
Seen beside headings of GitHub, Docusaurus, Starlight, Confluence and Notion, 2026-11.
"""

from collections.abc import Iterator

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import Element, heading_level
from newsletter.sources.parsing.shapes.tree import (
    WITHIN_WORDS,
    Surplus,
    adds_nothing,
    elements,
    has_text,
    is_within,
    next_with_words,
    words,
)
from newsletter.text.vocabulary import phrases

_TAGS = frozenset({"button", "clipboard-copy"})  # the second is GitHub's
_ROLES = frozenset({"button", "tooltip"})
_UNSEEN_STYLES = ("visibility:hidden", "clip:rect(", "clip-path:inset(50%)")
_PANELS = frozenset({"div", "section", "ul", "ol", "dl", "table"})  # of which it may be the name
_STOPS = frozenset({"body", "html", "article", "main", "td"})
_LONGEST = 8  # words; a larger one is a card or the frame of a text


def drop_controls(root: Element, surplus: Surplus) -> None:
    """Leave out buttons, and in or beside headings what leads to them."""
    for control in [one for one in elements(root) if _is_surplus(one)]:
        if is_within(control, root):
            surplus.leave_out(control, LeftOutKind.NAVIGATION)


def _is_surplus(element: Element) -> bool:
    if element.tag in _TAGS or (element.get("role") in _ROLES and not _leads(element)):
        return _is_only_pressed(element)
    if element.tag == "a" and "#" in element.get("href", ""):
        return _is_anchor(element)
    return element.tag == "span" and _is_unseen_in_heading(element)


def _leads(element: Element) -> bool:
    """Return whether it is a link to another page, in one, or around one."""
    return any(
        one.tag == "a" and not one.get("href", "#").startswith("#") for one in _line(element)
    )


def _line(element: Element) -> Iterator[Element]:
    yield from elements(element)
    yield from element.iterancestors()


def _is_only_pressed(control: Element) -> bool:
    """Return whether no text is lost with a control: not a heading, nor the name of a panel."""
    if _leads(control):
        return False
    heading = _heading_of(control)
    if heading is not None:
        return not adds_nothing(heading, control)
    if len(words(control).split()) > _LONGEST or _is_in_line_of_text(control):
        return False
    label = control
    while (around := label.getparent()) is not None and around.tag not in _STOPS:
        if not adds_nothing(around, label):
            break
        label = around
    after = next_with_words(label)
    return after is None or after.tag not in _PANELS


def _is_in_line_of_text(control: Element) -> bool:
    """Return whether a sentence names a control, as instructions do."""
    around = control.getparent()
    if (around.text or "").strip():
        return True
    for one in around:
        is_text = one.tag in WITHIN_WORDS and one is not control and has_text(one)
        if is_text or (one.tail or "").strip():
            return True
    return False


def _is_anchor(link: Element) -> bool:
    """Return whether a link in or beside a heading says only that it leads there."""
    heading = _heading_of(link)
    if adds_nothing(heading, link) if heading is not None else not _is_beside_heading(link):
        return False
    named = (words(link), link.get("aria-label", ""), link.get("title", ""))
    return any(phrases.is_whole("anchor", name) for name in named if name)


def _is_beside_heading(element: Element) -> bool:
    beside = (element.getprevious(), element.getnext())
    return any(one is not None and heading_level(str(one.tag)) for one in beside)


def _is_unseen_in_heading(element: Element) -> bool:
    style = "".join(element.get("style", "").split()).casefold()
    if not any(one in style for one in _UNSEEN_STYLES):
        return False
    heading = _heading_of(element)
    return heading is not None and not adds_nothing(heading, element)


def _heading_of(element: Element) -> Element | None:
    return next((one for one in element.iterancestors() if heading_level(one.tag)), None)
