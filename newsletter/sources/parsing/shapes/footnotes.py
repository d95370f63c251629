"""Footnotes and comments on a text: a mark and a note that link to each other.

Seen as ``#u`` and ``#u-link`` (WordPress), ``#ftnt1`` and ``#ftnt_ref1`` (Google Docs;
``#cmnt1`` are comments), ``#_ftn1`` by ``name`` (Word), ``footnote-1`` (Substack), 2026-11.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import unquote

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, heading_level
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    adds_nothing,
    elements,
    is_within,
    next_with_words,
    place_on_page,
    words,
)

_MARK = re.compile(r"\W*\w{1,4}\W*|\W{1,3}")
_PRESSED = re.compile(r"\W*\d{1,3}\W*")
_COMMENT = re.compile(r"cmnt")
_NOTES = frozenset({"li", "p", "dd"})
_NEAR = 3  # elements around a mark, one of which has the name that its note links back to


def drop_footnotes(root: Element, surplus: Surplus) -> None:
    """Leave out notes with their marks, and headings with only notes below."""
    for mark in [one for one in root.iter("a", "button") if is_pressed_mark(one)]:
        surplus.leave_out(_raised(mark), LeftOutKind.FOOTNOTE)
    by_name = _by_name(root)
    found = [
        (mark, note)
        for mark in list(root.iter("a"))
        if (note := _note_of(mark, by_name)) is not None
    ]
    headings = {id(one): one for _, note in found if (one := _heading_above(note)) is not None}
    gone: set[Element] = set()
    for mark, note in found:
        if gone.isdisjoint((mark, *mark.iterancestors())):
            kind = (
                LeftOutKind.COMMENTS
                if _COMMENT.match(place_on_page(mark))
                else LeftOutKind.FOOTNOTE
            )
            # a further mark of the same note goes alone
            parts = [one for one in (_raised(mark), note) if one not in gone]
            _drop_brackets(parts[0])
            gone.update((mark, note))
            surplus.leave_out_together(parts, kind)
    for heading in headings.values():
        after = next_with_words(heading)
        if after is None or heading_level(after.tag):
            surplus.leave_out(heading, LeftOutKind.FOOTNOTE)


def _by_name(root: Element) -> Mapping[str, Element]:
    return {
        name: one
        for attribute in ("name", "id")
        for one in elements(root)
        if (name := one.get(attribute))
    }


def _named(by_name: Mapping[str, Element], link: Element) -> Element | None:
    """Return the element that a link leads to.

    Its name may be percent-encoded in the link.
    """
    name = place_on_page(link)
    return by_name.get(name, by_name.get(unquote(name)))


def _is_raised(mark: Element) -> bool:
    around = next(mark.iterancestors("sup"), None)
    return around is not None or mark.find(".//sup") is not None


def is_pressed_mark(control: Element) -> bool:
    """Return whether it is the raised number of a note that a script displays."""
    leads = "#" in control.get("href", "") and place_on_page(control) != ""
    is_mark = control.tag in ("a", "button") and not leads and _PRESSED.fullmatch(words(control))
    return bool(is_mark) and _is_raised(control)


def _note_of(mark: Element, by_name: Mapping[str, Element]) -> Element | None:
    """Return the note that a mark links to.

    The note links back to it, unless the mark is raised and the note is an item or a
    paragraph of its own.
    """
    if not _MARK.fullmatch(words(mark)):
        return None
    target = _named(by_name, mark)
    if target is None or is_within(mark, target):
        return None
    note = _block_of(target)
    if _is_raised(mark) and note.tag in _NOTES and not is_within(mark, note):
        return note if _comes_after(note, mark) else None  # whether or not it links back
    near = [mark, *islice(mark.iterancestors(), _NEAR), *elements(mark)]
    for back in note.iter("a"):
        named = _named(by_name, back)
        if named is not None and any(named is one for one in near) and not is_within(mark, note):
            return note if _comes_after(note, mark) else None
    return None


def _block_of(target: Element) -> Element:
    """Return the smallest block around a note's name with more than its number."""
    block = target
    while (around := block.getparent()) is not None and around.tag not in ("body", "article"):
        if block.tag in BLOCKS and not _MARK.fullmatch(words(block)):
            break
        block = around
    return block


def _comes_after(note: Element, mark: Element) -> bool:
    """Return whether the note comes after its mark.

    The two link to each other, so that only their order tells them apart.
    """
    common = set(note.iterancestors())  # kept alive, because an element's identity lasts no longer
    around, inner = mark.getparent(), mark
    while around is not None and around not in common:
        around, inner = around.getparent(), around
    of_note = note
    while of_note.getparent() is not around and of_note.getparent() is not None:
        of_note = of_note.getparent()
    return around is not None and around.index(of_note) > around.index(inner)


def _raised(mark: Element) -> Element:
    """Return the mark with the ``sup`` around it, if any."""
    around = mark.getparent()
    while around is not None and around.tag in ("sup", "span") and adds_nothing(around, mark):
        mark, around = around, around.getparent()
    return mark


def _drop_brackets(mark: Element) -> None:
    """Remove the square brackets around a mark."""
    before = mark.getprevious()
    holder, name = (mark.getparent(), "text") if before is None else (before, "tail")
    text, behind = getattr(holder, name) or "", mark.tail or ""
    if text.endswith("[") and behind.startswith("]"):
        setattr(holder, name, text[:-1])
        mark.tail = behind[1:]


def _heading_above(note: Element) -> Element | None:
    """Return the heading directly above the list that contains a note."""
    for one in (note, *_ancestors(note, 3)):
        before = one.getprevious()
        while before is not None and not (isinstance(before.tag, str) and words(before)):
            before = before.getprevious()
        if before is not None:
            return before if heading_level(before.tag) else None
    return None


def _ancestors(element: Element, most: int) -> Iterator[Element]:
    yield from islice(element.iterancestors(), most)
