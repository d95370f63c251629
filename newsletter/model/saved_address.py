"""Addresses that an owner keeps for tests of issues."""

from dataclasses import dataclass
from datetime import datetime

from newsletter.model.address import EmailAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAddress:
    """An address that tests of issues go to, once its holder has confirmed it.

    Attributes:
        expires_at: Until when its link can confirm it.
        confirmed_at: When its holder confirmed it; ``None``: nothing is sent there yet.
    """

    id: int
    address: EmailAddress
    expires_at: datetime
    confirmed_at: datetime | None = None

    def can_be_confirmed(self, now: datetime) -> bool:
        """Return whether its link can still confirm it."""
        return self.confirmed_at is None and now < self.expires_at
