"""Addresses in an article: only those that a mail may carry."""

from urllib.parse import urljoin, urlsplit

_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_LONGEST = 2000  # characters; browsers refuse longer ones


def absolute(address: str, page: str | None) -> str | None:
    """The address in full, taken from the page's own; ``None`` if it leads nowhere.

    What is relative without a page, and ``javascript:`` and its like, lead nowhere.
    """
    bare = "".join(address.split())
    try:
        full = urljoin(page, bare) if page else bare
        parts = urlsplit(full)
    except ValueError:
        return None  # such as a bracket without its pair
    if parts.scheme not in _SCHEMES or len(full) > _LONGEST:
        return None
    return full if parts.netloc or parts.scheme in ("mailto", "tel") else None
