"""Where a link of a page's furniture leads: to share, to sign up, to sign in."""

from urllib.parse import SplitResult, parse_qs, urlsplit

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
    """Whether a link sends the page on: to a social site, or by an email to nobody yet."""
    parts = _split(address)
    if parts is None:
        return False
    if parts.scheme == "mailto":
        return not parts.path and bool(parts.query)
    if "share" in parse_qs(parts.query).get("action", ()) or "share" in parse_qs(parts.query):
        return True
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return any(
        (host == site or host.endswith(f".{site}")) and parts.path.casefold().startswith(paths)
        for site, paths in _SHARING.items()
    )


def is_sign_up(address: str) -> bool:
    """Whether a link leads to a page for signing up to a newsletter."""
    return _last_part(address) in _SIGN_UP


def is_sign_in(address: str) -> bool:
    """Whether a link leads to a page for signing in."""
    return _last_part(address) in _SIGN_IN


def _last_part(address: str) -> str:
    parts = _split(address)
    return parts.path.rstrip("/").rpartition("/")[2].casefold() if parts else ""


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address.strip())
    except ValueError:
        return None  # such as a bracket without its pair
