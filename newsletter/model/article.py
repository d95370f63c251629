"""A parsed article: what each part is, and where every line went."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Paragraph,
    Question,
    Subheading,
    plain,
)
from newsletter.model.corrections import IgnoredCorrection

_MARKS = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛‹›", "'"))
_GUILLEMET_SPACES = re.compile(r"(?<=[«‹])\s+|\s+(?=[»›])")


def fold_marks(text: str) -> str:
    """Return the text on one line with straight quotation marks and apostrophes.

    The spaces within guillemets go with them: they belong to the marks.
    """
    return " ".join(_GUILLEMET_SPACES.sub("", text).translate(_MARKS).split())


class LinePlace(Enum):
    """What a line of the source is. Every line has exactly one kind."""

    BLANK = "blank"
    MARKUP = "markup"  # front matter, tags, comments: carries no words of the text
    SHORT_TITLE = "short title"
    TITLE = "title"
    CATEGORY = "category"
    MINUTES = "minutes"
    AUTHOR = "author"
    DATE = "date"  # of publication, alone on its line
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
    LEFT_OUT = "left out"  # words of the page around the article, such as a sharing link
    UNPLACED = "unplaced"


class LeftOutKind(Enum):
    """What a page shows outside its article."""

    NAVIGATION = "navigation"
    CONTENTS = "contents list"
    SIGN_UP_FORM = "sign-up form"
    FORM = "form"
    SHARING = "sharing links"
    RELATED = "related links"
    TAGS = "tags"
    AUTHOR = "author box"
    COMMENTS = "comments"
    FOOTNOTE = "footnotes"
    CAPTION = "caption"
    PICTURE = "picture alt"
    EMBEDDED = "embedded post"
    REPEATED = "repeated blocks"
    BOOKMARK = "bookmark card"
    SHORTCODE = "shortcode"
    STRUCK = "struck text"
    SYMBOL = "emoji"
    OBFUSCATED = "hidden address"
    HEADER = "page header"
    FOOTER = "page footer"
    SIDEBAR = "sidebar"
    DIALOG = "dialog"
    SEARCH = "search"
    LABEL = "label"  # above a prompt, such as "Reflection"
    PRIVATE = "private note"
    PROPERTIES = "properties"
    MEDIA = "video or audio"
    ELSEWHERE = "text beside the article"
    BY_HAND = "left out by hand"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Visible words of a page outside its article, and the lines that have them."""

    kind: LeftOutKind
    words: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line of the source with its own line end, counted from 1, and its place."""

    number: int
    text: str
    place: LinePlace


@dataclass(frozen=True, slots=True)
class Quote:
    """Words found verbatim in the article, without marks, and their first line."""

    text: str
    by: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part of an article, or the untitled part before the first heading.

    ``blocks`` are in reading order and hold neither quotes, prompts nor cross
    links: those are fields of their own.

    Attributes:
        slug: Unique in the article.
        former_slug: How version 0.1 named the section, which issue files may still
            say; ``None`` if it is the same, or now names another section.
    """

    heading: str | None
    slug: str
    blocks: tuple[Block, ...] = ()
    quotes: tuple[Quote, ...] = ()
    prompts: tuple[str, ...] = ()
    see_also: tuple[CrossLink, ...] = ()
    line: int = 1
    former_slug: str | None = None


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question and its answer. ``site`` marks the site's own, after the sign-off."""

    question: str
    answer: str
    site: bool = False


_PERMISSION = "with permission of "


@dataclass(frozen=True, slots=True)
class Rights:
    """Whose text an article is that does not come from the publication's own site.

    Attributes:
        holder: Who permitted its use; ``None`` if the text is the publication's own.
    """

    holder: str | None = None

    def to_text(self) -> str:
        """Return ``own``, or ``with permission of`` and the holder's name."""
        return "own" if self.holder is None else f"{_PERMISSION}{self.holder}"

    @classmethod
    def from_text(cls, text: str) -> "Rights | None":
        """Return the rights that ``to_text`` wrote; ``None`` for anything else."""
        if text.casefold() == "own":
            return cls()
        holder = text[len(_PERMISSION) :].strip()
        return cls(holder) if text.casefold().startswith(_PERMISSION) and holder else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A parsed article by its parts. Absent values are ``None`` or empty.

    Joined in order, ``lines`` give the source again, character for character.
    ``is_titled`` is false if ``title`` is only a substitute for one that is missing.
    ``address`` is the article's own web address, where the source names it.
    ``rights`` says whose text it is, where a person had to say so.
    ``left_out`` holds the page's visible words that are no part of the article.
    ``unknown_styles`` names the styles of a Word file that are read as ordinary text
    because their meaning is unknown.
    ``ignored_corrections`` are corrections of lines that have changed since.
    """

    title: str
    is_titled: bool = True
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
    rights: Rights | None = None
    sign_off: str | None = None
    language: str = "nl"
    lines: tuple[PlacedLine, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unknown_styles: tuple[str, ...] = ()
    ignored_corrections: tuple[IgnoredCorrection, ...] = ()

    @property
    def unplaced(self) -> tuple[PlacedLine, ...]:
        """The lines that fit nowhere, to be shown to the editor."""
        return tuple(line for line in self.lines if line.place is LinePlace.UNPLACED)

    @property
    def source(self) -> str:
        """The complete text that was read."""
        return "".join(line.text for line in self.lines)

    def holds(self, words: str) -> bool:
        """Return whether the article contains the words verbatim and whole.

        White space counts as one space, and quotation marks and apostrophes of
        every shape as the same; case counts. ``not`` is not found in ``nothing``.
        """
        wanted = fold_marks(words)
        return bool(wanted) and any(
            _is_whole_in(wanted, fold_marks(text)) for text in (self.source, *self._texts())
        )

    def _texts(self) -> Iterator[str]:
        """Yield the words of each part, because the source has marks and tags in between."""
        yield from filter(None, (self.title, self.short_title, self.intro, self.sign_off))
        for asked in self.questions:
            yield f"{asked.text} {asked.hint or ''}"
        for section in self.sections:
            yield section.heading or ""
            yield from (quote.text for quote in section.quotes)
            yield from section.prompts
            for block in section.blocks:
                yield from _block_texts(block)
        for entry in self.faq:
            yield f"{entry.question} {entry.answer}"


def _block_texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield plain(text)
        case BulletList(items):
            yield from (plain(item.text) for item in items)
        case Subheading(text) | Button(text):
            yield text
        case _:
            pass  # an article's sections hold no others


def _is_whole_in(words: str, text: str) -> bool:
    """Return whether a text contains the words without cutting through one at either end."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        cut_before = words[0].isalnum() and text[at - 1 : at].isalnum()
        cut_behind = words[-1].isalnum() and text[end : end + 1].isalnum()
        if not (cut_before or cut_behind):
            return True
        at = text.find(words, at + 1)
    return False
