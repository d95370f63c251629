"""The output of a source: the pieces of a text, each with its lines."""

from dataclasses import dataclass
from enum import Enum

from newsletter.model.article import Rights
from newsletter.model.blocks import RichText, plain
from newsletter.model.corrections import CorrectedPlace

ARROWS = ("→", "➜", "➔", "➡", "⇒", "⟶", "->")
BOLD_LINE = 9  # level of a heading that is only a bold line, below all others


class PieceKind(Enum):
    """The kind of a piece by its form, before its role in the article is known."""

    TEXT = "text"
    HEADING = "heading"
    SUBHEADING = "subheading"
    ITEM = "item"  # of a list
    QUOTE = "quote"
    PROMPT = "prompt"
    BUTTON = "button"  # ends in an arrow
    FOLDED = "folded"  # a question whose answer is collapsed (details/summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph, heading, list item … of a text.

    Attributes:
        text: The words, without bullet, quote marks, bulb or closing arrow.
        whole: The words with them, unchanged.
        first: Index of its first line.
        last: Index of its last line.
        level: A heading's level (1 is the title's), or 0 if only its form makes it a
            heading. For an item, its depth in the list.
        mark: An item's bullet or number, unchanged.
        by: A quote's speaker.
        gap: Number of blank lines before it.
        folded: Whether the page collapses it, as the answer to a question.
        sure: What a person says it is. No later step may change this.
    """

    form: PieceKind
    text: RichText
    first: int
    last: int
    whole: str = ""
    level: int = 0
    mark: str = ""
    by: str | None = None
    gap: int = 1
    folded: bool = False
    sure: CorrectedPlace | None = None

    @property
    def words(self) -> str:
        """Return the words without formatting."""
        return plain(self.text)

    @property
    def is_sure_heading(self) -> bool:
        """Return whether the markup, and not just its form, makes it a heading."""
        return self.form is PieceKind.HEADING and self.level > 0

    @property
    def is_numbered(self) -> bool:
        """Return whether it is an item of a numbered list."""
        return self.form is PieceKind.ITEM and self.mark[:1].isdecimal()

    @property
    def is_hint(self) -> bool:
        """Return whether it is an item beginning with an arrow, like a hint."""
        return self.form is PieceKind.ITEM and (
            self.mark.startswith(ARROWS) or self.words.startswith(ARROWS)
        )

    @property
    def asks(self) -> bool:
        """Return whether it ends in a question mark."""
        return self.words.rstrip(" \N{NO-BREAK SPACE}»”\"'").endswith(
            ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Metadata from outside the text: front matter, or a page's head.

    ``page_title`` and then ``fallback_title`` are used if the text has no title; the latter
    is the file's name, unless nobody chose that.
    """

    fallback_title: str | None
    page_title: str | None = None
    title: str | None = None
    short_title: str | None = None
    category: str | None = None
    reading_minutes: int | None = None
    author: str | None = None
    address: str | None = None
    rights: Rights | None = None
    language: str | None = None
