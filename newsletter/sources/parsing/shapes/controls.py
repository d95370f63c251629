"""What a page lets its visitors press beside the text: copy a heading's address, share, edit.

Runs after accordions are unfolded, so no button is left that shows a part of the article.
Seen beside headings of GitHub, Docusaurus, Starlight, Confluence and Notion, 2026-11.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, heading_level
from newsletter.sources.parsing.shapes.tree import (
    WITHIN_WORDS,
    Surplus,
    adds_nothing,
    elements,
    is_large,
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
_LONGEST = 12  # words; a larger one is a card or the frame of a text
_FEWEST_BUTTONS = 2
_MOST_AROUND_A_BUTTON = 8  # elements
_COUNTS = re.compile(
    r"(?:\d[\d.,]{0,8}k?\s{0,3}(?:keer )?(?:weergaven?|views?|gelezen|bekeken|opmerkingen|comments?|reacties?"
    r"|likes?|shares?|claps?|responses?|aufrufe?|kommentare?|vues?|commentaires?)\W{0,5})+",
    re.IGNORECASE,
)
_LONGEST_COUNTS = 80  # characters
_LONGEST_LEAD = 4  # words beside them: "Share this article"


def drop_controls(root: Element, surplus: Surplus) -> None:
    """Leave out buttons, and in or beside headings what leads to them."""
    controls = [one for one in elements(root) if _is_surplus(one)]
    for row in _rows(controls):
        if is_within(row, root):
            surplus.leave_out(row, LeftOutKind.SHARING)
    for control in controls:
        if is_within(control, root):
            surplus.leave_out(control, LeftOutKind.NAVIGATION)
    for block in [one for one in elements(root) if one.tag in BLOCKS and not _holds_blocks(one)]:
        if root in block.iterancestors() and _counts(words(block)):
            surplus.leave_out(block, LeftOutKind.SHARING)


def _holds_blocks(box: Element) -> bool:
    return any(one.tag in BLOCKS for one in box)


def _counts(text: str) -> bool:
    """Return whether a text only says how often a page was seen, liked or answered."""
    return len(text) <= _LONGEST_COUNTS and bool(_COUNTS.fullmatch(text))


def _rows(controls: Sequence[Element]) -> Iterator[Element]:
    """Yield the boxes that hold buttons, and besides them only a few words without a link."""
    rows: dict[Element, list[Element]] = {}
    for control in controls:
        rows.setdefault(control.getparent(), []).append(control)
    for box, buttons in rows.items():
        if len(buttons) < _FEWEST_BUTTONS or box.tag in _STOPS or is_large(box):
            continue
        if any(heading_level(str(one.tag)) for one in (box, *box.iterancestors(), *box)):
            continue
        pressed = sum(len(words(one).split()) for one in buttons)
        is_lead = 0 < len(words(box).split()) - pressed <= _LONGEST_LEAD
        if is_lead and box.find(".//a") is None:
            yield box


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
    if after is None or after.tag not in _PANELS or _is_next_button(after):
        return True
    if is_large(after):
        return False
    return phrases.reading_minutes(words(after)) is not None  # of the post, beside "Follow"


def _is_next_button(box: Element) -> bool:
    """Return whether a box has nothing but a button, as in a row of them."""
    return any(
        (one.tag in _TAGS or one.get("role") in _ROLES) and adds_nothing(box, one)
        for one in islice(elements(box), _MOST_AROUND_A_BUTTON)
    )


def _is_in_line_of_text(control: Element) -> bool:
    """Return whether a sentence names a control, as instructions do."""
    around = control.getparent()
    if _has_letter(around.text) or any(_has_letter(one.tail) for one in around):
        return True
    beside = (control.getprevious(), control.getnext())
    return any(
        one is not None
        and one.tag in WITHIN_WORDS
        and _has_letter(text := words(one))
        and not _counts(text)
        for one in beside
    )


def _has_letter(text: str | None) -> bool:
    """Return whether a text has a word, unlike a dot between two buttons or a count."""
    return any(map(str.isalpha, text or ""))


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
