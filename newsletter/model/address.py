"""Checked addresses and mailboxes."""

import re
from dataclasses import dataclass
from typing import Final

from newsletter.errors import BadAddress

_FORBIDDEN: Final = re.compile(r"[\r\n\0<>,]")  # would end or split a header field (RFC 5322 §3.4)


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
        if _FORBIDDEN.search(local + domain):
            raise BadAddress("address-forges-headers", text=f"{local}@{domain}")

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def normalised(self) -> str:
        """The form that makes two addresses one mailbox: case does not count, dots do."""
        return f"{self.local.casefold()}@{self.domain}"

    @property
    def masked(self) -> str:
        """Return the address as shown to anybody with the link: ``g…@example.nl``."""
        return f"{self.local[0]}…@{self.domain}"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name with an address, as in a From header (RFC 5322 §3.4)."""

    name: str
    address: EmailAddress
