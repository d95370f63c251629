"""Checked addresses and mailboxes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import contains

from newsletter.errors import BadAddress

_FORBIDDEN = "\r\n\0<>,"  # would end or split a header field (RFC 5322 §3.4)
# Gmail does without dots: support.google.com/mail/answer/7436150, as read in 2026.
_DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "googlemail.com"})  # two names of one domain
_forbidden_in = re.compile(f"[{_FORBIDDEN}]").search


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """One mailbox that we may write to, already parsed by ``audience.addresses.parse``.

    The domain is lower-case. The local part keeps its case, because only the
    receiving host may interpret it (RFC 5321 §2.3.11).
    """

    local: str
    domain: str

    def __post_init__(self) -> None:
        """Refuse what no gate should have let through: it would forge headers."""
        local, domain = self.local, self.domain
        if not local or not domain:
            raise BadAddress("address-incomplete")
        if _forbidden_in(local) or _forbidden_in(domain):
            raise BadAddress("address-forges-headers", text=f"{local}@{domain}")

    @staticmethod
    def check_all(kept: Sequence[str]) -> None:
        """Check many addresses that are kept as texts, without making any.

        Raises:
            BadAddress: One of them is not fit, as if each were made alone.
        """
        together = "".join(kept)
        if any(sign in together for sign in _FORBIDDEN):
            raise BadAddress("address-forges-headers", text=next(filter(_forbidden_in, kept)))
        lines = "\n".join(("", *kept, ""))  # an address has no line end
        if "@\n" in lines or not all(map(contains, kept, repeat("@"))) or "\n@" in lines:
            for one in kept:
                local, _, domain = one.rpartition("@")
                if not local or not domain:
                    raise BadAddress("address-incomplete")

    @classmethod
    def read_all(cls, kept: Sequence[str]) -> "list[EmailAddress]":
        """Return many addresses that are kept as texts, in a third of the time.

        They are checked together, and made without ``__init__``, slot by slot.

        Raises:
            BadAddress: One of them is not fit, as if each were made alone.
        """
        cls.check_all(kept)
        new = object.__new__
        put_local, put_domain = (cls.__dict__[name].__set__ for name in ("local", "domain"))
        read = []
        for text in kept:
            local, _, domain = text.rpartition("@")
            address = new(cls)
            put_local(address, local)
            put_domain(address, domain)
            read.append(address)
        return read

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def normalised(self) -> str:
        """The form that makes two addresses one mailbox: case does not count, dots do."""
        return f"{self.local.casefold()}@{self.domain}"

    @property
    def inbox(self) -> str:
        """The form under which limits count: all addresses of it reach one person.

        What follows a plus sign is for the owner to choose (RFC 5233), and so are Gmail's dots.
        """
        local = self.local.casefold()
        kept = local.partition("+")[0] or local
        if self.domain in _DOTS_DO_NOT_COUNT:
            return f"{kept.replace('.', '') or kept}@gmail.com"
        return f"{kept}@{self.domain}"

    @property
    def masked(self) -> str:
        """Return the address as shown to anybody with the link: ``g…@example.nl``."""
        return f"{self.local[0]}…@{self.domain}"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name with an address, as in a From header (RFC 5322 §3.4)."""

    name: str
    address: EmailAddress
