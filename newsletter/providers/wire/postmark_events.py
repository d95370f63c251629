"""What Postmark reports, in our words; ``postmark`` gives it the events it has proved.

Types of bounces: postmarkapp.com/developer/api/bounce-api, autumn 2026.
"""

from newsletter.model.delivery import Listed, Report, ReportKind
from newsletter.providers.wire.webhooks import Event, moment

_KINDS = {
    "Delivery": ReportKind.DELIVERED,
    "SpamComplaint": ReportKind.COMPLAINED,
    "Open": ReportKind.OPENED,
    "Click": ReportKind.CLICKED,
}
_BOUNCES = {
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
_OURS = frozenset(
    {"Blocked", "DMARCPolicy", "VirusNotification", "SMTPApiError", "TemplateRenderingFailed"}
)
_SUPPRESSED = {
    "ManualSuppression": ReportKind.UNSUBSCRIBED,
    "HardBounce": ReportKind.BOUNCED,
    "SpamComplaint": ReportKind.COMPLAINED,
}


def _kind(event: Event) -> ReportKind:
    record = event.text("RecordType")
    if record == "Bounce":
        return _BOUNCES[event.text("Type")]
    if record == "SubscriptionChange":
        suppressed = event.get("SuppressSending")
        reason = event.text("SuppressionReason")
        return _SUPPRESSED[reason] if suppressed is True else ReportKind.RESUBSCRIBED
    return _KINDS[record]


def report(event: Event) -> Report:
    """One event, in our words."""
    words = (event.text(name) for name in ("Type", "Description", "Details"))
    times = ("DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")
    at = next((event.text(name) for name in times if event.text(name)), "")
    address = event.text("Recipient") or event.text("Email")
    told = (event.text("RecordType"), event.text("MessageID"), address, at)
    return event.report(
        _kind(event),
        delivery_id=event.text("Metadata", "delivery"),
        address=address,
        provider_id=event.text("MessageID"),
        at=moment(at),
        detail=" ".join(word for word in words if word),
        listed=Listed.UNTOLD if event.text("Type") == "ManuallyDeactivated" else None,
        blames_us=event.text("Type") in _OURS,
        replay_key=event.key_of(*told, event.text("OriginalLink")),
    )
