"""One fold of a page: a control and its panel, and their conversion to HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsletter.sources.parsing.html import Element, heading_level
from newsletter.sources.parsing.shapes.tree import elements, is_within, remove, reveal, words, wrap

_LOWEST_LEVEL = 6
_OPENING_SIGNS = "+−–-▼▾▿⌄›▶►▸▹»×✕\N{FULLWIDTH PLUS SIGN}\N{HEAVY PLUS SIGN}"


@dataclass(slots=True)
class Fold:
    """A control with all its parts, its panel, and the heading above both.

    ``level`` is the level of that heading, or 0 if there is none. ``listed`` says whether
    that heading announces questions.
    """

    label: Element
    panels: Sequence[Element]
    text: str
    level: int = 0
    listed: bool = False

    @property
    def asks(self) -> bool:
        """Return whether the label is a question, ignoring a closing toggle sign."""
        return self.text.rstrip(f" {_OPENING_SIGNS}").endswith(("?", "\N{FULLWIDTH QUESTION MARK}"))


def settle(fold: Fold, *, as_entry: bool) -> None:
    """Turn a FAQ's entry into ``details``, other folds into a heading and text."""
    for panel in fold.panels:
        reveal(panel)
        if panel.tag != "details":
            panel.tag = "div"
    if as_entry:
        _make_details(fold)
    else:
        _make_heading(fold)


def _make_details(fold: Fold) -> None:
    label = fold.label
    _drop_signs(label)
    if label.tag != "summary":
        _demote_headings(label)
        label.tag = "summary"
        details = wrap(fold.panels[0], "details")
        for panel in fold.panels[1:]:
            remove(panel)
            details.append(panel)
        remove(label)
        details.insert(0, label)
    else:
        details = label.getparent()
        _demote_headings(label)
    reveal(details)
    _unlist(details)


def _make_heading(fold: Fold) -> None:
    label = fold.label
    _drop_signs(label)
    own = max((heading_level(one.tag) for one in elements(label)), default=0)
    above = fold.level or 2
    _demote_headings(label)
    label.tag = f"h{own or min(above + 1, _LOWEST_LEVEL)}"
    around = label.getparent()
    if around.tag == "details":
        around.tag = "div"
        _unlist(around)
        return
    repeated = next((one for one in elements(fold.panels[0]) if heading_level(one.tag)), None)
    if repeated is not None and words(repeated) == fold.text:
        remove(repeated)
    if fold.panels[0].getprevious() is not label and fold.panels[0].getparent() is not around:
        remove(label)
        fold.panels[0].addprevious(label)
    _unlist(label)


def _drop_signs(label: Element) -> None:
    """Remove the signs that indicate more content, each in its own element."""
    for one in list(elements(label)):
        text = words(one)
        if one is not label and text and not text.strip(_OPENING_SIGNS) and is_within(one, label):
            remove(one)
    bare = (label.text or "").strip().strip(_OPENING_SIGNS).strip()
    if bare and not len(label):
        label.text = bare  # a sign that is written next to the words


def _demote_headings(label: Element) -> None:
    for one in elements(label):
        opens = label.tag != "dt" and one.tag == "a" and one.get("href", "#").startswith("#")
        if one is not label and (
            heading_level(one.tag) or one.tag in ("button", "p", "div") or opens
        ):
            one.tag = "span"
    for name in ("role", "aria-level", "hidden"):
        label.attrib.pop(name, None)


def _is_item(element: Element) -> bool:
    return bool(element.tag == "li" or element.get("role") == "listitem")


def _unlist(element: Element) -> None:
    """Turn a list item that contains only a fold into a plain element."""
    around = element.getparent()
    while around is not None and around.tag not in ("li", "body") and not _is_item(around):
        around = around.getparent()
    if around is None or not _is_item(around):
        return
    around.tag = "div"
    around.attrib.pop("role", None)
    items = around.getparent()
    if items is not None and items.tag in ("ul", "ol") and items.find("li") is None:
        items.tag = "div"
