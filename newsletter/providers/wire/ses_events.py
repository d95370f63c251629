"""What Amazon SES reports, reader by reader; ``ses`` gives it the envelopes it has proved."""

from collections.abc import Sequence

from newsletter.model.delivery import Listed, Report, ReportKind
from newsletter.providers.wire import sns
from newsletter.providers.wire.answers import Json
from newsletter.providers.wire.events import Event, at_path, moment, scalar, text
from newsletter.providers.wire.tags import from_tag

_KINDS = {
    "Send": ReportKind.ACCEPTED,
    "Delivery": ReportKind.DELIVERED,
    "DeliveryDelay": ReportKind.DEFERRED,
    "Complaint": ReportKind.COMPLAINED,
    "Reject": ReportKind.REFUSED,
    "Rendering Failure": ReportKind.REFUSED,
    "Subscription": ReportKind.UNSUBSCRIBED,
    "Open": ReportKind.OPENED,
    "Click": ReportKind.CLICKED,
}
_BOUNCES = {
    "Permanent": ReportKind.BOUNCED,
    "Transient": ReportKind.DEFERRED,
    "Undetermined": ReportKind.DEFERRED,
}
# "Suppressed": Amazon's own list, of addresses that bounced lately; the account's has two reasons
_LISTED = {"Suppressed": Listed.BOUNCED, "OnAccountSuppressionList": Listed.UNTOLD}
_ABOUT_THE_LETTER = frozenset({"ContentRejected", "AttachmentRejected", "MessageTooLarge"})
_OURS = frozenset({"Reject", "Rendering Failure"})  # a virus was found; the template is wrong


def each_reader(envelope: Json) -> Sequence[Json]:
    """An event for each reader that it names."""
    told = sns.message(envelope)
    if told is None:
        return []
    where = _WHERE.get(text(told, "eventType") or text(told, "notificationType"))
    named = at_path(told, where) if where else None
    readers = named if isinstance(named, list) and named else at_path(told, ["mail", "destination"])
    return [
        {"envelope": envelope["MessageId"], "told": told, "reader": reader, "place": place}
        for place, reader in enumerate(readers or [None])
    ]


_WHERE = {
    "Bounce": ("bounce", "bouncedRecipients"),
    "Complaint": ("complaint", "complainedRecipients"),
    "Delivery": ("delivery", "recipients"),
    "DeliveryDelay": ("deliveryDelay", "delayedRecipients"),
}
# Where an event keeps what is its own, if not under its name in lower case.
_UNDER = {"Rendering Failure": "failure", "DeliveryDelay": "deliveryDelay"}


def _kind(name: str, own: Json) -> ReportKind:
    if _listed(own) is not None or text(own, "bounceSubType") in _ABOUT_THE_LETTER:
        return ReportKind.REFUSED
    if name == "Complaint" and text(own, "complaintFeedbackType") == "not-spam":
        return ReportKind.DELIVERED
    return _BOUNCES[text(own, "bounceType")] if name == "Bounce" else _KINDS[name]


def _listed(own: Json) -> Listed | None:
    return _LISTED.get(text(own, "bounceSubType") or text(own, "complaintSubType"))


def report(event: Event) -> Report:
    """One event about one reader, in our words."""
    name = event.text("told", "eventType") or event.text("told", "notificationType")
    own = event.get("told", _UNDER.get(name, name.lower()))
    tags = event.get("told", "mail", "tags", "delivery")
    words = ("bounceType", "bounceSubType", "complaintFeedbackType", "delayType", "reason")
    details = [text(own, word) for word in (*words, "errorMessage", "smtpResponse")]
    details += [event.text("reader", word) for word in ("status", "diagnosticCode")]
    place = event.text("place")
    return event.report(
        _kind(name, own),
        delivery_id=from_tag(scalar(tags[0])) if isinstance(tags, list) and tags else "",
        address=event.text("reader", "emailAddress") or event.text("reader"),
        provider_id=event.text("told", "mail", "messageId"),
        at=moment(text(own, "timestamp") or event.text("told", "mail", "timestamp")),
        detail=" ".join(word for word in details if word),
        listed=_listed(own),
        blames_us=name in _OURS or text(own, "bounceSubType") in _ABOUT_THE_LETTER,
        replay_key=event.key_of(event.text("envelope"), place),
    )
