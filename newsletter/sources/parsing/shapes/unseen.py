"""What a reader of the page does not see: hidden elements, and marks for decoration."""

from newsletter.sources.parsing.html import Element, is_unseen
from newsletter.sources.parsing.shapes.tree import (
    Surplus,
    classes,
    elements,
    is_within,
    remove,
    words,
)
from newsletter.sources.structure.lines import BULB

# Each hides on devices of one size; all three hide for good.
_ON_NO_DEVICE = frozenset(
    {"elementor-hidden-desktop", "elementor-hidden-tablet", "elementor-hidden-mobile"}
)


def drop_unseen(root: Element, _: Surplus) -> None:
    """Remove what is hidden; a bulb is kept, since it says what stands beside it."""
    unseen = [element for element in elements(root) if element is not root and _is_unseen(element)]
    for element in unseen:
        if is_within(element, root):
            remove(element)


def _is_unseen(element: Element) -> bool:
    if classes(element) >= _ON_NO_DEVICE:
        return True
    decorates = element.get("aria-hidden") == "true" and not words(element).startswith(BULB)
    return decorates or is_unseen(element)
