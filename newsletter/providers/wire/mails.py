"""Parts of a mail as HTTP APIs want them."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newsletter.model.address import Mailbox
from newsletter.model.delivery import Batch, EmailsOfBatch, Recipient
from newsletter.model.edition import Email

# Fields that an API has parameters of its own for, or that it writes itself.
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
    """The batch's mails, one for each recipient and in their order.

    Raises:
        ValueError: If they are not; a wrong pairing would send a reader's way
            out to somebody else.
    """
    if isinstance(batch.emails, EmailsOfBatch) and batch.emails.recipients is batch.recipients:
        return batch.emails
    told = [recipient.delivery_id for recipient in batch.recipients]
    if told != [email.delivery_id for email in batch.emails]:
        raise ValueError(f"batch {batch.number}: its mails are not those of its recipients")
    return batch.emails


def part_of(batch: Batch, recipients: Sequence[Recipient]) -> Batch:
    """The batch with some of its recipients and their mails alone; its key and tag stay."""
    if len(recipients) == len(batch.recipients):
        return batch
    if not batch.emails:
        return replace(batch, recipients=tuple(recipients))
    mails = finished(batch)
    places = {one.delivery_id: place for place, one in enumerate(batch.recipients)}
    emails = tuple(mails[places[one.delivery_id]] for one in recipients)
    return replace(batch, recipients=tuple(recipients), emails=emails)


def part_key(batch: Batch, recipients: Sequence[Recipient]) -> str:
    """The idempotency key of a call for some of a batch: another one than for all of it."""
    if len(recipients) == len(batch.recipients):
        return batch.key
    told = " ".join(recipient.delivery_id for recipient in recipients)
    return f"{batch.key}-{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def written(mailbox: Mailbox) -> str:
    """A mailbox as ``"Name" <address>``, in Unicode, the name quoted (RFC 5322 §3.2.4)."""
    if not mailbox.name:
        return str(mailbox.address)
    quoted = mailbox.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(quoted.split())}" <{mailbox.address}>'


def tag_of(batch: Batch) -> str:
    """The tag by which a batch is found again: short, ASCII, and not to be guessed."""
    return f"batch-{hashlib.sha256(batch.key.encode()).hexdigest()[:24]}"


def headers_for(
    headers: Iterable[tuple[str, str]], forbidden: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """The headers to hand over as headers: without those that have another way or are forbidden.

    Raises:
        ValueError: If a value has a line end: over JSON nobody else looks (RFC 5322 §2.2).
    """
    for name, value in headers:
        if name.lower() in OWN_PARAMETERS or name.lower() in forbidden:
            continue
        if not name.isascii() or any(sign in name + value for sign in "\r\n\0"):
            raise ValueError(f"the header {name!r} holds a line end or a NUL")
        yield name, value


_OTHER = re.compile(r"[^A-Za-z0-9-]", re.ASCII)


def to_tag(delivery_id: str) -> str:
    """The id with every other sign written as ``_`` and two hexadecimal digits a byte."""
    return _OTHER.sub(
        lambda found: "".join(f"_{byte:02x}" for byte in found[0].encode()), delivery_id
    )


def from_tag(tag: str) -> str:
    """The id of a tag; empty where it is not one of ours."""
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
    """Content type and body; the same fields and key give the same bytes.

    The boundary is drawn from the batch's secret key, so that no editor and no
    reader can write it.

    Args:
        fields: Names and values; bytes are UTF-8 text.
        key: The batch's.
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
