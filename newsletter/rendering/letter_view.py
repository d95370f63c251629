"""What the publication says in every mail, as templates see it."""

import re
from dataclasses import dataclass

from newsletter.model.blocks import rich
from newsletter.rendering.pictures import Picture
from newsletter.rendering.scribes import Scribe
from newsletter.rendering.settings import Imprint, LetterSettings

_POSTAL_CODE = re.compile(r"\b([1-9]\d{3}) (?=[A-Z]{2}\b)")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """What the publication says in every mail, with the reader's merge fields.

    The templates leave out empty values.

    Attributes:
        writer: Who writes, where the sender has another name than the publication.
        portrait_url: The writer's portrait, a square picture.
        day: The day on which an issue is sent; empty in a notice.
        quote_start: The mark before a pull quote, and ``quote_end`` the one after it.
        browser_url: The issue in the archive, where there is one.
        moment_url: The page that asks whether it was a clear moment, where it is
            asked. ``?answer=`` with ``yes``, ``somewhat`` or ``no`` chooses an answer.
    """

    publication: str
    tagline: str
    home_url: str
    language: str
    dir: str
    greeting: str
    writer: str
    portrait_url: str
    day: str
    quote_start: str
    quote_end: str
    sign_off: str
    reply_line: str
    care_line: str
    why: str
    contact: tuple[str, ...]
    reply_to: str
    reply_to_url: str
    unsubscribe_url: str
    preferences_url: str
    browser_url: str
    moment_url: str


def letter_view(
    letter: LetterSettings,
    scribe: Scribe,
    *,
    sign_off: str,
    portrait: Picture | None = None,
    browser_url: str = "",
    has_day: bool = False,
    asks_moment: bool = False,
) -> LetterView:
    """Return the publication's part of every mail."""
    imprint, voice = letter.imprint, letter.voice
    language = imprint.language
    start, end = voice.marks(language).quotation
    return LetterView(
        language=language,
        dir="rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        greeting=scribe.merge("greeting"),
        day=scribe.merge("day") if has_day else "",
        quote_start=scribe.words(start),
        quote_end=scribe.words(end),
        sign_off=scribe.rich(rich(sign_off)),
        reply_line=scribe.words(letter.reply_line),
        care_line=scribe.words(voice.care_line),
        why=scribe.merge("why"),
        contact=tuple(scribe.words(_on_one_line(line)) for line in imprint.contact),
        moment_url=scribe.merge("moment_url") if asks_moment else "",
        **_imprint(imprint, scribe, portrait, browser_url),
    )


def _imprint(
    imprint: Imprint, scribe: Scribe, portrait: Picture | None, browser_url: str
) -> dict[str, str]:
    """Return who sends, and every address."""
    portrait_url = f"{imprint.base_url}/media/{portrait.name}" if portrait else ""
    return {
        "publication": scribe.words(imprint.publication),
        "tagline": scribe.words(imprint.tagline),
        "writer": scribe.words(imprint.writer),
        "home_url": scribe.address(imprint.base_url),
        "portrait_url": scribe.address(portrait_url),
        "reply_to": scribe.words(str(imprint.reply_to)),
        "reply_to_url": scribe.address(f"mailto:{imprint.reply_to}"),
        "unsubscribe_url": scribe.merge("unsubscribe_url"),
        "preferences_url": scribe.merge("preferences_url"),
        "browser_url": scribe.address(browser_url),
    }


def _on_one_line(line: str) -> str:
    """Return an address whose Dutch postal code stays together: ``1234 AB``."""
    return _POSTAL_CODE.sub("\\1\N{NO-BREAK SPACE}", line)
