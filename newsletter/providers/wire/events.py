"""Events of Brevo, Lettermint, Mailgun, Postmark and SendGrid, converted to reports.

Each provider's module passes on the events of verified calls.
"""

from collections.abc import Iterator

from newsletter.model.delivery import Listed, Report, ReportKind
from newsletter.providers.wire.answers import Json
from newsletter.providers.wire.webhooks import Event, moment, scalar

# Brevo

_BREVO = {
    "request": ReportKind.ACCEPTED,
    "delivered": ReportKind.DELIVERED,
    "hard_bounce": ReportKind.BOUNCED,
    "invalid_email": ReportKind.BOUNCED,
    "soft_bounce": ReportKind.DEFERRED,
    "deferred": ReportKind.DEFERRED,
    "blocked": ReportKind.REFUSED,
    "error": ReportKind.REFUSED,
    "spam": ReportKind.COMPLAINED,
    "complaint": ReportKind.COMPLAINED,
    "unsubscribed": ReportKind.UNSUBSCRIBED,
    "unsubscribe": ReportKind.UNSUBSCRIBED,  # the other name in their own examples
    "opened": ReportKind.OPENED,
    "unique_opened": ReportKind.OPENED,
    "proxy_open": ReportKind.OPENED,
    "unique_proxy_open": ReportKind.OPENED,
    "click": ReportKind.CLICKED,
}


def from_brevo(event: Event) -> Report:
    """Return the report for one event of Brevo."""
    name, address, mail = event.text("event"), event.text("email"), event.text("message-id")
    milliseconds = event.get("ts_epoch")
    is_number = isinstance(milliseconds, (int, float)) and not isinstance(milliseconds, bool)
    at = moment(milliseconds / 1000 if is_number else event.get("ts_event"))
    when = event.text("ts_epoch") or event.text("ts_event")
    return event.report(
        _BREVO[name],
        delivery_id=event.text("X-Mailin-custom"),
        address=address,
        provider_id=mail,
        at=at,
        detail=event.text("reason"),
        # its list has bounces, complaints, unsubscribes and addresses blocked by an admin
        listed=Listed.UNTOLD if name == "blocked" else None,
        replay_key=event.key_of(name, mail, address, when, event.text("link")),
    )


# Lettermint

_LETTERMINT = {
    "message.created": ReportKind.ACCEPTED,
    "message.sent": ReportKind.ACCEPTED,
    "message.delivered": ReportKind.DELIVERED,
    "message.auto_replied": ReportKind.DELIVERED,
    "message.hard_bounced": ReportKind.BOUNCED,
    "message.soft_bounced": ReportKind.DEFERRED,
    "message.spam_complaint": ReportKind.COMPLAINED,
    "message.failed": ReportKind.REFUSED,
    "message.suppressed": ReportKind.REFUSED,
    "message.policy_rejected": ReportKind.REFUSED,
    "message.unsubscribed": ReportKind.UNSUBSCRIBED,
    "message.opened": ReportKind.OPENED,
    "message.clicked": ReportKind.CLICKED,
}
# "API value" of the reasons (Suppressions, 29 June 2026); an event may word them otherwise
_LETTERMINT_SUPPRESSED = {
    "hard_bounce": Listed.BOUNCED,
    "spam_complaint": Listed.COMPLAINED,
    "unsubscribe": Listed.LEFT,
}


def from_lettermint(event: Event) -> Report:
    """Return the report for one event of Lettermint."""
    name, at = event.text("event"), event.text("timestamp") or event.text("created_at")
    reason = event.text("data", "reason")
    is_listed = name == "message.suppressed"
    return event.report(
        _LETTERMINT[name],
        delivery_id=event.text("data", "metadata", "delivery"),
        address=event.text("data", "recipient") or _first(event.get("data", "to")),
        provider_id=event.text("data", "message_id"),
        at=moment(at),
        detail=" ".join(word for word in (*_lettermint_response(event), reason) if word),
        listed=_LETTERMINT_SUPPRESSED.get(reason, Listed.UNTOLD) if is_listed else None,
        blames_us=name == "message.policy_rejected",
        replay_key=event.key_of(event.text("id") or f"{name} {at}"),
    )


def _lettermint_response(event: Event) -> Iterator[str]:
    for part in ("status_code", "enhanced_status_code", "content"):
        yield event.text("data", "response", part)


def _first(value: Json) -> str:
    return scalar(value[0]) if isinstance(value, list) and value else ""


# Mailgun

_MAILGUN = {
    "accepted": ReportKind.ACCEPTED,
    "delivered": ReportKind.DELIVERED,
    "rejected": ReportKind.REFUSED,
    "opened": ReportKind.OPENED,
    "clicked": ReportKind.CLICKED,
    "unsubscribed": ReportKind.UNSUBSCRIBED,
    "complained": ReportKind.COMPLAINED,
}
# "602 Too old": it gave up after eight hours of temporary failures, which are often those of a
# large host that slows everybody down (spamresource.com, December 2024)
_MAILGUN_EXPIRED = "old"
_MAILGUN_LISTED = {
    "suppress-unsubscribe": Listed.LEFT,
    "suppress-complaint": Listed.COMPLAINED,
    "suppress-bounce": Listed.BOUNCED,
}


def from_mailgun(event: Event) -> Report:
    """Return the report for one event of Mailgun."""
    kind = event.text("event")
    severity, reason = event.text("severity"), event.text("reason")
    is_listed = kind == "failed" and reason.startswith("suppress-")
    if is_listed:
        known = ReportKind.REFUSED
    elif kind == "failed":
        is_hard = severity == "permanent" and reason != _MAILGUN_EXPIRED
        known = ReportKind.BOUNCED if is_hard else ReportKind.DEFERRED
    else:
        known = _MAILGUN[kind]
    code = event.text("delivery-status", "code")
    words = event.text("delivery-status", "message") or event.text("delivery-status", "description")
    return event.report(
        known,
        delivery_id=event.text("user-variables", "delivery"),
        address=event.text("recipient"),
        provider_id=event.text("message", "headers", "message-id"),
        at=moment(event.get("timestamp")),
        detail=" ".join(part for part in (code, reason, words) if part),
        listed=_MAILGUN_LISTED.get(reason, Listed.UNTOLD) if is_listed else None,
        # the id is unique within a day only
        replay_key=event.key_of(event.text("id"), kind, event.text("timestamp")),
    )


# Postmark

_POSTMARK = {
    "Delivery": ReportKind.DELIVERED,
    "SpamComplaint": ReportKind.COMPLAINED,
    "Open": ReportKind.OPENED,
    "Click": ReportKind.CLICKED,
}
# types of bounces: postmarkapp.com/developer/api/bounce-api, autumn 2026
_POSTMARK_BOUNCES = {
    "HardBounce": ReportKind.BOUNCED,
    "BadEmailAddress": ReportKind.BOUNCED,
    "SoftBounce": ReportKind.DEFERRED,
    "Transient": ReportKind.DEFERRED,
    "DnsError": ReportKind.DEFERRED,
    "Unknown": ReportKind.DEFERRED,
    "ChallengeVerification": ReportKind.DEFERRED,
    "AutoResponder": ReportKind.DELIVERED,
    "AddressChange": ReportKind.DELIVERED,
    "SpamNotification": ReportKind.COMPLAINED,
    "SpamComplaint": ReportKind.COMPLAINED,
    "Unsubscribe": ReportKind.UNSUBSCRIBED,
    "Subscribe": ReportKind.RESUBSCRIBED,
    "Blocked": ReportKind.REFUSED,
    "DMARCPolicy": ReportKind.REFUSED,
    "ManuallyDeactivated": ReportKind.REFUSED,
    "VirusNotification": ReportKind.REFUSED,
    "Unconfirmed": ReportKind.REFUSED,
    "SMTPApiError": ReportKind.REFUSED,
    "TemplateRenderingFailed": ReportKind.REFUSED,
}
_POSTMARK_OURS = frozenset(
    {"Blocked", "DMARCPolicy", "VirusNotification", "SMTPApiError", "TemplateRenderingFailed"}
)
_POSTMARK_SUPPRESSED = {
    "ManualSuppression": ReportKind.UNSUBSCRIBED,
    "HardBounce": ReportKind.BOUNCED,
    "SpamComplaint": ReportKind.COMPLAINED,
}


def _postmark_kind(event: Event) -> ReportKind:
    record = event.text("RecordType")
    if record == "Bounce":
        return _POSTMARK_BOUNCES[event.text("Type")]
    if record == "SubscriptionChange":
        suppressed = event.get("SuppressSending")
        reason = event.text("SuppressionReason")
        return _POSTMARK_SUPPRESSED[reason] if suppressed is True else ReportKind.RESUBSCRIBED
    return _POSTMARK[record]


def from_postmark(event: Event) -> Report:
    """Return the report for one event of Postmark."""
    words = (event.text(name) for name in ("Type", "Description", "Details"))
    times = ("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")
    at = next((event.text(name) for name in times if event.text(name)), "")
    address = event.text("Recipient") or event.text("Email")
    identity = (event.text("RecordType"), event.text("MessageID"), address, at)
    return event.report(
        _postmark_kind(event),
        delivery_id=event.text("Metadata", "delivery"),
        address=address,
        provider_id=event.text("MessageID"),
        at=moment(at),
        detail=" ".join(word for word in words if word),
        listed=Listed.UNTOLD if event.text("Type") == "ManuallyDeactivated" else None,
        blames_us=event.text("Type") in _POSTMARK_OURS,
        replay_key=event.key_of(*identity, event.text("OriginalLink")),
    )


# SendGrid

# long, because it shares a namespace with the names of the events themselves
SENDGRID_DELIVERY = "newsletter_delivery"

_SENDGRID = {
    "processed": ReportKind.ACCEPTED,
    "deferred": ReportKind.DEFERRED,
    "delivered": ReportKind.DELIVERED,
    "dropped": ReportKind.REFUSED,
    "open": ReportKind.OPENED,
    "click": ReportKind.CLICKED,
    "spamreport": ReportKind.COMPLAINED,
    "unsubscribe": ReportKind.UNSUBSCRIBED,
    "group_unsubscribe": ReportKind.UNSUBSCRIBED,
    "group_resubscribe": ReportKind.RESUBSCRIBED,
}
_SENDGRID_BOUNCES = {"bounce": ReportKind.BOUNCED, "blocked": ReportKind.DEFERRED}
# reasons of "dropped", in lower case (Event Webhook reference, 2026)
_SENDGRID_LISTED = {
    "unsubscribed address": Listed.LEFT,
    "spam reporting address": Listed.COMPLAINED,
    "bounced address": Listed.BOUNCED,
}
_SENDGRID_OURS = ("spam content", "invalid smtpapi header", "recipient list over package quota")


def from_sendgrid(event: Event) -> Report:
    """Return the report for one event of SendGrid."""
    name = event.text("event")
    kind = _SENDGRID_BOUNCES[event.text("type") or name] if name == "bounce" else _SENDGRID[name]
    words = (event.text(part) for part in ("status", "reason", "response"))
    at = event.text("timestamp")
    identity = event.text("sg_event_id")
    reason = event.text("reason").lower() if name == "dropped" else ""
    address = event.text("email")
    return event.report(
        kind,
        delivery_id=event.text(SENDGRID_DELIVERY),
        address=address,
        # the id that the send call returned is the part before the first dot
        provider_id=event.text("sg_message_id").partition(".")[0],
        at=moment(event.get("timestamp")),
        detail=" ".join(word for word in words if word),
        listed=_SENDGRID_LISTED.get(reason),
        blames_us=reason.startswith(_SENDGRID_OURS),
        replay_key=event.key_of(identity or f"{name} {address} {at}"),
    )
