"""The sender and pages in an edition, compared with the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from newsletter.message import Message
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.edition import OWN_ADDRESSES, Chunks, Edition, Field

# Reserved for documentation and testing: nobody owns them (RFC 2606 §2–3, RFC 6761 §6).
_RESERVED_DOMAINS = ("example.com", "example.net", "example.org")
_RESERVED_ENDINGS = ("example", "invalid", "localhost", "test")
# Resolved inside one network only (RFC 6762 §3, RFC 8375, ICANN resolution 2024.07.29.06).
_PRIVATE_ENDINGS = ("home.arpa", "internal", "lan", "local")
# Merge values of our own making; a name that a reader chose is never judged as a link.
_LINKS = (OWN_ADDRESSES - {"unsubscribe_mailbox"}) | {"action_url", "decide_url"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What decides where replies, unsubscribes and links of a mail arrive.

    Attributes:
        base_url: Where the pages are; empty where an edition does not say, as
            a notice does not.
        list_id: The List-Id without its phrase; empty as ``base_url`` is.
        leaves_by_mail: Whether List-Unsubscribe offers a ``mailto:``.
    """

    sender: Mailbox
    reply_to: EmailAddress
    base_url: str
    list_id: str
    leaves_by_mail: bool


def letterhead_of(edition: Edition) -> Letterhead:
    """Read an edition's letterhead from its own fields and headers."""
    headers = {name.lower(): value for name, value in edition.headers}
    archive = _words(headers.get("list-archive", ())).strip("<> ")
    list_id = _words(headers.get("list-id", ())).rpartition("<")[2].rstrip("> ")
    ways = headers.get("list-unsubscribe", ())
    return Letterhead(
        sender=edition.sender,
        reply_to=edition.reply_to,
        base_url=archive.removesuffix("/archive"),
        list_id=list_id,
        leaves_by_mail=any(
            isinstance(chunk, Field) and chunk.name == "unsubscribe_mailbox" for chunk in ways
        ),
    )


def differences(approved: Letterhead, now: Letterhead) -> tuple[Message, ...]:
    """Return why an edition may not be sent: replies or links would arrive elsewhere."""
    found = [
        *_header("From", str(approved.sender.address), str(now.sender.address)),
        *_header("Reply-To", str(approved.reply_to), str(now.reply_to)),
    ]
    if approved.base_url not in ("", now.base_url):
        found.append(Message("links-differ", approved=approved.base_url, now=now.base_url))
    found += _header("List-Id", approved.list_id or now.list_id, now.list_id)
    # the opposite does no harm: the reader still leaves by the link
    if approved.leaves_by_mail and not now.leaves_by_mail:
        found.append(Message("leaving-by-mail-differs"))
    return tuple(found)


def _header(name: str, approved: str, now: str) -> tuple[Message, ...]:
    if approved == now:
        return ()
    return (Message("header-differs", header=name, approved=approved, now=now),)


def placeholders(edition: Edition, values: Mapping[str, str]) -> tuple[Message, ...]:
    """Return the placeholders and local links in one reader's mail.

    Args:
        edition: What would be sent.
        values: The merge values of a recipient: their links begin with the base URL.
    """
    head = letterhead_of(edition)
    found = [
        Message("header-placeholder", header=name, value=str(address))
        for name, address in (("From", head.sender.address), ("Reply-To", head.reply_to))
        if is_reserved(address.domain)
    ]
    links = [head.base_url, *(values.get(name, "") for name in sorted(_LINKS))]
    bases = {_base(link): None for link in links if link}
    private = [base for base in bases if is_private_host(_host(base))]
    return (*found, *(Message("links-placeholder", value=base) for base in private))


def is_reserved(domain: str) -> bool:
    """Return whether a domain is reserved for examples and tests, so it gets no mail."""
    name = domain.rstrip(".").lower()
    return _ends_in(name, (*_RESERVED_DOMAINS, *_RESERVED_ENDINGS))


def is_private_host(host: str) -> bool:
    """Return whether readers cannot reach a host: loopback, private, or reserved."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        return not ip_address(name.partition("%")[0]).is_global
    except ValueError:
        return "." not in name or is_reserved(name) or _ends_in(name, _PRIVATE_ENDINGS)


def _ends_in(name: str, endings: tuple[str, ...]) -> bool:
    return any(name == ending or name.endswith(f".{ending}") for ending in endings)


def _words(chunks: Chunks) -> str:
    return "".join(chunk for chunk in chunks if isinstance(chunk, str))


def _base(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.scheme}://{parts.netloc}"


def _host(base: str) -> str:
    return urlsplit(base).hostname or ""
