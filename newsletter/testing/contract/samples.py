"""Editions, readers and batches with defaults, for testing providers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.batch import RecipientsOfBatch
from newsletter.model.delivery import Batch, Recipient
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.edition import Chunks, Edition, Email, Field, FieldPlace, fill

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

# What an editor may write about templates, in every provider's own syntax.
SYNTAX = "%recipient.name% {{naam}} {{{x}}} {% if a %} {# b #} {{ var:x }} -naam- [unsubscribe] %unsubscribe_url% 100%"


# Names with signs that a header encodes, or that a provider's templates use.
SIGNS_OF_NAMES = (
    "Renée",
    "{{naam}} {{{x}}}",
    "%recipient.x% 100%",
    "Jan, Piet & Co",
    "{% x %}",
    "<b>Jo</b>",
)


def field(name: str, place: FieldPlace = FieldPlace.TEXT) -> Field:
    """Return a merge field of a reader."""
    return Field(name, place)


def an_edition(
    subject: Chunks = ("Moeite met “nee” zeggen, 100%",),
    html: Chunks | None = None,
    text: Chunks | None = None,
) -> Edition:
    """Return an edition about template syntax, with merge fields in every place."""
    return Edition(
        issue=3,
        title="Moeite met nee zeggen",
        template="helder-moment",
        language="nl",
        sender=Mailbox("Een helder moment", EmailAddress("brief", "helder.example.nl")),
        reply_to=EmailAddress("gerrit", "helder.example.nl"),
        subject=subject,
        html=html
        or (
            '<!doctype html><html lang="nl"><head><style>@media screen{#a{color:red}}</style></head><body><p>',
            field("greeting", FieldPlace.HTML),
            f"</p><p>{SYNTAX}</p><p>één & ander</p>".replace("& ", "&amp; "),
            '<a href="',
            field("unsubscribe_url", FieldPlace.ATTRIBUTE),
            '">Uitschrijven</a></body></html>',
        ),
        text=text
        or (
            field("greeting"),
            f"\n\n{SYNTAX}\n\nUitschrijven: ",
            field("unsubscribe_url"),
            "\n",
        ),
        headers=(
            ("List-Id", ('"Een helder moment" <helder-moment.example.nl>',)),
            ("List-Unsubscribe", ("<", field("unsubscribe_url", FieldPlace.HEADER), ">")),
            ("List-Unsubscribe-Post", ("List-Unsubscribe=One-Click",)),
            ("List-Post", ("NO",)),
            ("Precedence", ("bulk",)),
            ("Feedback-ID", ("3:helder:weekly:helder",)),
        ),
    )


def a_recipient(
    number: int = 1,
    *,
    address: str = "",
    name: str = "Anna & Bo",
    tag: str = "",
    extra: Mapping[str, str] | None = None,
) -> Recipient:
    """Return a reader with all merge values. The number makes them distinct."""
    local, _, domain = (address or f"lezer{number}@example.org").rpartition("@")
    return Recipient(
        delivery_id=delivery_id("d1k2e3y4", number, tag),
        address=EmailAddress(local, domain),
        values={
            "greeting": f"Dag {name},",
            "first_name": name,
            "unsubscribe_url": f"https://helder.example.nl/unsubscribe/token{number}A",
            "unsubscribe_mailbox": "",
            "preferences_url": f"https://helder.example.nl/preferences/token{number}A",
            **(extra or {}),
        },
    )


def a_batch(
    count: int = 3,
    *,
    edition: Edition | None = None,
    recipients: Sequence[Recipient] = (),
    attempt: int = 1,
    key: str = "0d1f6a52-5b9e-4c3a-9d55-7a1c2e3f4a5b",
    notice: bool = False,
    tag: str = "",
) -> Batch:
    """Return a batch in every form at once: merge values, parts and MIME.

    Its recipients are the sequence that a dispatch hands over, unless they are given.
    """
    edition = edition or an_edition()
    recipients = recipients or RecipientsOfBatch.of(
        [a_recipient(number + 1, tag=tag) for number in range(count)]
    )
    return Batch(
        dispatch="d1k2e3y4",
        number=1,
        attempt=attempt,
        key=key,
        date=NOON,
        edition=edition,
        recipients=recipients,
        emails=tuple(an_email(edition, recipient) for recipient in recipients),
        notice=notice,
    )


def an_email(edition: Edition, recipient: Recipient) -> Email:
    """Return a finished mail, as parts and as MIME."""
    values = recipient.values
    email = Email(
        delivery_id=recipient.delivery_id,
        to=recipient.address,
        subject=fill(edition.subject, values),
        html=fill(edition.html, values),
        text=fill(edition.text, values),
        headers=tuple((name, fill(value, values)) for name, value in edition.headers),
    )
    return replace(email, mime=mime(edition, email))


def mime(edition: Edition, email: Email) -> bytes:
    """Return the whole message, made by the standard library."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f'"{edition.sender.name}" <{edition.sender.address}>'
    message["To"] = str(email.to)
    message["Reply-To"] = str(edition.reply_to)
    message["Subject"] = email.subject
    message["Date"] = NOON
    message["Message-ID"] = f"<{quote(email.delivery_id)}@helder.example.nl>"
    for name, value in email.headers:
        message[name] = value
    message.set_content(email.text)
    message.add_alternative(email.html, subtype="html")
    message.set_boundary(f"part-{quote(email.delivery_id)}")
    return message.as_bytes()
