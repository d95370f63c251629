"""Cleaning of links: absolute, without redirect wrappers and trackers.

Nothing is fetched. An address is otherwise kept byte for byte: a server may distinguish
``%7E`` from ``~``, and a signature covers every character.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_LONGEST = 2000  # characters; browsers refuse longer ones
_MOST_WRAPPERS = 3  # nested in each other
_LINE_ENDS = re.compile(r"[\t\r\n]")
# what word processors and chat programs put into a copied address, and no address has
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_AROUND = '"“”„‟«»‘’‚‹›<>'  # quotation marks and brackets
# two schemes; backslashes, one slash or a blank behind a scheme (WHATWG URL §4.4)
_TWO_SCHEMES = re.compile(r"https?://(?=https?:?//)", re.IGNORECASE)
_SCHEME = re.compile(r"(https?)(?::[\\/]{1,9}|//)\s*(?=[^\s\\/])", re.IGNORECASE)
_BARE_HOST = re.compile(r"www\.[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)", re.IGNORECASE)
_SIGNED = frozenset({"sig", "signature", "token", "hmac"})
_SIGNED_PREFIX = "x-amz-"
_UNSUBSCRIBE = re.compile(r"unsubscribe|afmeld|uitschrijv|opt-?out", re.IGNORECASE)

# Each identifies a person or a click: Firefox's list of 2023 (Query Parameter Stripping) and
# similar. ``ref``, ``id``, ``p``, ``s``, ``q``, ``tag`` and ``aff`` have other uses, and are kept.
_TRACKERS = frozenset(
    {
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ysclid",
        "twclid",
        "igshid",
        "mc_eid",
        "mc_cid",
        "oly_anon_id",
        "oly_enc_id",
        "vero_id",
        "mkt_tok",
        "__s",
        "_hsenc",
        "_hsmi",
        "__hssc",
        "__hstc",
        "__hsfp",
        "wickedid",
        "_openstat",
    }
)
_CAMPAIGN = "utm_"
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_SAFELINKS = ".safelinks.protection.outlook.com"
# By exact host and path: the parameters that hold the wrapped address.
_WRAPPERS = {
    ("l.facebook.com", "/l.php"): ("u",),
    ("lm.facebook.com", "/l.php"): ("u",),
    ("l.instagram.com", "/"): ("u",),
    ("youtube.com", "/redirect"): ("q",),
    ("www.youtube.com", "/redirect"): ("q",),
    ("slack-redir.net", "/link"): ("url",),
}
_OPAQUE = frozenset({"t.co", "bit.ly", "tinyurl.com", "ow.ly", "buff.ly", "lnkd.in", "goo.gl"})


@dataclass(frozen=True, slots=True)
class LinkBase:
    """The base of relative links, and whether to keep campaign parameters.

    Attributes:
        page: The page's own address, or its ``<base href>`` resolved against it.
            ``None`` if neither is known.
        keep_campaign: Whether ``utm_`` parameters are kept.
    """

    page: str | None = None
    keep_campaign: bool = False


NO_BASE = LinkBase()


def clean(address: str, base: LinkBase) -> str | None:
    """Return the absolute address, without wrappers and trackers.

    Returns:
        The address, or ``None`` if it leads nowhere: it is relative and there is no page, or
        its scheme is ``javascript:`` or similar.
    """
    full = absolute(address, base.page)
    if full is None:
        return None
    for _ in range(_MOST_WRAPPERS):
        inner = _unwrapped(full)
        if inner is None:
            break
        full = inner
    return _untracked(full, keep_campaign=base.keep_campaign)


def absolute(address: str, page: str | None) -> str | None:
    """Return the absolute address, or ``None`` if it leads nowhere."""
    bare = _with_scheme(_UNSEEN.sub("", _LINE_ENDS.sub("", address)).strip().strip(_AROUND))
    bare = _without_blanks(bare)
    if bare.startswith("//"):
        bare = f"https:{bare}"
    elif _BARE_HOST.match(bare):
        bare = f"https://{bare}"
    try:
        full = urljoin(page, bare) if page and not urlsplit(bare).scheme else bare
        parts = urlsplit(full)
        known = parts.scheme.casefold() in _SCHEMES and len(full) <= _LONGEST
        host = parts.hostname
    except ValueError:
        return None  # such as an unmatched bracket
    return full if known and (host or parts.scheme in ("mailto", "tel")) else None


def _with_scheme(address: str) -> str:
    """Return an address with its scheme as browsers, and those who typed it, understand it."""
    bare = _TWO_SCHEMES.sub("", address, count=1)
    scheme = _SCHEME.match(bare)
    if scheme is None:
        return bare
    rest = bare[scheme.end() :]
    path = re.split(r"[?#]", rest, maxsplit=1)[0]
    return f"{scheme[1]}://" + path.replace("\\", "/") + rest[len(path) :]


def _without_blanks(address: str) -> str:
    return "".join("%20" if sign.isspace() else sign for sign in address.strip())


def is_opaque(address: str) -> bool:
    """Return whether a link hides its destination.

    Shorteners and the click counters of newsletters do.
    """
    parts = _split(address)
    if parts is None:
        return False
    host = (parts.hostname or "").casefold()
    counted = host.endswith(".list-manage.com") and parts.path.startswith("/track")
    substack = host == "substack.com" and parts.path.startswith("/redirect")
    return host in _OPAQUE or counted or substack


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _unwrapped(address: str) -> str | None:
    """Return the address wrapped in a known redirect, or ``None`` for others."""
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https"):
        return None
    host = (parts.hostname or "").casefold()
    found = next(_inner(parts, host), None)
    if found is None:
        return None
    inner = _split(found)
    leads = inner is not None and inner.scheme in ("http", "https") and bool(inner.hostname)
    return _without_blanks(found) if leads else None


def _inner(parts: SplitResult, host: str) -> Iterator[str]:
    if host == "href.li" and parts.path in ("", "/"):
        yield unquote(parts.query)
        return
    if _GOOGLE.fullmatch(host) and parts.path.startswith("/amp/s/"):
        yield f"https://{parts.path.removeprefix('/amp/s/')}" + (
            f"?{parts.query}" if parts.query else ""
        )
        return
    names: tuple[str, ...] = _WRAPPERS.get((host, parts.path), ())
    if _GOOGLE.fullmatch(host) and parts.path == "/url":
        names = ("q", "url")
    elif host.endswith(_SAFELINKS) and parts.path == "/":
        names = ("url",)
    values = dict(parse_qsl(parts.query)) if names else {}
    yield from (values[name] for name in names if name in values)


def _untracked(address: str, *, keep_campaign: bool) -> str:
    """Return the address without parameters that track a person or a click.

    A signed address is left intact, as is an unsubscribe link.
    """
    before, mark, rest = address.partition("?")
    if not mark:
        return address
    query, hash_mark, fragment = rest.partition("#")
    pairs = query.split("&")
    names = [pair.partition("=")[0].casefold() for pair in pairs]
    if _UNSUBSCRIBE.search(address) or any(
        name in _SIGNED or name.startswith(_SIGNED_PREFIX) for name in names
    ):
        return address
    kept = [
        pair
        for pair, name in zip(pairs, names, strict=True)
        if name not in _TRACKERS and (keep_campaign or not name.startswith(_CAMPAIGN))
    ]
    if len(kept) == len(pairs):
        return address
    return before + (f"?{'&'.join(kept)}" if kept else "") + hash_mark + fragment
