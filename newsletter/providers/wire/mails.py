"""Parts of an email in the form that HTTP APIs expect."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newsletter.model.address import Mailbox
from newsletter.model.delivery import Batch, EmailsOfBatch, Recipient
from newsletter.model.edition import Email

# Fields that an API has its own parameters for or writes itself.
OWN_PARAMETERS = frozenset(
    {
        "from",
        "to",
        "cc",
        "bcc",
        "reply-to",
        "subject",
        "date",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    }
)


def finished(batch: Batch) -> Sequence[Email]:
    """Return the batch's emails, one per recipient and in the same order.

    Raises:
        ValueError: If they do not match, since a reader's unsubscribe link would
            otherwise be sent to somebody else.
    """
    if isinstance(batch.emails, EmailsOfBatch) and batch.emails.recipients is batch.recipients:
        return batch.emails
    expected = [recipient.delivery_id for recipient in batch.recipients]
    if expected != [email.delivery_id for email in batch.emails]:
        raise ValueError(f"batch {batch.number}: its mails are not those of its recipients")
    return batch.emails


def part_of(batch: Batch, recipients: Sequence[Recipient]) -> Batch:
    """Return the batch with only some recipients. Its key and tag stay the same."""
    if len(recipients) == len(batch.recipients):
        return batch
    if not batch.emails:
        return replace(batch, recipients=tuple(recipients))
    mails = finished(batch)
    places = {one.delivery_id: place for place, one in enumerate(batch.recipients)}
    emails = tuple(mails[places[one.delivery_id]] for one in recipients)
    return replace(batch, recipients=tuple(recipients), emails=emails)


def part_key(batch: Batch, recipients: Sequence[Recipient]) -> str:
    """Return the idempotency key for a part of a batch, distinct from the whole's."""
    if len(recipients) == len(batch.recipients):
        return batch.key
    ids = " ".join(recipient.delivery_id for recipient in recipients)
    return f"{batch.key}-{hashlib.sha256(ids.encode()).hexdigest()[:24]}"


def written(mailbox: Mailbox) -> str:
    """Return a mailbox as ``"Name" <address>``, in Unicode (RFC 5322 §3.2.4)."""
    if not mailbox.name:
        return str(mailbox.address)
    quoted = mailbox.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(quoted.split())}" <{mailbox.address}>'


def tag_of(batch: Batch) -> str:
    """Return the tag for finding a batch: short, ASCII and unguessable."""
    return f"batch-{hashlib.sha256(batch.key.encode()).hexdigest()[:24]}"


def headers_for(
    headers: Iterable[tuple[str, str]], forbidden: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Yield the headers to send, without forbidden ones and an API's parameters.

    Raises:
        ValueError: If a value has a line end, which JSON does not prevent (RFC 5322 §2.2).
    """
    for name, value in headers:
        if name.lower() in OWN_PARAMETERS or name.lower() in forbidden:
            continue
        if not name.isascii() or any(sign in name + value for sign in "\r\n\0"):
            raise ValueError(f"the header {name!r} holds a line end or a NUL")
        yield name, value


_OTHER = re.compile(r"[^A-Za-z0-9-]", re.ASCII)


def to_tag(delivery_id: str) -> str:
    """Return the id with each special character as ``_`` and hexadecimal bytes."""
    return _OTHER.sub(
        lambda found: "".join(f"_{byte:02x}" for byte in found[0].encode()), delivery_id
    )


def from_tag(tag: str) -> str:
    """Return the id of a tag, or an empty string if the tag is not ours."""
    try:
        return bytes.fromhex(
            re.sub(
                r"_([0-9a-f]{2})|([A-Za-z0-9-])|.",
                lambda found: found[1] or (f"{ord(found[2]):02x}" if found[2] else "not hex"),
                tag,
                flags=re.DOTALL,
            )
        ).decode()
    except ValueError:
        return ""


def multipart(fields: Iterable[tuple[str, str | bytes]], key: str) -> tuple[str, bytes]:
    """Return content type and body. The same fields and key give the same bytes.

    The boundary is derived from the batch's secret key, so that neither an editor nor
    a reader can write it.

    Args:
        fields: Names and values. Bytes are UTF-8 text.
        key: The batch's key.
    """
    boundary = f"part-{hashlib.sha256(b'boundary' + key.encode()).hexdigest()[:32]}"
    pieces: list[bytes] = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        pieces += (
            head.encode(),
            value if isinstance(value, bytes) else value.encode(),
            b"\r\n",
        )
    pieces.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces)
