"""Reports from returned email: bounces, complaints and unsubscribe requests.

Bounces follow RFC 3464 and complaints RFC 5965. Anybody can write to a mailbox. An
unsubscribe request carries a token, which takes effect whatever else the email is.
A report on a delivery id is marked as ``by_letter`` here. Whether the id is
authentic is decided where the secret is. An email without an id is kept as unread.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from newsletter.message import Message as Words
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import read_delivery_id
from newsletter.providers.wire.handwriting import (
    is_automatic,
    is_from_nobody,
    read_letter,
    written_by_hand,
)
from newsletter.providers.wire.mails import from_tag
from newsletter.providers.wire.refusals import reread
from newsletter.providers.wire.webhooks import key_from, scalar

NAME = "letterbox"

# audience.tokens, base32; mail programs append characters to it, plain or percent-encoded
_TOKEN = re.compile(
    r"(?:(?<![A-Za-z0-9._+-])|(?:%|=)[0-9A-Fa-f]{2})([A-Za-z2-7]{48})(?:[\"'`<>()\[\]{}.,;:!=/\\]|%[0-9A-Fa-f]{2}|\s)*@"
)
_RETURN_PATH = re.compile(r"\+([A-Za-z0-9_-]{3,200})@")  # smtp.Provider writes it
_DELIVERY = re.compile(rb"^X-Newsletter-Delivery:[ \t]*(\S{3,200})", re.MULTILINE | re.IGNORECASE)
_MAILBOX_FIELDS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
_LONGEST_DETAIL = 500

_ACTIONS = {
    "delayed": ReportKind.DEFERRED,
    "delivered": ReportKind.DELIVERED,
    "relayed": ReportKind.DELIVERED,
    "expanded": ReportKind.DELIVERED,
}
_COMPLAINTS = {
    "abuse": ReportKind.COMPLAINED,
    "opt-out": ReportKind.UNSUBSCRIBED,
    "opt-out-list": ReportKind.UNSUBSCRIBED,
    "not-spam": ReportKind.DELIVERED,
}


def read(raw: bytes) -> tuple[Report, ...]:
    """Return the reports in a returned email, and never raise."""
    try:
        return tuple(_reports(raw))
    except Exception as error:  # noqa: BLE001 - foreign mail: any shape is possible
        return (unread(raw, own_words(f"{type(error).__name__}: {error}")),)


def _reports(raw: bytes) -> Iterator[Report]:
    letter = read_letter(raw)
    kind = str(letter.get_param("report-type") or "").lower()
    if (token := _token_in(letter)) is not None:
        yield Report(
            provider=NAME,
            kind=ReportKind.UNSUBSCRIBED,
            # the sender's address proves nothing; the token does
            replay_key=key_from(NAME, token, _field(letter, "Message-ID")),
            at=_moment(letter),
            extra={"token": token, **written_by_hand(letter)},
        )
    elif letter.get_content_type() == "multipart/report" and kind == "delivery-status":
        yield from _bounces(letter, raw)
    elif letter.get_content_type() == "multipart/report" and kind == "feedback-report":
        yield _complaint(letter, raw)
    elif letter.get_content_type() == "multipart/report" or is_from_nobody(letter):
        yield unread(raw, Words("email-neither-bounce-nor-complaint"))
    elif not is_automatic(letter):
        yield _words(letter, raw)


def _words(letter: Message, raw: bytes) -> Report:
    """Return a person's message as a report that changes no subscription."""
    written = written_by_hand(letter)
    if not any(written.values()):
        return unread(raw, Words("email-empty"))
    return Report(
        provider=NAME,
        kind=ReportKind.WORDS,
        replay_key=key_from(NAME, _digest(raw)),
        at=_moment(letter),
        by_letter=True,
        extra=written,
    )


def _bounces(letter: Message, raw: bytes) -> Iterator[Report]:
    """Yield a report for each recipient that a delivery status names."""
    delivery_id = _delivery_in(letter, raw)
    for place, group in enumerate(_groups(letter)):
        if not group["Action"]:
            continue
        if not delivery_id:
            yield unread(raw, Words("bounce-without-delivery"), place)
            continue
        status = _field(group, "Status")
        detail = f"{status} {_field(group, 'Diagnostic-Code')}".strip()
        kind, is_ours = reread(_kind(_field(group, "Action").lower(), status), detail)
        yield Report(
            provider=NAME,
            kind=kind,
            replay_key=key_from(NAME, _digest(raw), str(place)),
            delivery_id=delivery_id,
            address=_address(group, "Original-Recipient") or _address(group, "Final-Recipient"),
            at=_moment(letter),
            detail=detail[:_LONGEST_DETAIL],
            blames_us=is_ours,
            by_letter=True,
        )


def _kind(action: str, status: str) -> ReportKind:
    """Return the meaning of an action. A failure's depends on its status (RFC 3463)."""
    if action != "failed":
        return _ACTIONS[action]
    is_hard = status.startswith("5.") and status != "5.2.2"  # a full mailbox may be emptied
    return ReportKind.BOUNCED if is_hard else ReportKind.DEFERRED


def _complaint(letter: Message, raw: bytes) -> Report:
    """Return a feedback loop's report on one email."""
    fields = next(part for part in _parts(letter, "message/feedback-report"))
    complaint = _nested(fields)
    delivery_id = _delivery_in(letter, raw)
    if not delivery_id:
        return unread(raw, Words("complaint-without-delivery"))
    kind = _field(complaint, "Feedback-Type").lower()
    return Report(
        provider=NAME,
        kind=_COMPLAINTS[kind],
        replay_key=key_from(NAME, _digest(raw)),
        delivery_id=delivery_id,
        address=_field(complaint, "Original-Rcpt-To").strip("<>"),
        at=_moment(letter),
        detail=f"{kind} {_field(complaint, 'User-Agent')}".strip()[:_LONGEST_DETAIL],
        by_letter=True,
    )


def _groups(letter: Message) -> list[Message]:
    """Return the field groups of all delivery statuses, the whole email's first."""
    found: list[Message] = []
    for part in _parts(letter, "message/delivery-status"):
        payload = part.get_payload()
        if isinstance(payload, list):
            found += [group for group in payload if isinstance(group, Message)]
    return found


def _parts(letter: Message, content_type: str) -> Iterator[Message]:
    return (part for part in letter.walk() if part.get_content_type() == content_type)


def _nested(part: Message) -> Message:
    """Return the fields that are the content of a part."""
    payload = part.get_payload()
    if isinstance(payload, list) and isinstance(payload[0], Message):
        return payload[0]
    return read_letter(str(payload).encode(errors="replace"))


def _delivery_in(letter: Message, raw: bytes) -> str:
    """Return our delivery id from the bounce's address or the email it returns."""
    for text in _mailboxes(letter):
        for tag in _RETURN_PATH.findall(text):
            # hosts on the way may have changed it to upper case; ours are lower case
            if read_delivery_id(delivery_id := from_tag(tag.lower())) is not None:
                return delivery_id
    found = _DELIVERY.search(raw)
    delivery_id = found[1].decode(errors="replace").lower() if found else ""
    return delivery_id if read_delivery_id(delivery_id) is not None else ""


def _token_in(letter: Message) -> str | None:
    found = (_TOKEN.search(text) for text in _mailboxes(letter))
    return next((one[1].lower() for one in found if one is not None), None)


def _mailboxes(letter: Message) -> Iterator[str]:
    return (str(value) for name in _MAILBOX_FIELDS for value in letter.get_all(name) or ())


def _field(message: Message, name: str) -> str:
    return scalar(str(message[name] or ""))


def _address(group: Message, name: str) -> str:
    """Return the address after ``rfc822;`` (RFC 3464 §2.3.2)."""
    return _field(group, name).rpartition(";")[2].strip(" <>")


def _moment(letter: Message) -> datetime | None:
    try:
        read_at = parsedate_to_datetime(str(letter["Date"]))
        return read_at.astimezone(UTC) if read_at.tzinfo else read_at.replace(tzinfo=UTC)
    except (TypeError, ValueError, IndexError, OverflowError):  # the bounce counts all the same
        return None


def own_words(text: str) -> Words:
    """Return a reason in somebody else's words, on one line and not too long."""
    return Words.in_own_words(scalar(text)[:_LONGEST_DETAIL])


def unread(raw: bytes, why: Words, place: int = 0) -> Report:
    """Return the report of an email that cannot be interpreted, with the reason."""
    return Report(
        provider=NAME,
        kind=ReportKind.UNREAD,
        replay_key=key_from(NAME, _digest(raw), str(place)),
        detail=why.to_text(),
    )


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
