"""Tries a template on one block of every kind, to find its mistakes early."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from newsletter.errors import TemplateError
from newsletter.message import Message
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
    Rule,
    Span,
    Subheading,
    rich,
)
from newsletter.model.edition import Edition, Field
from newsletter.model.issue import Issue
from newsletter.model.notice import LastIssue, NoticeKind
from newsletter.rendering.compile import compile_issue, compile_notice
from newsletter.rendering.pictures import Picture
from newsletter.rendering.settings import Imprint, LetterSettings, Voice
from newsletter.rendering.templates import Template, load_template

_PLACE = "https://example.org/"
ISSUE_PAGE = "issue.mjml.j2"

SPECIMEN = Issue(
    number=1,
    slug="proef",
    title="Een proef van alles — Met een streep erin",
    subject="Een proef",
    preheader="Elk soort blok komt hier één keer voor.",
    blocks=(
        Paragraph((Span("Gewoon, "), Span("vet", strong=True), Span(" en een link", url=_PLACE))),
        Rule(),
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

SPECIMEN_LETTER = LetterSettings(
    imprint=Imprint(
        publication="Proef",
        tagline="Een ondertitel",
        sender=Mailbox("Een schrijver", EmailAddress("proef", "example.org")),
        reply_to=EmailAddress("antwoord", "example.org"),
        contact=("Een straat 1", "Een plaats"),
        archive_url=f"{_PLACE}archive",
        asks_clear_moment=True,
    ),
    voice=Voice(care_line="Een regel over zorg."),
)


_DETAILS = {
    "title": "Een proef",
    "slot": "zondag, 08:00",
    "day": "zondag",
    "number": "1",
    "waiting": "1",
    "dispatch": "1",
    "reader": "1",
    "provider": "proef",
    "where": "Suppressions",
    "since": "zondag 1 maart, 08:00",
    "feed": "Het blog",
    "address": "https://blog.example.org/feed",
    "words": "900",
    "weeks": "6",
    "proposal": "1",
    "webhook": "crm",
    "when": "elke zondag om acht uur",
    "term": "30 minuten",
}
_LAST = LastIssue("De brief hiervoor", _PLACE)

# The words that both parts of an issue must contain, by the designer's name for them.
_TO_BE_FOUND: Mapping[Message, str] = {
    Message("specimen-title"): "Een proef van alles",
    Message("specimen-subline"): "Met een streep erin",
    Message("specimen-paragraphs"): "Gewoon, ",
    Message("specimen-subheadings"): "Een tussenkop",
    Message("specimen-lists"): "dieper",
    Message("specimen-quotes"): "Een citaat",
    Message("specimen-quote-speaker"): "iemand",
    Message("specimen-pictures"): "Een proefbeeld",
    Message("specimen-cross-links"): "Een ander stuk",
    Message("specimen-prompts"): "Een vraag?",
    Message("specimen-buttons"): "Een knop",
    Message("specimen-questions"): "Eén?",
    Message("specimen-question-hints"): "Een wenk",
    Message("specimen-postscript-question"): "En dan?",
    Message("specimen-postscript-answer"): "Dan dit.",
    Message("specimen-sign-off"): "Groet",
    Message("specimen-origin"): "Het artikel",
    Message("specimen-care-line"): "Een regel over zorg.",
    Message("specimen-contact"): "Een straat 1",
}


def check_template(folder: Path) -> tuple[Message, ...]:
    """Return what is wrong with a template.

    It is compiled with one of every block and as every notice, in each of its
    languages.
    """
    languages = [path.name.split(".")[1] for path in sorted(folder.glob("theme.*.toml"))]
    problems: list[Message] = []
    for language in ("", *languages):
        try:
            problems += _problems(load_template(folder, language))
        except TemplateError as error:
            problems.append(error.message)
    return tuple(dict.fromkeys(problems))


def _problems(template: Template) -> Iterator[Message]:
    for page, compiled in _compiled(template):
        try:
            edition = compiled()
            if page == ISSUE_PAGE:
                yield from _left_out(edition, template)
        except TemplateError as error:
            yield error.message


def specimens(folder: Path) -> tuple[tuple[str, Edition], ...]:
    """Return a template's issue with one of every block, and every notice, with their pages.

    Raises:
        TemplateError: If the template is wrong.
    """
    return tuple((page, compiled()) for page, compiled in _compiled(load_template(folder)))


def _compiled(template: Template) -> Iterator[tuple[str, Callable[[], Edition]]]:
    picture = Picture("proef.jpg", b"", template.theme.picture_width, 300)
    images = {"proef.jpg": picture}
    portrait = Picture("schrijver.jpg", b"", 64, 64)
    yield (
        ISSUE_PAGE,
        partial(
            compile_issue, SPECIMEN, template, SPECIMEN_LETTER, images=images, portrait=portrait
        ),
    )
    for kind in NoticeKind:
        if kind.value in template.theme.notices:  # an older template lacks the later ones
            yield (
                "notice.mjml.j2",
                partial(
                    compile_notice, kind, template, SPECIMEN_LETTER, details=_DETAILS, last=_LAST
                ),
            )


def _left_out(edition: Edition, template: Template) -> Iterator[Message]:
    """Yield what a reader would miss: the editor's words, or the unsubscribe link."""
    for page, part in ((ISSUE_PAGE, edition.html), ("issue.txt.j2", edition.text)):
        text = "".join(chunk for chunk in part if isinstance(chunk, str))
        fields = {chunk.name for chunk in part if isinstance(chunk, Field)}
        for what, words in _TO_BE_FOUND.items():
            if words not in text:
                yield _lacking(template.folder / page, what)
        for field in sorted({"greeting", "unsubscribe_url", "preferences_url", "why"} - fields):
            what = Message.in_own_words(f"letter.{field}")
            yield _lacking(template.folder / page, what)


def _lacking(page: Path, what: Message) -> Message:
    return Message("at-place", place=str(page), problem=Message("template-leaves-out", what=what))
