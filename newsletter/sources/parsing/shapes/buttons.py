"""Links that look like buttons, and those that are never a call to action."""

from urllib.parse import SplitResult, parse_qs, urlsplit

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element, is_button
from newsletter.sources.parsing.shapes.tree import Surplus, adds_nothing


def settle_buttons(root: Element, surplus: Surplus) -> None:
    """Leave out buttons that are never a call to action.

    These share the page, sign up, sign in, or lead to a place on the page.
    """
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
    """Return whether a link is between blocks, not within a line of text."""
    before, after = link.getprevious(), link.getnext()
    ends = link.getparent().text if before is None else before.tail
    apart = [one is None or one.tag in BLOCKS for one in (before, after)]
    return all(apart) and not (ends or "").strip() and not (link.tail or "").strip()


def _block_of(link: Element) -> Element:
    """Return the block that contains a link, or the link itself if none does."""
    around = link
    while around.getparent() is not None and around.tag not in BLOCKS:
        around = around.getparent()
    return around if around.tag in BLOCKS and around.tag not in ("body", "html") else link


_SHARING = {
    "facebook.com": ("/sharer", "/share", "/dialog/share", "/dialog/send"),
    "twitter.com": ("/intent", "/share", "/home"),
    "x.com": ("/intent", "/share"),
    "linkedin.com": ("/sharing", "/sharearticle", "/cws/share"),
    "pinterest.com": ("/pin/create",),
    "reddit.com": ("/submit",),
    "tumblr.com": ("/share", "/widgets/share"),
    "wa.me": ("/",),
    "whatsapp.com": ("/send",),
    "t.me": ("/share",),
    "telegram.me": ("/share",),
    "bsky.app": ("/intent",),
    "threads.net": ("/intent",),
    "getpocket.com": ("/save", "/edit"),
    "buffer.com": ("/add",),
}
_SIGN_UP = frozenset({"subscribe", "newsletter", "nieuwsbrief", "inschrijven", "aanmelden"})
_SIGN_IN = frozenset(
    {"login", "log-in", "signin", "sign-in", "inloggen", "account", "wp-login.php", "join"}
)


def is_sharing(address: str) -> bool:
    """Return whether a link shares the page.

    It leads to a social site, or opens an email without a recipient.
    """
    parts = _split(address)
    if parts is None:
        return False
    if parts.scheme == "mailto":
        return not parts.path and bool(parts.query)
    asked = parse_qs(parts.query)
    if "share" in asked or "share" in asked.get("action", ()):
        return True
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return any(
        (host == site or host.endswith(f".{site}")) and parts.path.casefold().startswith(paths)
        for site, paths in _SHARING.items()
    )


def is_sign_up(address: str) -> bool:
    """Return whether a link leads to a sign-up page for a newsletter."""
    return _last_part(address) in _SIGN_UP


def is_sign_in(address: str) -> bool:
    """Return whether a link leads to a sign-in page."""
    return _last_part(address) in _SIGN_IN


def _last_part(address: str) -> str:
    parts = _split(address)
    return parts.path.rstrip("/").rpartition("/")[2].casefold() if parts else ""


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address.strip())
    except ValueError:
        return None  # such as an unmatched bracket
