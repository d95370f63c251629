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
_OF_PROFILES = frozenset(  # whose short addresses are those of a person or a channel
    {
        *("instagram.com", "facebook.com", "x.com", "twitter.com", "tiktok.com"),
        *("youtube.com", "youtube-nocookie.com"),
    }
)
_POST = re.compile(
    r"/(?:p|reels?|tv|posts|videos?|status|shorts|live|embed|share)/[^/]"
    r"|/(?:watch|playlist|photo|permalink\.php|story\.php)/?\?"
)
_WORK = re.compile(r"/[^/?]+/[^/?]|/\d{5,}")  # a kind and a name, a maker and a name, or a number
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
    return bool(_ADDRESS.fullmatch(address := words(block))) and _names_a_work(address)


def _names_a_work(address: str) -> bool:
    """Return whether an address is of a video, a sound or a post, not of its maker."""
    host = _host(address)
    path = address.partition("://")[2].partition("/")[2]
    if host == "youtu.be":
        return bool(path)
    form = _POST if host in _OF_PROFILES else _WORK
    return host in _HOSTS and form.search(f"/{path}") is not None


def _host(address: str) -> str:
    try:
        host = urlsplit(address if "://" in address else f"https:{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.")
