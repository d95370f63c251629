"""Readers, one edition, and what makes mails of them, for dispatches that are about to be hurt."""

from dataclasses import replace
from functools import partial

from newsletter.audience.tokens import Keyring
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.audience import NewSubscriber
from newsletter.model.delivery import Batch, Recipient
from newsletter.model.dispatch import Claim, Notice
from newsletter.model.edition import Edition, Email, Field, FieldPlace, fill
from newsletter.model.secret import Secret
from tests.builders.editions import an_edition

ISSUE = 1
_UNSUBSCRIBE = Field("unsubscribe_url", FieldPlace.HEADER)


def readers(count: int) -> list[NewSubscriber]:
    return [
        NewSubscriber(
            address=EmailAddress(f"lezer{number}", "example.org"), first_name=f"Lezer {number}"
        )
        for number in range(1, count + 1)
    ]


def the_edition() -> Edition:
    """What goes out: a greeting, a question and the headers of a list."""
    return an_edition(
        ISSUE,
        "Moeite met nee zeggen",
        sender=Mailbox("Een helder moment", EmailAddress("brief", "helder.example.nl")),
        reply_to=EmailAddress("antwoord", "helder.example.nl"),
        html=(
            "<p>",
            Field("greeting", FieldPlace.HTML),
            "</p><p>Wat zou je vandaag niet doen?</p>",
        ),
        text=(Field("greeting", FieldPlace.TEXT), "\n\nWat zou je vandaag niet doen?\n"),
        headers=(
            ("List-Id", ("<helder-moment.example.nl>",)),
            ("List-Unsubscribe", ("<", _UNSUBSCRIBE, ">")),
            ("List-Unsubscribe-Post", ("List-Unsubscribe=One-Click",)),
        ),
    )


def a_corrected_edition() -> Edition:
    """The same issue with another text, approved after a dispatch of the first was cancelled."""
    return replace(the_edition(), subject=("Moeite met ja zeggen",))


def a_letter_of_its_own() -> Edition:
    """What notices are made of: no issue, so that nobody has the issue by a notice."""
    return replace(the_edition(), issue=0)


def a_confirmation(subscriber: int, edition: str) -> Notice:
    """A notice to one reader; its merge values are frozen with it."""
    return Notice(
        kind="confirm",
        edition=edition,
        values={"greeting": "Dag,", "unsubscribe_url": "https://helder.example.nl/unsubscribe/n"},
        subscriber=subscriber,
    )


KEYRING = Keyring(Secret("a secret of the chaos suite"))


def recipients(claim: Claim) -> tuple[Recipient, ...]:
    """Names and merge values that depend on the member alone, as the real ones do."""
    name = partial(KEYRING.delivery_id, claim.dispatch.key)
    return tuple(
        Recipient(
            name(member.subscriber),
            member.address,
            claim.values
            or {
                "greeting": f"Dag {member.first_name},",
                "unsubscribe_url": f"https://helder.example.nl/unsubscribe/t{member.subscriber}",
            },
        )
        for member in claim.members
    )


def personalise(batch: Batch) -> Batch:
    """Finished mails for a provider that does not merge: the same for the same batch."""
    return replace(batch, emails=tuple(_email(batch.edition, one) for one in batch.recipients))


def _email(edition: Edition, recipient: Recipient) -> Email:
    return Email(
        delivery_id=recipient.delivery_id,
        to=recipient.address,
        subject=fill(edition.subject, recipient.values),
        html=fill(edition.html, recipient.values),
        text=fill(edition.text, recipient.values),
        headers=tuple((name, fill(value, recipient.values)) for name, value in edition.headers),
    )
