"""What SendGrid reports, in our words; ``sendgrid`` gives it the events it has proved."""

from newsletter.model.delivery import Listed, Report, ReportKind
from newsletter.providers.wire.webhooks import Event, moment

DELIVERY = "newsletter_delivery"  # shares a namespace with the events' own names, hence so long

_KINDS = {
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
_BOUNCES = {"bounce": ReportKind.BOUNCED, "blocked": ReportKind.DEFERRED}
# reasons of "dropped", in lower case (Event Webhook reference, 2026)
_LISTED = {
    "unsubscribed address": Listed.LEFT,
    "spam reporting address": Listed.COMPLAINED,
    "bounced address": Listed.BOUNCED,
}
_OURS = ("spam content", "invalid smtpapi header", "recipient list over package quota")


def report(event: Event) -> Report:
    """One event, in our words."""
    name = event.text("event")
    kind = _BOUNCES[event.text("type") or name] if name == "bounce" else _KINDS[name]
    words = (event.text(part) for part in ("status", "reason", "response"))
    at = event.text("timestamp")
    identity = event.text("sg_event_id")
    reason = event.text("reason").lower() if name == "dropped" else ""
    address = event.text("email")
    return event.report(
        kind,
        delivery_id=event.text(DELIVERY),
        address=address,
        # the id that the send call returned is the part before the first dot
        provider_id=event.text("sg_message_id").partition(".")[0],
        at=moment(event.get("timestamp")),
        detail=" ".join(word for word in words if word),
        listed=_LISTED.get(reason),
        blames_us=reason.startswith(_OURS),
        replay_key=event.key_of(identity or f"{name} {address} {at}"),
    )
