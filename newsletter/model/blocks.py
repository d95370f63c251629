"""The blocks of a text, the same in an article, an issue and an email."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. A line end in it is an intended break."""

    text: str
    strong: bool = False
    emphasis: bool = False
    url: str | None = None


RichText: TypeAlias = tuple[Span, ...]


def plain(text: RichText) -> str:
    """Return only the words, without styles or addresses."""
    return text[0].text if len(text) == 1 else "".join([span.text for span in text])


def rich(text: str) -> RichText:
    """Return plain words as rich text."""
    return (Span(text),) if text else ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. A lead-in ends in a colon and belongs to what follows it."""

    text: RichText


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading under a section's heading."""

    text: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """One entry of a list. ``level`` is its depth, 0 for the outermost."""

    text: RichText
    level: int = 0


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list, with bullets or, when ``ordered``, with numbers from ``start`` on."""

    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class PullQuote:
    """A pull quote.

    ``by`` names who said it; without a name the words are the article's own
    and must occur in it verbatim. Quotation marks are not part of it.
    """

    text: str
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """The question to the reader that closes a section (💡, which is not part of the text)."""

    text: RichText


@dataclass(frozen=True, slots=True)
class CrossLink:
    """``Lees meer in: …``: another piece by its title, with its address when known.

    ``lead_in`` is the paragraph that the link closes: without an address both are left out.
    """

    text: str
    url: str | None = None
    lead_in: RichText = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A call to action: a link alone on its line that ends in an arrow (not part of the text)."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One of the opening questions, and the hint behind its arrow."""

    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """The opening questions together, under the article's own title for them."""

    title: str
    items: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class PostScript:
    """A P.S.: one entry of the article's FAQ that closes an issue.

    Attributes:
        mark: ``P.P.S.`` and further ones; empty for the first, whose word is the template's.
    """

    question: str
    answer: RichText
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in the issue file's folder. ``alt`` is its text alternative."""

    source: str
    alt: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A quiet line between two parts of the text (``---``). It has no words."""


Block: TypeAlias = (
    Paragraph
    | Subheading
    | BulletList
    | PullQuote
    | Prompt
    | CrossLink
    | Button
    | Questions
    | PostScript
    | Image
    | Rule
)
