"""The privacy page's facts, from the settings."""

import re
from datetime import timedelta
from typing import Final

from newsletter.audience.settings import PrivacySettings, ReaderSettings
from newsletter.model.privacy import PrivacyNotice

_URL: Final = re.compile(r"https?://\S+")


def notice(
    privacy: PrivacySettings,
    readers: ReaderSettings,
    *,
    controller: str = "",
    contact: str = "",
    letters_kept: timedelta | None = None,
) -> PrivacyNotice:
    """What the page says.

    Args:
        privacy: The owner's own words.
        readers: How long everything is kept.
        controller: Who it is where the owner said nothing: the footer's lines.
        contact: The Reply-To, where the owner said nothing.
        letters_kept: How long letters to the mailbox for leaving stay, where one is read.
    """
    url = _URL.search(privacy.authority)
    return PrivacyNotice(
        controller=privacy.controller or controller,
        contact=privacy.contact or contact,
        officer=privacy.officer,
        provider=privacy.provider,
        provider_country=privacy.provider_country,
        host=privacy.host,
        authority=_URL.sub("", privacy.authority).strip(" ,;"),
        authority_url=url[0] if url else "",
        unconfirmed_kept=readers.forget_unconfirmed_after,
        left_kept=readers.forget_left_after,
        proof_kept=readers.keep_proof_for,
        letters_kept=letters_kept,
        asks_clear_moment=readers.ask_clear_moment,
    )


def missing(privacy: PrivacySettings, *, is_public: bool) -> tuple[str, ...]:
    """What the law wants on the page and the settings do not say, for ``doctor``."""
    if not is_public:
        return ()
    wanted = {
        "controller": "who decides about readers' data (name and place)",
        "provider": "which company sends the mails",
        "provider_country": "in which country that company keeps them",
    }
    return tuple(
        f"[privacy] {key} is empty: say {what}; GDPR article 13 asks for it"
        for key, what in wanted.items()
        if not getattr(privacy, key)
    )
