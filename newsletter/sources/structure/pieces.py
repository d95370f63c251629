"""What a source hands over: the pieces of a text, each with the lines it stands on."""

from dataclasses import dataclass
from enum import Enum

from newsletter.model.blocks import RichText, plain

ARROWS = ("→", "➜", "➔", "➡", "⇒", "⟶", "->")
BOLD_LINE = 9  # a line all in bold: a heading of the lowest level, where there are others


class PieceKind(Enum):
    """What a piece is by its form alone, before its place in the article is known."""

    TEXT = "text"
    HEADING = "heading"
    SUBHEADING = "subheading"
    ITEM = "item"  # of a list
    QUOTE = "quote"
    PROMPT = "prompt"
    BUTTON = "button"  # ends in an arrow
    FOLDED = "folded"  # a question whose answer the page folds away (details/summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph, heading, list item … of a text.

    Attributes:
        text: The words, without bullet, quote marks, bulb or closing arrow.
        whole: The words with them, as they stand.
        first: Index of the first line that it stands on.
        last: Index of the last one.
        level: Of a heading, 1 for the title's; 0 when only its form makes it a
            heading. Of an item, its depth in the list.
        mark: An item's bullet or number, as it stands.
        by: Who said it, of a quote.
        gap: Blank lines before it.
        folded: The page folds it away, as the answer to a question.
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

    @property
    def words(self) -> str:
        """The words alone."""
        return plain(self.text)

    @property
    def is_sure_heading(self) -> bool:
        """Whether the source's own marks make it a heading, not only its form."""
        return self.form is PieceKind.HEADING and self.level > 0

    @property
    def is_numbered(self) -> bool:
        """Whether it is an item with a number for a bullet."""
        return self.form is PieceKind.ITEM and self.mark[:1].isdecimal()

    @property
    def is_hint(self) -> bool:
        """Whether it begins with an arrow: the hint behind a question, else a list item."""
        return self.form is PieceKind.ITEM and (self.mark + self.words).lstrip("-•").startswith(
            ARROWS
        )

    @property
    def asks(self) -> bool:
        """Whether it ends in a question mark."""
        return self.words.rstrip(" \N{NO-BREAK SPACE}»”\"'").endswith("?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What stands beside the text: front matter, a page's head. ``None`` where it says nothing.

    ``page_title`` and then ``fallback_title`` are used when the text itself has none.
    """

    fallback_title: str
    page_title: str | None = None
    title: str | None = None
    short_title: str | None = None
    category: str | None = None
    reading_minutes: int | None = None
    author: str | None = None
    address: str | None = None
    language: str | None = None
