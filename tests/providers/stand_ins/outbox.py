"""The outbox needs no stand-in: what it wrote is read by the standard library's Maildir."""

import mailbox
from pathlib import Path

from newsletter.providers import outbox
from newsletter.testing.server import SentEmail


def settings(folder: Path) -> outbox.Settings:
    return outbox.Settings(folder=folder / "outbox")


def sent(folder: Path) -> list[SentEmail]:
    found = []
    with_names = mailbox.Maildir(folder / "outbox", create=False)
    for key in sorted(with_names.keys()):
        raw = with_names.get_bytes(key)
        found.append(from_mime(key.partition(":")[0], raw))
    return found


def from_mime(delivery_id: str, raw: bytes) -> SentEmail:
    import email
    from email.policy import default

    message = email.message_from_bytes(raw, policy=default)
    return SentEmail(
        delivery_id=delivery_id,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        html=message.get_body(("html",)).get_content().rstrip("\n"),
        text=message.get_body(("plain",)).get_content(),
        headers={name.lower(): str(value) for name, value in message.items()},
    )
