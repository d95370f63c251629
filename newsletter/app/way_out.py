"""What must be settled before mail may leave this machine."""

from urllib.parse import urlsplit

from newsletter.app.parts import Container
from newsletter.errors import ConfigError
from newsletter.model.letterhead import is_private_host, is_reserved

_NO_REPLY = ("noreply", "no-reply", "no_reply", "donotreply", "do-not-reply")
# Mailboxes that everybody shares: their DMARC policies refuse mail that others send in their name.
_SHARED_DOMAINS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.nl",
        "live.nl",
        "live.com",
        "yahoo.com",
        "icloud.com",
        "ziggo.nl",
        "kpnmail.nl",
    }
)


def problems(parts: Container, *, refuse: bool = False) -> tuple[str, ...]:
    """Everything that stands between an issue and real readers; nothing where mail stays here.

    Args:
        parts: The publication.
        refuse: Raise instead of returning.

    Raises:
        ConfigError: With all of them, where ``refuse`` is set.
    """
    if parts.stays_here:
        return ()
    found = unsettled(parts)
    if refuse and found:
        raise ConfigError(*found)
    return found


def unsettled(parts: Container) -> tuple[str, ...]:
    """What must still be settled before mail can leave, also where it stays here for now."""
    return (*_about_the_pages(parts), *_about_the_sender(parts))


def peculiarities(parts: Container) -> tuple[str, ...]:
    """What the chosen provider does its own way, for whoever wonders about a header (in Dutch)."""
    can = parts.provider.capabilities
    if not can.forbidden_headers:
        return can.peculiarities
    names = ", ".join(sorted(can.forbidden_headers))
    told = f"deze kopregels neemt {parts.provider.name} niet aan; de mails gaan zonder: {names}"
    return (*can.peculiarities, told)


def _about_the_pages(parts: Container) -> tuple[str, ...]:
    publication = parts.settings.publication
    found = []
    host = urlsplit(publication.base_url).hostname or ""
    if not publication.is_public or is_private_host(host):
        found.append(
            f"base_url is {publication.base_url}: readers cannot leave there; set it to the public https address of the pages"
        )
    if publication.secret is None:
        found.append(
            "NEWSLETTER_SECRET is not set: links in mails cannot be signed for good; put 32 random characters into .env"
        )
    if not publication.contact:
        found.append(
            'contact is empty: the law asks who sends this and how to reach them; set contact = ["Name", "Street 1, Town"]'
        )
    return tuple(found)


def _about_the_sender(parts: Container) -> tuple[str, ...]:
    sender = parts.settings.sender
    found = []
    if not sender.name:
        found.append("[sender] name is empty: readers open mail from a name they know; set yours")
    if sender.address is None:
        found.append("[sender] address is not set; take one on a domain of your own")
    elif sender.address.domain in _SHARED_DOMAINS or is_reserved(sender.address.domain):
        found.append(
            f"[sender] address is at {sender.address.domain}, where nobody else may send; take one on a domain of your own"
        )
    if sender.reply_to is None:
        found.append(
            "[sender] reply_to is not set: readers answer these letters; set an address that you read"
        )
    elif sender.reply_to.local.lower() in _NO_REPLY:
        found.append(
            f"[sender] reply_to is {sender.reply_to}: readers' answers would be lost; set an address that you read"
        )
    return tuple(found)
