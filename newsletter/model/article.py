"""An article as it came in: what each part is, and where every line went."""

from dataclasses import dataclass
from enum import Enum

from newsletter.model.blocks import Block, Button, CrossLink, Question


class Place(Enum):
    """What a line of the source is; every line has exactly one."""

    BLANK = "blank"
    MARKUP = "markup"  # front matter, tags, comments: carries no words of the text
    SHORT_TITLE = "short title"
    TITLE = "title"
    CATEGORY = "category"
    MINUTES = "minutes"
    AUTHOR = "author"
    INTRO = "intro"
    QUESTIONS_TITLE = "questions title"
    QUESTION = "question"
    HEADING = "heading"
    TEXT = "text"  # a paragraph, list or subheading of a section
    QUOTE = "quote"
    PROMPT = "prompt"
    SEE_ALSO = "see also"
    CALL_TO_ACTION = "call to action"
    RELATED = "related"
    FAQ = "faq"
    SITE_FAQ = "site faq"
    SUBSCRIBE_CALL = "subscribe call"
    SIGN_OFF = "sign-off"
    UNPLACED = "unplaced"


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line of the source with its own line end, counted from 1, and its place."""

    number: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Quote:
    """Words found verbatim in the article, without their marks, and the line where they start."""

    text: str
    by: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of an article, or the untitled part before the first heading.

    ``blocks`` are in reading order and hold neither quotes, prompts nor cross
    links: those stand apart. ``slug`` is unique in the article.
    """

    heading: str | None
    slug: str
    blocks: tuple[Block, ...] = ()
    quotes: tuple[Quote, ...] = ()
    prompts: tuple[str, ...] = ()
    see_also: tuple[CrossLink, ...] = ()
    line: int = 1


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question and its answer; ``site`` when it follows the sign-off and is the site's own."""

    question: str
    answer: str
    site: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One piece as it came in, by its parts. Absent values are ``None`` or empty.

    Joined in order, ``lines`` give the source again, character for character.
    ``address`` is where the piece stands on the web, when the source says so.
    """

    title: str
    short_title: str | None = None
    category: str | None = None
    reading_minutes: int | None = None
    intro: str | None = None
    questions_title: str | None = None
    questions: tuple[Question, ...] = ()
    sections: tuple[Section, ...] = ()
    faq: tuple[FaqEntry, ...] = ()
    related: tuple[CrossLink, ...] = ()
    call_to_action: Button | None = None
    subscribe_calls: tuple[str, ...] = ()
    author: str | None = None
    address: str | None = None
    sign_off: str | None = None
    language: str = "nl"
    lines: tuple[PlacedLine, ...] = ()

    @property
    def unplaced(self) -> tuple[PlacedLine, ...]:
        """The lines that fit nowhere; an editor is shown them."""
        return tuple(line for line in self.lines if line.place is Place.UNPLACED)

    @property
    def source(self) -> str:
        """The text that was read, whole."""
        return "".join(line.text for line in self.lines)
