"""Emails that a provider receives for us and posts in its documented format.

- Postmark: JSON with ``RawEmail`` ("include raw email content", inbound webhook).
- Mailgun: form fields with ``body-mime`` (a route's ``forward()`` to an address that
  ends in ``mime``).
- SendGrid: form fields with ``email`` (Inbound Parse, "POST the raw, full MIME
  message").

Anything else is the email itself, as posted by a mail server's pipe. Source: the
providers' documentation, autumn 2026.
"""

import re
from collections.abc import Iterable, Mapping
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl

from newsletter.providers.wire.answers import parsed
from newsletter.providers.wire.handwriting import read_letter

_FORM_PART: Final = re.compile(
    rb"--([^\r\n]{1,200})\r?\n(?:[^\r\n]+\r?\n)*?Content-Disposition:[ \t]*form-data", re.IGNORECASE
)
_FORM: Final = re.compile(rb"[\w.%+-]{1,100}=")  # no header of an email begins like this
_RAW_FIELDS: Final = ("body-mime", "email")
_MOST_FIELDS: Final = 200


def mime_in(body: bytes) -> bytes:
    """Return the email in a posted body, under the address it was really sent to.

    Raises:
        ValueError: If the format is one of those above but contains no email.
    """
    if body.lstrip()[:1] == b"{":
        posted = parsed(body)
        return _headed(_text(posted, "RawEmail"), [_text(posted, "OriginalRecipient").decode()])
    fields = form_fields(body)
    if fields is None:
        return body
    raw = next((fields[name] for name in _RAW_FIELDS if fields.get(name)), b"")
    return _headed(raw, _recipients(fields))


def form_fields(body: bytes) -> Mapping[str, bytes] | None:
    """Return the fields of a form in either encoding, or ``None`` if it is no form.

    Raises:
        ValueError: If it has more fields than any provider sends.
    """
    found = _FORM_PART.match(body)
    if found is not None:
        head = b'Content-Type: multipart/form-data; boundary="' + found[1].rstrip() + b'"\r\n\r\n'
        return dict(_parts(read_letter(head + body)))
    if _FORM.match(body):
        pairs = parse_qsl(
            body.decode("latin-1"),
            keep_blank_values=True,
            encoding="latin-1",
            max_num_fields=_MOST_FIELDS,
        )
        return {name: value.encode("latin-1") for name, value in pairs}
    return None


def _parts(form: Message) -> Iterable[tuple[str, bytes]]:
    payload = form.get_payload()
    for part in payload if isinstance(payload, list) else ():
        if not isinstance(part, Message):
            continue
        name = part.get_param("name", header="Content-Disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            yield name, content


def _recipients(fields: Mapping[str, bytes]) -> list[str]:
    """Return Mailgun's ``recipient`` or the recipients in SendGrid's ``envelope``."""
    found = [fields.get("recipient", b"").decode(errors="replace")]
    if fields.get("envelope"):
        envelope = parsed(fields["envelope"])
        to = envelope.get("to") if isinstance(envelope, dict) else None
        found += [one for one in to if isinstance(one, str)] if isinstance(to, list) else []
    return found


def _text(posted: object, name: str) -> bytes:
    value = posted.get(name) if isinstance(posted, dict) else None
    return value.encode(errors="replace") if isinstance(value, str) else b""


class EmailMissing(ValueError):
    """A post that should carry an email holds none."""


def _headed(raw: bytes, recipients: Iterable[str]) -> bytes:
    """Return the email under its envelope, which has addresses hidden by Bcc."""
    if not raw.strip():
        raise EmailMissing
    lines = [" ".join(one.split()) for one in recipients if one.strip()]
    return b"".join(f"X-Original-To: {line}\n".encode() for line in lines) + raw.lstrip(b"\r\n")
