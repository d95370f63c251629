"""Collapsed and hidden content: accordions, toggles, tabs, definition lists.

A *control* is the element that a reader presses, with the heading around it. Its *panel*
is the content that then appears. However a builder wrote them, they become ``details`` if
they answer a question, else a heading with its text. A panel counts as visible.

Seen in accordions of Squarespace, Elementor, Ghost, Divi, Notion, Webflow and AMP, 2026-11;
the roles are those of WAI-ARIA 1.2 (§5.4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import (
    BLOCKS,
    Element,
    heading_level,
    is_only_spoken,
    is_unseen,
)
from newsletter.sources.parsing.shapes.faq_data import Answers, answers_of
from newsletter.sources.parsing.shapes.folds import Fold, settle
from newsletter.sources.parsing.shapes.footnotes import is_pressed_mark
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    adds_nothing,
    classes,
    elements,
    has_words,
    is_element,
    is_within,
    link_share,
    next_with_words,
    remove,
    words,
)
from newsletter.sources.structure.lines import BULB
from newsletter.text.vocabulary import phrases

_MOST_LINKED = 0.6  # share of a panel's words; a menu has more
_FURNITURE = frozenset({"nav", "footer", "form", "select", "menu"})
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "menu", "menubar", "search"})
_STOPS = frozenset({"body", "html", "article", "main", "li", "dd", "td", "details"})
_SENTENCE_ENDS = (".", "!", "…")
_LONGEST_LABEL = 60  # words


@dataclass(frozen=True, slots=True)
class _Page:
    """The elements by id and the answers in the data, for use by controls."""

    by_id: Mapping[str, Element]
    answers: Answers

    def named_by(self, control: Element) -> Element | None:
        names = control.get("aria-controls", "").split()
        return next((self.by_id[name] for name in names if name in self.by_id), None)


def unfold(root: Element, surplus: Surplus) -> None:
    """Turn controls that ask questions into ``details``, others into headings."""
    _drop_spoken(root)
    folds = list(_distinct(_folds(root), surplus))
    _note_headings(root, folds)
    for group in _groups(folds):
        entries = any(fold.listed for fold in group) or 2 * sum(f.asks for f in group) >= len(group)
        for fold in group:
            settle(fold, as_entry=fold.asks or entries)


def _drop_spoken(root: Element) -> None:
    """Remove a control's text for screen readers: "Open", "Expand toggle"."""
    for one in [one for one in elements(root) if is_only_spoken(one)]:
        if any(map(_is_control, one.iterancestors())):
            remove(one)


def _folds(root: Element) -> Iterator[Fold]:
    page = _Page({one.get("id"): one for one in root.iterfind(".//*[@id]")}, answers_of(root))
    taken: set[Element] = set()
    for element in list(elements(root)):
        fold = None
        if _is_control(element) and not _is_furniture(element):
            fold = _of_control(element, page)
        elif _is_put_away(element) and element not in taken and not _is_furniture(element):
            fold = _of_hidden(element)
        if fold is not None:
            taken.update(fold.panels)
            yield fold


def _of_control(control: Element, page: _Page) -> Fold | None:
    label = _label(control)
    text = words(label)
    if not text or len(text.split()) > _LONGEST_LABEL:
        return None
    panels = _panels(control, label, text, page)
    return Fold(label, panels, text) if panels and _is_fold(control, text, panels) else None


def _of_hidden(panel: Element) -> Fold | None:
    """Return the fold of a hidden panel, or ``None`` if it has none.

    Its control is a heading or a question that a script opens, with only hidden content
    below it.
    """
    is_inline = panel.tag not in BLOCKS
    label = panel.getprevious()
    if label is None or not is_element(label) or next_with_words(label) is not panel:
        return None
    text = words(label)
    fold = Fold(label, [panel], text)
    after = next_with_words(panel)
    alone = after is None or after.tag == label.tag
    is_closed = is_unseen(panel) and heading_level(label.tag) and alone
    if is_inline and not alone and not words(panel).endswith(_SENTENCE_ENDS):
        return None  # a name or a count within the line: what answers comes below it
    if len(text.split()) > _LONGEST_LABEL or not (fold.asks or is_closed):
        return None
    return fold if link_share(panel) <= _MOST_LINKED else None


def _is_put_away(element: Element) -> bool:
    """Return whether it is only seen or heard after pressing something.

    A sign does not count: it is decoration.
    """
    is_silent = element.get("aria-hidden") == "true" and element.tag in BLOCKS
    return is_unseen(element) or (is_silent and has_words(element))


def _is_control(element: Element) -> bool:
    if element.tag in ("summary", "dt"):
        return True
    if element.tag in ("input", "select", "textarea"):
        return False
    if _is_of_amp(element):
        return True
    if element.tag == "a" and not element.get("href", "#").startswith("#"):
        return False  # it leads elsewhere, whatever it looks like
    return (
        element.get("aria-expanded") is not None
        or element.get("aria-controls") is not None
        or element.get("role") in ("button", "tab")
        or element.tag == "button"
    )


def _is_of_amp(element: Element) -> bool:
    """Return whether it is the heading of an ``amp-accordion``'s section (amp.dev, 2026-11)."""
    section = element.getparent() if heading_level(element.tag) else None
    around = section.getparent() if section is not None and section.tag == "section" else None
    return around is not None and around.tag == "amp-accordion"


def _is_furniture(control: Element) -> bool:
    """Return whether it is in a menu or a form, common to all pages, or opens no panel."""
    named = control.get("aria-label", "")
    if not words(control) and control.tag == "button" and phrases.is_whole("anchor", named):
        return True
    return is_pressed_mark(control) or any(
        one.tag in _FURNITURE or one.get("role") in _FURNITURE_ROLES
        for one in control.iterancestors()
    )


def _label(control: Element) -> Element:
    """Return the control with its name: the heading around it or next to it."""
    label = control
    if control.tag in ("summary", "dt"):
        return label
    while (around := label.getparent()) is not None and around.tag not in _STOPS:
        if not adds_nothing(around, label) and not _is_bare_next_to_heading(label, around):
            break
        label = around
    return label


def _is_bare_next_to_heading(label: Element, around: Element) -> bool:
    """Return whether all of its words are in a heading next to it."""
    if words(label):
        return False
    heading = next((one for one in elements(around) if heading_level(one.tag)), None)
    return heading is not None and bool(words(heading)) and adds_nothing(around, heading)


def _panels(control: Element, label: Element, text: str, page: _Page) -> Sequence[Element]:
    """Return what the control opens: by its id, else what follows it.

    An empty panel is filled from the page's data.
    """
    if control.tag == "dt":
        return list(_definitions(control))
    if control.tag == "summary":
        details = control.getparent()
        return _made(label, text, page.answers) if adds_nothing(details, control) else [details]
    named = page.named_by(control)
    if named is not None and not is_within(control, named):
        return [named] if words(named) else _made(label, text, page.answers)
    after = next_with_words(label)
    if after is None or heading_level(after.tag) or any(map(_is_control, elements(after))):
        return _made(label, text, page.answers)
    return [after]


def _definitions(term: Element) -> Iterator[Element]:
    for after in term.itersiblings():
        if after.tag == "dd":
            yield after
        elif after.tag == "dt":
            return


def _made(label: Element, text: str, answers: Answers) -> Sequence[Element]:
    """Return a panel with the answer in the page's data, or none without one."""
    answer = answers.get(text)
    if answer is None:
        return []
    panel = label.makeelement("div")
    panel.text = answer
    panel.sourceline = label.sourceline
    label.addnext(panel)
    return [panel]


def _is_fold(control: Element, text: str, panels: Sequence[Element]) -> bool:
    """Return whether pressing the control shows the panel.

    An ordinary button is merely followed by other content.
    """
    if any(link_share(panel) > _MOST_LINKED for panel in panels):
        return False
    if control.tag in ("summary", "dt") or "aria-expanded" in control.attrib:
        return True
    if "aria-controls" in control.attrib or control.get("role") == "tab" or _is_of_amp(control):
        return True
    headed = any(heading_level(one.tag) for one in control.iterancestors())
    return headed or text.endswith("?") or any(map(is_unseen, panels))


def _distinct(folds: Iterator[Fold], surplus: Surplus) -> Iterator[Fold]:
    """Yield one fold per panel.

    A page may have a second control for small screens, or one within another.
    """
    taken: set[Element] = set()
    named: set[str] = set()
    labels: set[Element] = set()
    for fold in folds:
        if not labels.isdisjoint((fold.label, *fold.label.iterancestors())):
            continue
        if not taken.isdisjoint(fold.panels):
            if fold.text in named:
                remove(fold.label)
            else:
                surplus.leave_out(fold.label, LeftOutKind.REPEATED)
        else:
            taken.update(fold.panels)
            named.add(fold.text)
            labels.add(fold.label)
            yield fold


def _note_headings(root: Element, folds: Sequence[Fold]) -> None:
    """Set each fold's heading level, and whether it announces questions."""
    labels = {fold.label: fold for fold in folds}
    inside = {one for fold in folds for one in elements(fold.label)}
    level, listed = 0, False
    for element in elements(root):
        if fold := labels.get(element):
            fold.level, fold.listed = level, listed
        elif element not in inside and (found := heading_level(element.tag)):
            listed = phrases.begins("faq", words(element)) or (listed and found > level)
            level = found


def _groups(folds: Sequence[Fold]) -> Iterator[list[Fold]]:
    """Yield groups of consecutive folds under one heading."""
    group: list[Fold] = []
    for fold in folds:
        if group and _place(group[-1]) is not _place(fold):
            yield group
            group = []
        group.append(fold)
    if group:
        yield group


def _place(fold: Fold) -> Element:
    """Return the element that lists the folds, each perhaps in its own box."""
    around = fold.label.getparent()
    own = 1 + len(fold.panels)
    alone = sum(1 for _ in islice(around.iterchildren("*"), own + 1)) <= own
    outer = around.getparent()
    return outer if alone and outer is not None else around


# Each hides on devices of one size; all three together hide everywhere.
_ON_NO_DEVICE = frozenset(
    {"elementor-hidden-desktop", "elementor-hidden-tablet", "elementor-hidden-mobile"}
)


def drop_unseen(root: Element, _: Surplus) -> None:
    """Remove hidden elements, except a bulb, which marks the words next to it."""
    unseen = [element for element in elements(root) if element is not root and _is_unseen(element)]
    for element in unseen:
        if is_within(element, root):
            remove(element)


def _is_unseen(element: Element) -> bool:
    if classes(element) >= _ON_NO_DEVICE or element.get("role") == "tooltip":
        return True
    decorates = element.get("aria-hidden") == "true" and not words(element).startswith(BULB)
    return decorates or is_unseen(element)
