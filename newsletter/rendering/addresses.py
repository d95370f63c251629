"""Web addresses as they may stand in a mail: encoded, and of a kind that does no harm."""

from urllib.parse import quote, urlsplit, urlunsplit

from newsletter.errors import AuthorError
from newsletter.rendering.sentinels import clean

_KINDS = frozenset({"http", "https", "mailto", "tel", ""})
_STAYS = "%/:?#[]@!$&'()*+,;=~-._"  # what has a meaning of its own (RFC 3986 §2.2, §2.3)


def written(url: str) -> str:
    """An address as it is written in HTML and text alike: ASCII, without white space.

    Raises:
        AuthorError: If it is no address, or of a kind that runs a script or
            reads a file.
    """
    bare = "".join(clean(url).split("\n")).strip()
    try:
        parts = urlsplit(bare)
        host = parts.hostname or ""
    except ValueError as error:
        raise AuthorError(f"{bare!r} is no web address: {error}") from error
    if parts.scheme.lower() not in _KINDS:
        raise AuthorError(
            f"{bare!r} is not an address that a mail may carry; write https://… or mailto:…"
        )
    if host and not host.isascii():
        bare = urlunsplit(parts._replace(netloc=parts.netloc.replace(host, ascii_host(host))))
    return quote(bare, safe=_STAYS)


def ascii_host(host: str) -> str:
    """A host name as the mail and name systems write it (IDNA 2008, RFC 5891).

    Raises:
        AuthorError: If no such name can exist.
    """
    if host.isascii():
        return host
    import idna  # 40 ms to import, and few hosts need it

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise AuthorError(f"{host!r} is no host name: {error}") from error
