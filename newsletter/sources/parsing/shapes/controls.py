"""What a page lets its visitors press next to the text: copy a heading's address, share, edit.

Runs after accordions are unfolded, so no button is left that shows a part of the article.
Seen next to headings of GitHub, Docusaurus, Starlight, Confluence and Notion, 2026-11.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, takewhile

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, heading_level, is_quote
from newsletter.sources.parsing.shapes.tree import (
    WITHIN_WORDS,
    Surplus,
    adds_nothing,
    elements,
    has_text,
    is_large,
    is_within,
    next_with_words,
    words,
)
from newsletter.text.vocabulary import phrases

_TAGS = frozenset({"button", "clipboard-copy"})  # the second is GitHub's
_ROLES = frozenset({"button", "tooltip"})
_UNSEEN_STYLES = ("visibility:hidden", "clip:rect(", "clip-path:inset(50%)")
_PANELS = frozenset({"div", "section", "ul", "ol", "dl", "table"})  # whose name it may be
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
_HOLD_TEXT = frozenset({"li", "td", "th", "dt", "dd", "caption", "figcaption"})
_SENTENCE_ENDS = (".", "?", "!", "…")
_LONGEST_LEAD = 4  # words next to them: "Share this article"


def drop_controls(root: Element, surplus: Surplus) -> None:
    """Leave out buttons, and in or next to headings what links to them."""
    texts: dict[Element, bool] = {}
    controls = [one for one in elements(root) if _is_surplus(one, texts)]
    rows = {control.getparent() for control in controls}
    for row in _rows(controls):
        if is_within(row, root):
            surplus.leave_out(row, LeftOutKind.SHARING)
    for control in controls:
        if is_within(control, root):
            surplus.leave_out(control, LeftOutKind.NAVIGATION)
    _drop_counts(root, rows, surplus)


def _drop_counts(root: Element, rows: Collection[Element], surplus: Surplus) -> None:
    """Leave out counts of visitors: next to buttons, directly below the title, or at the end."""
    counts = [one for one in elements(root) if one.tag in BLOCKS and _is_of_counts(one, root)]
    attached = {one: None for one in counts if one in rows or one.getparent() in rows}
    others = [one for one in counts if one not in attached]
    for block in attached:
        surplus.leave_out(block, LeftOutKind.SHARING)
    for block in takewhile(_is_below_title, others):  # each looks at what the ones before left
        surplus.leave_out(block, LeftOutKind.SHARING)
    for block in takewhile(_is_last, [one for one in others[::-1] if is_within(one, root)]):
        surplus.leave_out(block, LeftOutKind.SHARING)


def _is_of_counts(block: Element, root: Element) -> bool:
    if heading_level(str(block.tag)) or any(one.tag in BLOCKS for one in block):
        return False
    if not _counts(words(block)) or root not in block.iterancestors():
        return False
    return not any(
        one.tag in _HOLD_TEXT or is_quote(one) for one in (block, *block.iterancestors())
    )


def _is_below_title(block: Element) -> bool:
    """Return whether the title is directly above a block, and no further words of its line below."""
    after = next_with_words(block)
    if after is not None and words(after)[:1].islower():
        return False
    for one in (block, *block.iterancestors()):
        for before in one.itersiblings(preceding=True):
            if (before.tail or "").strip():
                return False
            if has_text(before):
                title = before if before.tag == "h1" else before.find(".//h1")
                return title is not None and adds_nothing(before, title)
        around = one.getparent()
        if around is None or (around.text or "").strip():
            return False
    return False


def _is_last(block: Element) -> bool:
    """Return whether no words follow a block in the article."""
    for one in (block, *block.iterancestors()):
        if one.tag in ("article", "main", "body", "html"):
            return True
        if (one.tail or "").strip() or any(
            has_text(after) or (after.tail or "").strip() for after in one.itersiblings()
        ):
            return False
    return True


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
        is_said = any(sign in words(box) for sign in _SENTENCE_ENDS)
        if is_lead and not is_said and box.find(".//a") is None:
            yield box


def _is_surplus(element: Element, texts: dict[Element, bool]) -> bool:
    """Return whether it is a control; ``texts`` keeps which boxes have words of their own."""
    if element.tag in _TAGS or (element.get("role") in _ROLES and not _leads(element)):
        return _is_only_pressed(element, texts)
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


def _is_only_pressed(control: Element, texts: dict[Element, bool]) -> bool:
    """Return whether no text is lost with a control: not a heading, nor the name of a panel."""
    if _leads(control):
        return False
    heading = _heading_of(control)
    if heading is not None:
        return not adds_nothing(heading, control)
    if len(words(control).split()) > _LONGEST or _is_in_line_of_text(control, texts):
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
    return phrases.reading_minutes(words(after)) is not None  # of the post, next to "Follow"


def _is_next_button(box: Element) -> bool:
    """Return whether a box has nothing but a button, as in a row of them."""
    return any(
        (one.tag in _TAGS or one.get("role") in _ROLES) and adds_nothing(box, one)
        for one in islice(elements(box), _MOST_AROUND_A_BUTTON)
    )


def _is_in_line_of_text(control: Element, texts: dict[Element, bool]) -> bool:
    """Return whether a sentence names a control, as instructions do."""
    around = control.getparent()
    if around not in texts:
        texts[around] = _has_letter(around.text) or any(_has_letter(one.tail) for one in around)
    if texts[around]:
        return True
    neighbours = (control.getprevious(), control.getnext())
    return any(
        one is not None
        and one.tag in WITHIN_WORDS
        and _has_letter(text := words(one))
        and not _counts(text)
        for one in neighbours
    )


def _has_letter(text: str | None) -> bool:
    """Return whether a text has a word, unlike a dot between two buttons or a count."""
    return any(map(str.isalpha, text or ""))


def _is_anchor(link: Element) -> bool:
    """Return whether a link in or next to a heading says only that it leads there."""
    heading = _heading_of(link)
    if adds_nothing(heading, link) if heading is not None else not _is_next_to_heading(link):
        return False
    if heading is None and not any(map(str.isalnum, words(link))):
        return bool(link.get("href", "").startswith("#"))  # a sign that leads to the heading
    named = (words(link), link.get("aria-label", ""), link.get("title", ""))
    return any(phrases.is_whole("anchor", name) for name in named if name)


def _is_next_to_heading(element: Element) -> bool:
    neighbours = (element.getprevious(), element.getnext())
    return any(one is not None and heading_level(str(one.tag)) for one in neighbours)


def _is_unseen_in_heading(element: Element) -> bool:
    style = "".join(element.get("style", "").split()).casefold()
    if not any(one in style for one in _UNSEEN_STYLES):
        return False
    heading = _heading_of(element)
    return heading is not None and not adds_nothing(heading, element)


def _heading_of(element: Element) -> Element | None:
    return next((one for one in element.iterancestors() if heading_level(one.tag)), None)
