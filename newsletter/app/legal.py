"""What the law asks of a publication: who sends it, and that no program reads private mail."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from newsletter.config import Settings
from newsletter.message import Message
from newsletter.model.address import EmailAddress

_OF_REGISTER = (
    r"(?:kvk|k\.v\.k\.?|kamer van koophandel|handelsregister|chamber of commerce|coc)"
    r"(?:nr|nummer|number)?(?![^\W\d_])"
)
_REGISTER = re.compile(rf"\b{_OF_REGISTER}", re.IGNORECASE)
_EIGHT_DIGITS = re.compile(r"(?<![\d+])\d{4}[ .]?\d{4}(?!\d)")
_POSTCODE = re.compile(r"\b\d{4} ?[A-Z]{2}\b")
_HOUSE_NUMBER = re.compile(r"[^\W\d_]{3,}\.? \d{1,5} ?[a-z]?\b|\b\d{1,5} [^\W\d_]{3,}")
# A PO box is no place of establishment (BW 3:15d), nor is the postcode that belongs to it.
_PO_BOX = re.compile(r"\b(?:postbus|p\.? ?o\.? ?box)\b", re.IGNORECASE)
_NO_STREET = re.compile(
    rf"@|://|\b(?:tel|telefoon|phone|btw|vat|iban|bank)\b|\b{_OF_REGISTER}", re.IGNORECASE
)
_YEAR = re.compile(
    r"\b(?:sinds|since|anno|vanaf|from|in|est\.?|established|founded|opgericht|copyright)"
    r"(?: (?:in|sinds|since))? (?:1[89]|20)\d\d\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;·|\n]")


def missing_in_contact(settings: Settings) -> Iterator[Message]:
    """Yield what Dutch law requires in the contact lines of an email, if it is missing.

    Empty contact lines are a separate finding.
    """
    contact = settings.publication.contact
    if not contact:
        return
    if not _names_address(contact):
        yield Message("contact-without-address")
    if _is_dutch(settings) and not _names_register_number(contact):
        yield Message("contact-without-number")


def _is_dutch(settings: Settings) -> bool:
    hosts = [urlsplit(settings.publication.base_url).hostname or ""]
    if settings.sender.address is not None:
        hosts.append(settings.sender.address.domain)
    if any(host.endswith(".nl") for host in hosts):
        return True
    is_belgian = any(host.endswith(".be") for host in hosts)
    return settings.publication.language == "nl" and not is_belgian


def _names_register_number(contact: tuple[str, ...]) -> bool:
    words = " ".join(contact)
    return bool(_REGISTER.search(words) and _EIGHT_DIGITS.search(words))


def _names_address(contact: tuple[str, ...]) -> bool:
    parts = [_YEAR.sub("", part) for line in contact for part in _PARTS.split(line)]
    has_box = any(map(_PO_BOX.search, parts))
    return any(
        _HOUSE_NUMBER.search(part) or (not has_box and _POSTCODE.search(part))
        for part in parts
        if not _NO_STREET.search(part) and not _PO_BOX.search(part)
    )


def private_letterbox(settings: Settings) -> Message | None:
    """Return a message if the letterbox would read the mailbox of readers' private answers.

    An IMAP folder other than the inbox is fine, because only moved mail is read there.
    """
    answers = settings.sender.reply_to or settings.sender.address
    if answers is None or not settings.letterbox.is_read:
        return None
    for key, is_private in _ways_in(settings, answers):
        if is_private:
            return Message("letterbox-private", key=key, address=str(answers))
    return None


def _ways_in(settings: Settings, answers: EmailAddress) -> Iterator[tuple[str, bool]]:
    box = settings.letterbox
    is_inbox = box.imap_folder.upper() == "INBOX"
    yield (
        "[letterbox] imap_user",
        bool(box.imap_host) and is_inbox and _is_account(box.imap_user, box.imap_host, answers),
    )
    yield (
        "[letterbox] maildir",
        box.maildir is not None and _is_maildir_of(box.maildir, answers),
    )
    yield "[sender] unsubscribe_mailbox", _is_same(settings.sender.unsubscribe_mailbox, answers)
    bounces = getattr(settings.provider_settings, "bounces", None)
    yield f"[provider.{settings.provider}] bounces", _is_same(bounces, answers)


def _is_account(user: str, host: str, answers: EmailAddress) -> bool:
    """Return whether an IMAP account is the mailbox of an address, by its full or short name."""
    if "@" in user:
        return user.strip().lower() == str(answers).lower()
    is_there = f".{host.lower()}".endswith(f".{answers.domain}")
    return is_there and user.strip().lower() == answers.local.lower()


def _is_maildir_of(folder: Path, answers: EmailAddress) -> bool:
    names = {part.lower() for part in folder.parts}
    return str(answers).lower() in names or {answers.local.lower(), answers.domain} <= names


def _is_same(mailbox: EmailAddress | str | None, answers: EmailAddress) -> bool:
    return bool(mailbox) and str(mailbox).lower() == str(answers).lower()
