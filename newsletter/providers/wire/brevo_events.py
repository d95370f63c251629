"""What Brevo reports, in our words; ``brevo`` gives it the events it has proved."""

from newsletter.model.delivery import Listed, Report, ReportKind
from newsletter.providers.wire.webhooks import Event, moment

_KINDS = {
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


def report(event: Event) -> Report:
    """One event, in our words."""
    name, address, mail = event.text("event"), event.text("email"), event.text("message-id")
    milliseconds = event.get("ts_epoch")
    is_number = isinstance(milliseconds, (int, float)) and not isinstance(milliseconds, bool)
    at = moment(milliseconds / 1000 if is_number else event.get("ts_event"))
    when = event.text("ts_epoch") or event.text("ts_event")
    return event.report(
        _KINDS[name],
        delivery_id=event.text("X-Mailin-custom"),
        address=address,
        provider_id=mail,
        at=at,
        detail=event.text("reason"),
        # its list holds who bounced, complained or left, and whom an admin blocked
        listed=Listed.UNTOLD if name == "blocked" else None,
        replay_key=event.key_of(name, mail, address, when, event.text("link")),
    )
