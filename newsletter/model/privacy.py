"""What the privacy page says: who keeps which data, why, how long, and who else gets it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from newsletter.errors import ConfigError

# The European Union and the members of EFTA in the EEA Agreement (Iceland, Liechtenstein, Norway).
# fmt: off
_EEA: Final = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    "IS", "LI", "NO",
})
# fmt: on
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRecipient:
    """``[[privacy.recipients]]``: one table for each company that gets readers' data.

    Attributes:
        name: The company.
        task: What it does with the data, in the publication's language.
        country: Where it keeps the data: two letters (ISO 3166-1), such as ``NL`` or ``US``.
        safeguard: What protects the data outside the EEA, such as the EU-US Data
            Privacy Framework or standard contractual clauses (GDPR, articles 45
            and 46). ``doctor`` reports an error where it is missing.
    """

    name: str
    task: str
    country: str
    safeguard: str = ""

    def __post_init__(self) -> None:
        """Refuse a recipient that the page could not describe.

        Raises:
            ConfigError: The name or the task is empty, or the country is not two
                capital letters.
        """
        for key in ("name", "task"):
            if not getattr(self, key).strip():
                raise ConfigError("recipient-key-empty", key=key)
        if not _COUNTRY.fullmatch(self.country):
            raise ConfigError("recipient-country-malformed", text=self.country)

    @property
    def lacks_safeguard(self) -> bool:
        """Whether the data leaves the EEA and nothing is said to protect it there."""
        return self.country not in _EEA and not self.safeguard.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """Who keeps which data, why, where and how long. Unknown values are empty.

    Attributes:
        controller: Who decides about the data.
        contact: How to reach them about it.
        officer: The data protection officer, if there is one.
        recipients: The companies that get the data.
        authority: Where a reader may complain, and ``authority_url`` on the web.
        unconfirmed_kept: How long an unconfirmed request is kept.
        left_kept: How long the data is kept after unsubscribing.
        proof_kept: How long the proof of consent is kept after unsubscribing.
        copies_kept: Within which time erased data is gone from backups and from
            the company that sends the mails.
        letters_kept: How long mail stays that a person wrote to the address for
            unsubscribing, and reports that could not be read; ``None`` where no
            mailbox is read.
        asks_clear_moment: Whether issues end with a question that is counted.
    """

    controller: str
    contact: str
    officer: str
    recipients: tuple[DataRecipient, ...]
    authority: str
    authority_url: str
    unconfirmed_kept: timedelta
    left_kept: timedelta
    proof_kept: timedelta
    copies_kept: timedelta
    letters_kept: timedelta | None
    asks_clear_moment: bool
