"""A template tried on a piece of everything, so that its mistakes show before an issue meets them."""

from collections.abc import Iterator
from pathlib import Path

from newsletter.errors import TemplateError
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.blocks import (
    BulletList,
    Button,
    CrossLink,
    Image,
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
from newsletter.model.issue import Issue
from newsletter.rendering.compile import compile_issue, compile_notice
from newsletter.rendering.notices import NoticeKind
from newsletter.rendering.pictures import Picture
from newsletter.rendering.settings import Imprint, LetterSettings, Voice
from newsletter.rendering.templates import Template, load_template

_PLACE = "https://example.org/"

SPECIMEN = Issue(
    number=1,
    slug="proef",
    title="Een proef van alles",
    subject="Een proef",
    preheader="Elk soort blok komt hier één keer voor.",
    blocks=(
        Paragraph((Span("Gewoon, "), Span("vet", strong=True), Span(" en een link", url=_PLACE))),
        Subheading("Een tussenkop"),
        BulletList((ListItem(rich("punt")), ListItem(rich("dieper"), 1))),
        BulletList((ListItem(rich("stap")),), ordered=True),
        PullQuote("Een citaat", by="iemand"),
        Image("proef.jpg", "Een proefbeeld"),
        CrossLink("Een ander stuk", _PLACE),
        Prompt(rich("Een vraag?")),
        Button("Een knop", _PLACE),
        Questions("Vragen vooraf", (Question("Eén?", "Een wenk"), Question("Twee?"))),
        PostScript("En dan?", rich("Dan dit.")),
    ),
    origin=CrossLink("Het artikel", _PLACE),
    sign_off="Groet",
)

_LETTER = LetterSettings(
    imprint=Imprint(
        publication="Proef",
        tagline="Een ondertitel",
        sender=Mailbox("Proef", EmailAddress("proef", "example.org")),
        reply_to=EmailAddress("antwoord", "example.org"),
        contact=("Een straat 1", "Een plaats"),
    ),
    voice=Voice(care_line="Een regel over zorg."),
)


_DETAILS = {"title": "Een proef", "slot": "zondag, 08:00"}


def check_template(folder: Path) -> tuple[str, ...]:
    """What is wrong with a template, in its designer's words; empty: nothing.

    It is compiled with one of every block and as every notice.
    """
    try:
        template = load_template(folder)
    except TemplateError as error:
        return (str(error),)
    return tuple(dict.fromkeys(_problems(template)))


def _problems(template: Template) -> Iterator[str]:
    picture = Picture("proef.jpg", b"", template.theme.picture_width, 300)
    try:
        compile_issue(SPECIMEN, template, _LETTER, images={"proef.jpg": picture})
    except TemplateError as error:
        yield str(error)
    for kind in NoticeKind:
        try:
            compile_notice(kind, template, _LETTER, details=_DETAILS)
        except TemplateError as error:
            yield str(error)
