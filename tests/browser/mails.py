"""The mails that are looked at: every template of the folder, with every kind of block."""

import io
from functools import cache

from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.blocks import Image, Subheading
from newsletter.model.edition import Edition, fill
from newsletter.model.notice import NoticeKind
from newsletter.rendering.compile import compile_issue, compile_notice
from newsletter.rendering.pictures import Picture, prepare, prepare_portrait
from tests.builders.notices import DETAILS, LAST, NOTICES_OF_A_THEME, OF_PEOPLE
from tests.rendering.builders import (
    BODY,
    TEMPLATES,
    a_full_issue,
    a_letter,
    a_recipient,
    a_template,
)

NAMES = sorted(folder.name for folder in TEMPLATES.iterdir() if (folder / "theme.toml").is_file())
BASE = "https://brief.example.org"
LONG_WORD = "Arbeidsongeschiktheidsverzekeringsmaatschappijen"


@cache
def a_picture() -> Picture:
    return prepare(_photo((176, 132, 96)), place_width=536, source="stapel.jpg")


@cache
def a_portrait() -> Picture:
    return prepare_portrait(_photo((96, 132, 176)), source="lotte.jpg")


def _photo(colour: tuple[int, int, int]) -> bytes:
    from PIL import Image as Raster

    buffer = io.BytesIO()
    Raster.new("RGB", (1400, 700), colour).save(buffer, "JPEG")
    return buffer.getvalue()


@cache
def compiled(template: str) -> Edition:
    """An issue with every kind of block, and a word that is too long for a telephone."""
    blocks = (*BODY[:3], Image("stapel.jpg", "Een stapel papier in ochtendlicht"), *BODY[3:])
    long = (Subheading(LONG_WORD), *BODY[1:2])
    return compile_issue(
        a_full_issue(blocks=(*blocks, *long), lines=()),
        a_template(template),
        a_letter(
            asks_clear_moment=True,
            sender=Mailbox("Lotte", EmailAddress("lotte", "example.org")),
        ),
        images={"stapel.jpg": a_picture()},
        portrait=a_portrait(),
    )


def html_of(template: str) -> str:
    return fill(compiled(template).html, a_recipient().values)


@cache
def mail_of(template: str, name: str = "issue") -> str:
    """The HTML of one mail by its name: the issue, or a notice by its kind."""
    if name == "issue":
        return html_of(template)
    kind = NoticeKind(name)
    edition = compile_notice(kind, a_template(template), a_letter(), details=DETAILS, last=LAST)
    values = {**a_recipient().values, **OF_PEOPLE}
    return fill(edition.html, values)


MAILS = ("issue", *(kind.value for kind in NOTICES_OF_A_THEME))


def pictures() -> dict[str, bytes]:
    return {f"{BASE}/media/{one.name}": one.data for one in (a_picture(), a_portrait())}
