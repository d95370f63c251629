"""Players of video and sound, which a letter cannot show: they are left out and reported."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter.model.article import LeftOutKind
from newsletter.sources.parsing.html import BLOCKS, Element
from newsletter.sources.parsing.shapes.tree import Surplus, elements, is_within, words

_PLAYERS = frozenset({"iframe", "video", "audio", "lite-youtube", "amp-youtube"})
_SOURCES = ("src", "data-src", "data-lazy-src", "data-src-cmplz", "data-cookieblock-src")
# whose address alone on a line is shown as a player (WordPress calls it an embed)
_HOSTS = frozenset(
    {
        *("youtube.com", "youtu.be", "youtube-nocookie.com", "vimeo.com", "player.vimeo.com"),
        *("spotify.com", "open.spotify.com", "soundcloud.com", "w.soundcloud.com", "anchor.fm"),
        *("podcasts.apple.com", "embed.podcasts.apple.com", "buzzsprout.com", "podbean.com"),
        *("ted.com", "embed.ted.com", "dailymotion.com", "loom.com", "fast.wistia.net"),
        *("mixcloud.com", "bandcamp.com", "tiktok.com", "instagram.com", "facebook.com"),
        *("x.com", "twitter.com"),
    }
)
_ADDRESS = re.compile(r"https?://\S+")


def drop_media(root: Element, surplus: Surplus) -> None:
    """Leave out addresses that a blog shows as a player, and report all players."""
    for player in [one for one in elements(root) if one.tag in _PLAYERS]:
        if is_within(player, root) and not _is_hidden(player):
            _tell(player, surplus)
    for block in [one for one in elements(root) if one.tag in BLOCKS and _is_embed(one)]:
        if is_within(block, root):
            surplus.leave_out(block, LeftOutKind.MEDIA)


def _tell(player: Element, surplus: Surplus) -> None:
    named = player.get("title", "").strip() or player.get("aria-label", "").strip()
    address = next(filter(None, _addresses(player)), "")
    is_player = player.tag != "iframe" or _host(address) in _HOSTS
    if is_player and (named or address):
        line = player.sourceline or 1
        surplus.note(" ".join(filter(None, (named, address))), LeftOutKind.MEDIA, line)


def _addresses(player: Element) -> Iterator[str]:
    for one in (player, *player.iter("source")):
        yield from (one.get(name, "").strip() for name in _SOURCES)


def _is_hidden(player: Element) -> bool:
    return any(one.tag in ("noscript", "template", "head") for one in player.iterancestors())


def _is_embed(block: Element) -> bool:
    """Return whether a block has only an address, not as a link, of a host of players."""
    text = block.text or ""
    if len(block) or "://" not in text:
        return False
    return bool(_ADDRESS.fullmatch(shown := words(block))) and _host(shown) in _HOSTS


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"https:{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.")
