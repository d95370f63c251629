"""What a template can draw: a whole issue, each kind of block by itself, and every notice."""

from collections.abc import Iterator

from newsletter.model.blocks import Block, Image, Paragraph, PullQuote, rich
from newsletter.model.edition import fill
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.settings import LetterSettings
from tests.browser.mails import MAILS, a_picture, mail_of
from tests.rendering.builders import BODY, a_full_issue, a_letter, a_recipient, a_template

_BEFORE = Paragraph(rich("Zo begint de brief, en hieronder staat het blok waar het om gaat."))
_AFTER = Paragraph(rich("En zo gaat hij verder, zodat te zien is hoeveel lucht er omheen is."))
_MORE: tuple[Block, ...] = (
    PullQuote("Wie alles draagt, heeft geen hand meer vrij.", by="Lotte, uit een eerdere brief"),
    Image("stapel.jpg", "Een stapel papier in ochtendlicht"),
)


def mails(template: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of all that a template draws."""
    for name in MAILS:
        yield name, mail_of(template, name)
    for number, block in enumerate((*BODY, *_MORE)):
        name = f"block-{number:02}-{type(block).__name__.lower()}"
        yield name, _with(template, (_BEFORE, block, _AFTER), a_letter())
    asking = a_letter(asks_clear_moment=True)
    yield "block-closing-band", _with(template, (_BEFORE, _AFTER), asking)


def _with(template: str, blocks: tuple[Block, ...], letter: LetterSettings) -> str:
    issue = a_full_issue(blocks=blocks, lines=())
    pictures = {"stapel.jpg": a_picture()}
    edition = compile_issue(issue, a_template(template), letter, images=pictures)
    return fill(edition.html, a_recipient().values)
