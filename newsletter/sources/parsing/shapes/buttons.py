"""Links that look like buttons, and those of them that are never a call to action."""

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, is_button
from newsletter.sources.parsing.shapes.destinations import is_sharing, is_sign_in, is_sign_up
from newsletter.sources.parsing.shapes.tree import Surplus, adds_nothing


def settle_buttons(root: Element, surplus: Surplus) -> None:
    """Leave out buttons that share the page, sign up or sign in, or lead to a place on it."""
    for link in list(root.iter("a")):
        kind = _furniture(link.get("href", ""), pressed=is_button(link))
        if kind is None:
            continue
        block = _block_of(link)
        if adds_nothing(block, link):
            surplus.leave_out(block, kind)
        elif _stands_alone(link):
            surplus.leave_out(link, kind)


def _furniture(address: str, *, pressed: bool) -> LeftOutKind | None:
    if is_sharing(address):
        return LeftOutKind.SHARING
    if is_sign_up(address):
        return LeftOutKind.SIGN_UP_FORM
    if not pressed:
        return None
    if is_sign_in(address) or address.strip().startswith("#") or not address.strip():
        return LeftOutKind.NAVIGATION
    return None


def _stands_alone(link: Element) -> bool:
    """Whether a link stands between blocks, not in a line of text."""
    before, after = link.getprevious(), link.getnext()
    ends = link.getparent().text if before is None else before.tail
    apart = [one is None or one.tag in BLOCKS for one in (before, after)]
    return all(apart) and not (ends or "").strip() and not (link.tail or "").strip()


def _block_of(link: Element) -> Element:
    """The block that a link stands in; the link where it is in none."""
    around = link
    while around.getparent() is not None and around.tag not in BLOCKS:
        around = around.getparent()
    return around if around.tag in BLOCKS and around.tag not in ("body", "html") else link
