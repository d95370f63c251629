"""Rules about consent: wording, statements, sensitive tags and suppressions."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final, assert_never

from newsletter.audience.settings import PrivacySettings, ReaderSettings
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Consent, Standing, Subscriber, Suppression, SuppressionReason
from newsletter.model.privacy import PrivacyNotice
from newsletter.model.sign_up import ConsentWording
from newsletter.text.vocabulary.phrases import health_word

_FEWEST_WORDS: Final = 3  # of a statement; "ok" and "yes" prove nothing
_OCTET: Final = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4: Final = re.compile(rf"({_OCTET}\.{_OCTET}\.{_OCTET})\.{_OCTET}")

_OURS: Final = {
    "nl": "Ja, stuur mij {publication} per e-mail, ongeveer één keer per week. Ik kan me altijd weer afmelden.",
    "en": "Yes, send me {publication} by e-mail, about once a week. I can unsubscribe at any time.",
}


def wording(publication: str, language: str, own: Mapping[str, str]) -> ConsentWording:
    """Return the owner's wording in this language, else ours, else the English one."""
    words = own.get(language) or _OURS.get(language) or own.get("en") or _OURS["en"]
    text = words.replace("{publication}", publication)
    return ConsentWording(text, hashlib.sha256(text.encode()).hexdigest()[:8])


def statement_of_consent(text: str) -> str:
    """Return an editor's statement of how people agreed, on one line.

    Raises:
        DeskError: There is none, or it is too short to prove anything.
    """
    statement = " ".join(text.split())
    if not statement:
        raise DeskError("consent-statement-missing")
    if len(statement.split()) < _FEWEST_WORDS:
        raise DeskError("consent-statement-short", statement=statement)
    return statement


def truncated(address: str) -> str:
    """Return the network of an address: /24 for IPv4, /48 for IPv6, or an empty text.

    An IPv4-mapped IPv6 address (``::ffff:192.0.2.1``) is truncated as IPv4.
    """
    if not address:
        return ""
    bare = address.strip().partition("%")[0]
    if (usual := _IPV4.fullmatch(bare)) is not None:  # a million, in a tenth of the time
        return f"{usual[1]}.0/24"
    try:
        found = ip_address(bare)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def warning(tag: str) -> Message | None:
    """Return what to consider before creating this tag, or ``None`` if nothing."""
    return Message("tag-tells-of-health", tag=tag) if health_word(tag) else None


def refusal_to_lift(found: Suppression | None, reason: str) -> Message | None:
    """Return why an editor may not lift a suppression, or ``None`` if they may.

    Only readers themselves can undo their own decision, by signing up.
    """
    if found is None:
        return Message("suppression-missing")
    match found.reason:
        case SuppressionReason.COMPLAINED:
            return Message("suppression-after-complaint")
        case SuppressionReason.LEFT | SuppressionReason.ERASED:
            return Message("suppression-after-leaving")
        case (
            SuppressionReason.BOUNCED
            | SuppressionReason.SOFT_BOUNCES
            | SuppressionReason.MANUAL
            | SuppressionReason.PROVIDERS_LIST
        ):
            return None if reason.strip() else Message("lift-needs-reason")
        case _:
            assert_never(found.reason)


_URL: Final = re.compile(r"https?://\S+")


def notice(
    privacy: PrivacySettings,
    readers: ReaderSettings,
    *,
    controller: str = "",
    contact: str = "",
    letters_kept: timedelta | None = None,
) -> PrivacyNotice:
    """Return the contents of the privacy page.

    Args:
        privacy: The owner's own words.
        readers: How long everything is kept.
        controller: The footer's lines, for when the owner names nobody.
        contact: The Reply-To, for when the owner gives no contact.
        letters_kept: How long letters to the unsubscribe mailbox are kept, if one is read.
    """
    url = _URL.search(privacy.authority)
    return PrivacyNotice(
        controller=privacy.controller or controller,
        contact=privacy.contact or contact,
        officer=privacy.officer,
        recipients=privacy.recipients,
        authority=_URL.sub("", privacy.authority).strip(" ,;"),
        authority_url=url[0] if url else "",
        unconfirmed_kept=readers.forget_unconfirmed_after,
        left_kept=readers.forget_left_after,
        proof_kept=readers.keep_proof_for,
        copies_kept=privacy.copies_gone_within,
        letters_kept=letters_kept,
        asks_clear_moment=readers.ask_clear_moment,
    )


def missing(privacy: PrivacySettings, *, is_public: bool) -> tuple[Message, ...]:
    """Return what the law requires on the privacy page and the settings lack."""
    if not is_public:
        return ()
    wanted = (
        (privacy.controller, Message("privacy-controller-missing")),
        (privacy.recipients, Message("privacy-recipients-missing")),
    )
    return tuple(message for value, message in wanted if not value)


def unprotected(privacy: PrivacySettings) -> tuple[Message, ...]:
    """Return the recipients outside the EEA without a safeguard (GDPR, article 13(1)(f))."""
    return tuple(
        Message("privacy-safeguard-missing", name=recipient.name, country=recipient.country)
        for recipient in privacy.recipients
        if recipient.lacks_safeguard
    )


# Consents that readers gave here themselves, or to the editor in person.
_OWN_YES: Final = frozenset({"confirmed", "returned", "returned elsewhere", "added by the editor"})


class Verdict(Enum):
    """What an imported "unsubscribed", "bounced" or "complained" means here."""

    KEPT_OUT = "kept out"  # not a reader now, and no import brings them in
    LEAVES = "leaves"  # a reader until now
    STAYS = "stays"  # consented here since, or may still do so


def verdict(
    reader: Subscriber | None,
    consents: Sequence[Consent],
    reason: SuppressionReason,
    *,
    at: datetime | None,
    is_suppressed: bool = False,
) -> Verdict:
    """Decide whether to follow another tool's list that bars a reader.

    The list is followed if the reader's consent came from an import only, or is older
    than the date in the list. A later consent of their own takes precedence.

    Args:
        reader: The subscriber with this address; ``None`` if there is none.
        consents: Their consents on record.
        reason: What the list says about them.
        at: When it happened; ``None`` if the list does not say.
        is_suppressed: Whether the address is suppressed already.
    """
    if reader is None:
        return Verdict.KEPT_OUT
    match reader.standing:
        case Standing.UNSUBSCRIBED:
            return Verdict.KEPT_OUT
        case Standing.PENDING:
            # their confirmation would end "left" and "complained", but never a bounce
            bounced = reason is SuppressionReason.BOUNCED
            return Verdict.STAYS if bounced else Verdict.KEPT_OUT
        case Standing.CONFIRMED:
            agreed_at = max((one.at for one in consents if one.kind in _OWN_YES), default=None)
            if agreed_at is not None and (at is None or at <= agreed_at):
                return Verdict.STAYS
            return Verdict.KEPT_OUT if is_suppressed else Verdict.LEAVES
        case _:
            assert_never(reader.standing)
