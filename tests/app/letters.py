"""Mail that comes back, as anybody can write it: bounces, complaints, and wishes in words."""

from email.message import EmailMessage

from newsletter.providers.wire.mails import to_tag


def a_bounce(
    delivery: str,
    *,
    to: str = "",
    action: str = "failed",
    status: str = "5.1.1",
    address: str = "x@example.org",
) -> bytes:
    """A delivery status (RFC 3464), to our return path for this delivery or to ``to``."""
    told = (
        f"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; {address}\n"
        f"Action: {action}\nStatus: {status}\n"
    )
    path = to or f"bounces+{to_tag(delivery)}@mail.example.nl"
    return _report(path, "delivery-status", told)


def a_complaint(delivery: str, *, kind: str = "abuse", address: str = "x@example.org") -> bytes:
    """A feedback report (RFC 5965) that returns the headers of our mail."""
    told = f"Feedback-Type: {kind}\nUser-Agent: fbl/1\nVersion: 1\nOriginal-Rcpt-To: {address}\n"
    returned = f"X-Newsletter-Delivery: {delivery}\nSubject: Stilte\n"
    return _report("fbl@mail.example.nl", "feedback-report", told, returned)


def in_words(text: str, *, sender: str, to: str = "weg@example.nl", **headers: str) -> bytes:
    """What a person writes by hand."""
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, to
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    return letter.as_bytes()


def _report(to: str, kind: str, told: str, returned: str = "") -> bytes:
    parts = [f"Content-Type: message/{kind}\n\n{told}"]
    if returned:
        parts.append(f"Content-Type: text/rfc822-headers\n\n{returned}")
    body = "".join(f"--b\n{part}\n" for part in parts)
    return (
        f"From: mailer-daemon@example.org\nTo: {to}\nSubject: Undelivered\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\n\n{body}--b--\n'
    ).encode()
