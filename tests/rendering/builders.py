"""Issues, letters and templates for tests, with defaults; the content is this project's own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.audience import Ground
from newsletter.model.batch import rows_of
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    ListItem,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Question,
    Questions,
    Span,
    Subheading,
    rich,
)
from newsletter.model.delivery import Batch, Recipient
from newsletter.model.edition import Edition
from newsletter.model.issue import Issue
from newsletter.rendering.personalise import Personal, day_in_words, merge_values, why
from newsletter.rendering.settings import Imprint, LetterSettings, Voice
from newsletter.rendering.templates import Template, load_template
from tests.builders.issues import an_issue

TEMPLATES = Path(__file__).parents[2] / "templates"
SENT = datetime(2026, 1, 18, 7, 0, tzinfo=UTC)

BODY: tuple[Block, ...] = (
    Paragraph(
        (
            Span("Er ligt een stapel op je bureau die je elke avond "),
            Span("even", emphasis=True),
            Span(
                " wilt wegwerken. Hij wordt niet kleiner. Niet omdat je te weinig doet, maar omdat je"
                " er elke ochtend iets bovenop legt dat eigenlijk van een ander is."
            ),
        )
    ),
    Paragraph(
        rich(
            "Ik zag het bij mezelf toen ik op een dinsdag om half elf nog stond te strijken voor een"
            " logeerpartij die niemand had gevraagd. Mijn hand bewoog, mijn hoofd was al bij woensdag,"
            " en mijn rug had al weken geleden iets gezegd waar ik niet naar luisterde."
        )
    ),
    Subheading("Wat een stapel je vertelt"),
    Paragraph(rich("Kijk eens naar drie dingen voordat je begint met opruimen:")),
    BulletList(
        (
            ListItem(rich("Wat is van jou, en wat heb je alleen maar aangepakt?")),
            ListItem(rich("Wat mag morgen ook nog?")),
            ListItem(rich("bijvoorbeeld de post, of het hek"), 1),
            ListItem(rich("Wat doe je om iemand niet teleur te stellen?")),
        )
    ),
    Paragraph(
        (
            Span("Het gaat niet om minder doen. Het gaat om "),
            Span("kiezen", strong=True),
            Span(", en dat begint met zien. Ik schreef er eerder over in "),
            Span("een stuk over rust", url="https://www.example.org/artikelen/rust"),
            Span("."),
        )
    ),
    PullQuote("Wie alles draagt, heeft geen hand meer vrij om iets vast te houden."),
    CrossLink("Een lege stoel aan tafel", "https://www.example.org/artikelen/lege-stoel"),
    CrossLink("De kunst van half werk", "https://www.example.org/artikelen/half-werk"),
    Prompt(rich("Welke drie dingen op jouw stapel zijn nooit van jou geweest?")),
    Button("Lees het hele artikel", "https://www.example.org/artikelen/de-stapel"),
    Questions(
        "Drie vragen vooraf",
        (
            Question("Wanneer heb je voor het laatst niets afgemaakt?", "En hoe voelde dat?"),
            Question("Wie merkt het als jij een dag overslaat?", None),
            Question("Wat zou je doen met een uur extra?", "Schrijf het eerste op dat opkomt."),
        ),
    ),
    PostScript(
        "Moet ik dan alles laten liggen?",
        rich("Nee. Begin met één ding, en leg het terug bij wie het hoort. De rest volgt vanzelf."),
    ),
)


def a_full_issue(**changes: Any) -> Issue:
    """An issue with every kind of block but a picture."""
    values: dict[str, Any] = {
        "slug": "de-stapel-op-je-bureau",
        "title": "De stapel op je bureau — wat is er eigenlijk van jou?",
        "subject": "De stapel op je bureau",
        "preheader": "Wie alles draagt, heeft geen hand meer vrij om iets vast te houden.",
        "lines": tuple(range(9, 9 + len(BODY))),
        "origin": CrossLink("Opruimen zonder haast", "https://www.example.org/artikelen/de-stapel"),
        "sign_off": "Groet,\nLotte",
    }
    return an_issue(*BODY, **(values | changes))


def an_imprint(**changes: Any) -> Imprint:
    values: dict[str, Any] = {
        "publication": "Een helder moment",
        "tagline": "Elke zondag een paar minuten voor jezelf",
        "base_url": "https://brief.example.org",
        "sender": Mailbox("Een helder moment", EmailAddress("brief", "example.org")),
        "reply_to": EmailAddress("antwoord", "example.org"),
        "contact": ("Praktijk De Oever", "Kade 1, 1234 AB Ergens"),
        "list_id": "helder-moment.example.org",
    }
    return Imprint(**(values | changes))


def a_letter(*, voice: Voice | None = None, **changes: Any) -> LetterSettings:
    care = "Praat met je huisarts, of bel of chat met 113 (dag en nacht, gratis)."
    return LetterSettings(imprint=an_imprint(**changes), voice=voice or Voice(care_line=care))


@cache
def a_template(name: str = "helder-moment") -> Template:
    return load_template(TEMPLATES / name)


def personal(*names: str, grounds: Sequence[Ground] = ()) -> Personal:
    """Readers without links of their own."""
    return Personal(
        first_names=list(names),
        leave="",
        mailboxes="",
        preferences="",
        moments="",
        grounds=list(grounds) or [Ground.SIGNED_UP] * len(names),
    )


def a_recipient(name: str = "Anna", number: int = 1, **changes: str) -> Recipient:
    token = f"{number:08d}" + "a" * 32
    letter, site = a_letter(), "https://brief.example.org"
    reader = Personal(
        first_names=[name],
        leave=f"{site}/unsubscribe/{token}",
        mailboxes=f"{token}@weg.example.org",
        preferences=f"{site}/preferences/{token}",
        moments=f"{site}/moment/{token}",
        grounds=[Ground.SIGNED_UP],
    )
    reasons = {ground: why(letter, ground) for ground in Ground}
    day = day_in_words(letter, SENT)
    (values,) = rows_of(merge_values(letter, reader, reasons=reasons, day=day), 1)
    values["action_url"] = f"{site}/confirm/{token}"
    address = EmailAddress(f"lezer{number}", "example.org")
    return Recipient(f"5f2c9d.{number}", address, {**values, **changes})


def a_batch(edition: Edition, *recipients: Recipient, date: datetime = SENT) -> Batch:
    return Batch(
        dispatch="5f2c9d",
        number=1,
        attempt=1,
        key="5f2c9d-1",
        date=date,
        edition=edition,
        recipients=recipients or (a_recipient(),),
    )
