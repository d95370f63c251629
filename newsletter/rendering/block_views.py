"""The blocks of an issue as its templates see them, with words written by a scribe."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class PartView:
    """A ``paragraph``, ``subheading`` or ``list`` of running text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ProseView:
    """Running text: consecutive paragraphs, subheadings and lists."""

    parts: tuple[PartView, ...]
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A pull quote."""

    text: str
    by: str
    kind: str = "quote"


@dataclass(frozen=True, slots=True)
class PromptView:
    """A prompt."""

    text: str
    kind: str = "prompt"


@dataclass(frozen=True, slots=True)
class LinkView:
    """Words and their link."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LinksView:
    """Consecutive cross links."""

    items: tuple[LinkView, ...]
    kind: str = "links"


@dataclass(frozen=True, slots=True)
class ButtonView:
    """A button."""

    text: str
    url: str
    kind: str = "button"


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One opening question. ``hint`` may be empty."""

    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class OpeningView:
    """The opening questions."""

    title: str
    items: tuple[QuestionView, ...]
    kind: str = "questions"


@dataclass(frozen=True, slots=True)
class AfterwordView:
    """A P.S.; ``mark`` is empty for the first, whose word is the theme's."""

    question: str
    answer: str
    mark: str
    kind: str = "postscript"


@dataclass(frozen=True, slots=True)
class ImageView:
    """A picture in its place, in CSS pixels."""

    url: str
    alt: str
    width: int
    height: int
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class RuleView:
    """A quiet line between two parts of the text."""

    kind: str = "rule"


BlockView: TypeAlias = (
    ProseView
    | QuoteView
    | PromptView
    | LinksView
    | ButtonView
    | OpeningView
    | AfterwordView
    | ImageView
    | RuleView
)
