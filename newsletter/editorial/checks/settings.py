"""How strict the checks are, and which mail programs the readers use."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from newsletter.errors import ConfigError

# Rounded shares of opened mail by program, for a general Western European audience. A publication
# that knows its readers can set its own; only the proportions count.
USUAL_CLIENTS: Mapping[str, float] = MappingProxyType(
    {
        "apple-mail.ios": 36,
        "apple-mail.macos": 10,
        "gmail.desktop-webmail": 12,
        "gmail.android": 12,
        "gmail.ios": 5,
        "outlook.windows": 8,
        "outlook.outlook-com": 8,
        "yahoo.desktop-webmail": 2,
        "yahoo.ios": 1,
        "yahoo.android": 1,
        "samsung-email.android": 4,
        "thunderbird.macos": 1,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """The limits from which the checks report something.

    Attributes:
        clients: Mail programs as caniemail names them (``outlook.windows``), each with
            its weight among the readers; only the proportions count.
        report_from_share: The share of the readers, 0–1, from which a feature that their
            programs lack is reported.
        subject_length: The longest subject in characters.
        preheader_shortest: The shortest preheader in characters; less, and mail
            programs fill the line with the first words of the letter.
        preheader_longest: The longest preheader in characters.
        spam_hint: SpamAssassin's points above which it is reported; its credit of one
            point for mailing lists is not counted.
        spamassassin: The program that is asked for points; empty: nobody is asked.
        spam_limit: Points from which most filters call it spam; stops an approval.
    """

    clients: Mapping[str, float] = field(default_factory=lambda: USUAL_CLIENTS)
    report_from_share: float = 0.01
    subject_length: int = 60
    preheader_shortest: int = 40
    preheader_longest: int = 110
    spamassassin: str = "spamassassin"
    spam_hint: float = 1.0
    spam_limit: float = 5.0

    def __post_init__(self) -> None:
        """Refuse what would silence a check; the message names the key."""
        for client, weight in self.clients.items():
            if not (math.isfinite(weight) and weight >= 0):
                raise ConfigError("client-weight-negative", client=client)
        if not any(self.clients.values()):
            raise ConfigError("client-weights-all-zero")
        if not 0 <= self.report_from_share <= 1:
            raise ConfigError("report-from-share-out-of-range")
        if not 0 < self.preheader_shortest <= self.preheader_longest:
            raise ConfigError("preheader-limits-crossed")
        if self.subject_length < 1:
            raise ConfigError("subject-length-not-positive")
        if not self.spam_hint <= self.spam_limit:
            raise ConfigError("spam-limits-crossed")
