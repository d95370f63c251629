"""The only gate for email addresses: typed text becomes an ``EmailAddress``."""

import re
from functools import cache, lru_cache
from typing import Final

from newsletter.errors import BadAddress, ForeignLetters
from newsletter.message import Message
from newsletter.model.address import EmailAddress

_LONGEST: Final = 254  # octets of a whole address (RFC 5321 §4.5.3.1.3 less the angle brackets)
_LONGEST_LOCAL: Final = 64  # octets (RFC 5321 §4.5.3.1.1)
_LONGEST_TEXT: Final = 1000  # nobody types more, and a megabyte must not be normalised first
# Letters, digits and the few signs of everyday addresses. The library judges everything else.
_PLAIN_LOCAL: Final = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_ASCII_DOMAIN: Final = re.compile(r"[A-Za-z0-9.-]{1,253}")
# Labels of letters, digits and single hyphens (RFC 1123 §2.1), the last of which ends with a
# letter. No label is one of IDNA's then: these have two hyphens (RFC 5891 §4.2.3.1).
_PLAIN_DOMAIN: Final = re.compile(
    r"(?!.*--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z0-9][a-z0-9-]{0,61})?[a-z]"
)


def parse(text: str, *, unicode_local: bool = False) -> EmailAddress:
    """Parse an address as a person typed it. Spaces around it do not count.

    The domain is returned in the form used on the wire (IDNA 2008, lower case), so
    that ``faß.de`` is kept. Whether a domain accepts mail is not checked.

    Args:
        text: One address, without a display name.
        unicode_local: Allow letters outside ASCII before the @ (RFC 6531),
            where the provider can carry them.

    Raises:
        ForeignLetters: Only the part before the @ is beyond the provider.
        BadAddress: It is not an address, is longer than RFC 5321 allows, is of
            a domain that cannot receive mail, or holds a control character.
    """
    return everyday(text.strip(" ")) or _judged(text, unicode_local=unicode_local)


def everyday(text: str) -> EmailAddress | None:
    """Return the address that the library would return, if it has only everyday signs.

    ``None`` leaves it to the library, which takes thirty times as long: nearly all of a million
    addresses are judged here.
    """
    local, at, domain = text.rpartition("@")
    if not (at and _PLAIN_LOCAL.fullmatch(local) and _ASCII_DOMAIN.fullmatch(domain)):
        return None
    checked = _checked_domain(domain)
    if checked is None or len(local) > _LONGEST_LOCAL or len(local) + len(checked) >= _LONGEST:
        return None  # the library has the message
    if not local.islower() and local.lower() in _mailboxes_in_lower_case():
        return None
    return EmailAddress(local, checked)


@lru_cache(maxsize=65_536)
def _checked_domain(domain: str) -> str | None:
    """Return the library's verdict on one domain. A million readers share few of them."""
    plain = domain.lower()
    if _PLAIN_DOMAIN.fullmatch(plain) and not f".{plain}".endswith(_special_use_domains()):
        return plain
    try:
        return _judged(f"a@{domain}", unicode_local=False).domain
    except BadAddress:
        return None


@cache
def _special_use_domains() -> tuple[str, ...]:
    """Return the library's list of domains without mail, such as ``.test``, each with a dot before."""
    from email_validator import SPECIAL_USE_DOMAIN_NAMES

    return tuple(f".{name}" for name in SPECIAL_USE_DOMAIN_NAMES)


@cache
def _mailboxes_in_lower_case() -> frozenset[str]:
    """Return the local parts that the library writes in lower case, such as ``Info`` (RFC 2142)."""
    from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

    return frozenset(CASE_INSENSITIVE_MAILBOX_NAMES)


def _judged(text: str, *, unicode_local: bool) -> EmailAddress:
    if len(text) > _LONGEST_TEXT:
        raise BadAddress("address-far-too-long")
    if any(sign in text for sign in "\r\n\0"):
        raise BadAddress("address-with-line-end", text=text)
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(
            text.strip(" "),
            check_deliverability=False,
            strict=True,  # otherwise a local part of 65 octets would pass
            allow_smtputf8=True,
            allow_quoted_local=False,
            allow_domain_literal=False,
        )
    except EmailNotValidError as error:
        # the library's message is in English, and for programs only
        raise BadAddress(
            "address-unusable", text=text, fault=_fault_of(text.strip(" ")), reason=str(error)
        ) from error
    if len(valid.local_part.encode()) > _LONGEST_LOCAL:
        raise BadAddress("address-local-too-long", text=text)
    if not (unicode_local or valid.local_part.isascii()):
        raise ForeignLetters("address-with-foreign-letters", text=text)
    return EmailAddress(valid.local_part, valid.ascii_domain.lower())


def _fault_of(text: str) -> Message:
    """Return what is wrong with a text that is no address, judging by its form."""
    local, at, domain = text.rpartition("@")
    if not at:
        return Message("address-fault-no-at")
    if "@" in local:
        return Message("address-fault-second-at")
    if not local:
        return Message("address-fault-nothing-before")
    if not domain:
        return Message("address-fault-nothing-after")
    if any(sign.isspace() for sign in text):
        return Message("address-fault-space")
    if any(part.startswith(".") or part.endswith(".") or ".." in part for part in (local, domain)):
        return Message("address-fault-dots")
    if _PLAIN_LOCAL.fullmatch(local) and len(local) <= _LONGEST_LOCAL:
        return Message("address-fault-domain", domain=domain)
    return Message("address-fault-other")
