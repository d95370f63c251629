"""What a privacy page must say (GDPR article 13), as facts."""

from dataclasses import dataclass
from datetime import timedelta

LETTERS_KEPT = timedelta(days=30)  # what came back in words, or could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """Who keeps what, why, where and how long; what is not known is empty and left out.

    Attributes:
        controller: Who decides about the data.
        contact: How to reach them about it.
        officer: The data protection officer, if there is one.
        provider: The company that sends the mails, and ``provider_country`` where.
        host: The company on whose machine the addresses are kept.
        authority: Where a reader may complain, and ``authority_url`` on the web.
        letters_kept: How long mail stays that a person wrote to the address for
            leaving, and reports that could not be read; ``None`` where no mailbox
            is read.
        asks_clear_moment: Whether issues end with a question that is counted.
    """

    controller: str
    contact: str
    officer: str
    provider: str
    provider_country: str
    host: str
    authority: str
    authority_url: str
    unconfirmed_kept: timedelta
    left_kept: timedelta
    proof_kept: timedelta
    letters_kept: timedelta | None
    asks_clear_moment: bool
