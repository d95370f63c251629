"""Conversion of page builders' markup to plain HTML, one pass per module.

A pass changes the parsed tree in place: it renames, moves and removes elements, so
that later code reads ``details``, ``blockquote``, ``h2`` and ``li``, however a
builder wrote them. Elements with visible words that are not part of an article are left
out through ``tree.leave_out``, which keeps a record. Elements are kept where possible,
because they hold their line numbers.
"""

from collections.abc import Callable
from typing import TypeAlias

from newsletter.model.article import LeftOut
from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.shapes.buttons import settle_buttons
from newsletter.sources.parsing.shapes.callouts import settle_callouts, show_icons
from newsletter.sources.parsing.shapes.cards import settle_cards
from newsletter.sources.parsing.shapes.controls import drop_controls
from newsletter.sources.parsing.shapes.folded import drop_unseen, unfold
from newsletter.sources.parsing.shapes.footnotes import drop_footnotes
from newsletter.sources.parsing.shapes.furniture import drop_furniture
from newsletter.sources.parsing.shapes.headings import settle_headings
from newsletter.sources.parsing.shapes.link_boxes import (
    drop_contents,
    drop_link_boxes,
    drop_twins,
)
from newsletter.sources.parsing.shapes.lists import settle_lists
from newsletter.sources.parsing.shapes.media import drop_media
from newsletter.sources.parsing.shapes.page_lines import drop_page_lines
from newsletter.sources.parsing.shapes.quotes import settle_quotes
from newsletter.sources.parsing.shapes.shortcodes import drop_shortcodes
from newsletter.sources.parsing.shapes.tables import settle_tables
from newsletter.sources.parsing.shapes.tree import Surplus, mark_lines
from newsletter.sources.parsing.shapes.weight import settle_weight
from newsletter.sources.parsing.shapes.word import settle_word_styles

Pass: TypeAlias = Callable[[Element, Surplus], None]

# Each pass relies on the results of those before it.
PASSES: tuple[Pass, ...] = (
    settle_word_styles,
    settle_weight,
    show_icons,
    unfold,
    drop_unseen,
    drop_contents,
    drop_furniture,
    drop_page_lines,
    drop_controls,
    drop_media,
    drop_footnotes,
    drop_twins,
    drop_link_boxes,
    settle_cards,
    settle_headings,
    settle_quotes,
    settle_callouts,
    settle_buttons,
    settle_tables,
    settle_lists,
    drop_shortcodes,
)


# The surroundings of an HTML fragment within another text are unknown.
_OF_FRAGMENTS: tuple[Pass, ...] = tuple(
    one
    for one in PASSES
    if one not in (drop_contents, drop_furniture, drop_page_lines, drop_twins, drop_link_boxes)
)


def normalise(root: Element, *, whole: bool = True) -> tuple[LeftOut, ...]:
    """Convert a parsed page to plain HTML.

    ``whole`` is false for an HTML fragment within another text.

    Returns:
        What was left out, in reading order.
    """
    mark_lines(root)
    held = list(root.iter())  # otherwise every pass would create its own handles to the elements
    surplus = Surplus()
    for one in PASSES if whole else _OF_FRAGMENTS:
        one(root, surplus)
    held.clear()
    return surplus.in_order()
