"""Shapes of page builders as plain HTML: one module a subject, each a pass over the tree.

A pass changes the parsed tree in place: it renames, moves and removes elements, so
that what follows reads ``details``, ``blockquote``, ``h2`` and ``li``, however a
builder wrote them. What carries visible words and is no part of an article is left
out through ``tree.leave_out``, which keeps a record. Elements are kept where they
can be: they know the line that they stand on.
"""

from collections.abc import Callable
from typing import TypeAlias

from newsletter.model.article import LeftOut
from newsletter.sources.parsing.html import Element
from newsletter.sources.parsing.shapes.buttons import settle_buttons
from newsletter.sources.parsing.shapes.callouts import settle_callouts
from newsletter.sources.parsing.shapes.folded import drop_unseen, unfold
from newsletter.sources.parsing.shapes.footnotes import drop_footnotes
from newsletter.sources.parsing.shapes.furniture import drop_furniture
from newsletter.sources.parsing.shapes.headings import settle_headings
from newsletter.sources.parsing.shapes.link_boxes import (
    drop_contents,
    drop_link_boxes,
    drop_twins,
    settle_cards,
)
from newsletter.sources.parsing.shapes.lists import settle_lists
from newsletter.sources.parsing.shapes.quotes import settle_quotes
from newsletter.sources.parsing.shapes.shortcodes import drop_shortcodes
from newsletter.sources.parsing.shapes.tree import Surplus, mark_lines
from newsletter.sources.parsing.shapes.weight import settle_weight

Pass: TypeAlias = Callable[[Element, Surplus], None]

# Each pass relies on what those before it have made plain.
PASSES: tuple[Pass, ...] = (
    settle_weight,
    unfold,
    drop_unseen,
    drop_contents,
    drop_furniture,
    drop_footnotes,
    drop_twins,
    drop_link_boxes,
    settle_cards,
    settle_headings,
    settle_quotes,
    settle_callouts,
    settle_buttons,
    settle_lists,
    drop_shortcodes,
)


# Of a piece of HTML within another text, nobody can tell what stands around it.
_OF_FRAGMENTS: tuple[Pass, ...] = tuple(
    one for one in PASSES if one not in (drop_contents, drop_furniture, drop_twins, drop_link_boxes)
)


def normalise(root: Element, *, whole: bool = True) -> tuple[LeftOut, ...]:
    """Make plain HTML of a parsed page; return what was left out, in reading order.

    ``whole`` is false for a few elements within another text.
    """
    mark_lines(root)
    held = list(root.iter())  # else every pass would make its own handles to the elements
    surplus = Surplus()
    for one in PASSES if whole else _OF_FRAGMENTS:
        one(root, surplus)
    held.clear()
    return surplus.in_order()
