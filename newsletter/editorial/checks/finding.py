"""What a check found: how bad it is, and the editor's own words for it."""

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from newsletter.editorial.checks.inspected import Inspected, Language
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Questions,
    Subheading,
    plain,
)


class Severity(Enum):
    """What a finding means for the approval."""

    ERROR = "error"  # stops an approval
    HINT = "hint"  # may be better otherwise; stops nothing
    NOTE = "note"  # something was not looked at; there is nothing to mend


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    Attributes:
        code: Names the rule, the same for ever, such as ``alt-missing``.
        message: A whole sentence in the editor's language; it names the block.
        block: The block by itself, such as ``het beeld bij 'Moeite met nee zeggen'``; may be empty.
        line: Of the issue file, where that is known.
    """

    severity: Severity
    code: str
    message: str
    block: str = ""
    line: int | None = None


_LONGEST = 40

# For each part of the letter: Dutch, English.
NAMES: dict[str, tuple[str, str]] = {
    "subject": ("het onderwerp", "the subject"),
    "preheader": ("de preheader", "the preheader"),
    "title": ("de titel", "the title"),
    "paragraph": ("de alinea '{words}'", "the paragraph '{words}'"),
    "subheading": ("de tussenkop '{words}'", "the subheading '{words}'"),
    "heading": ("de kop '{words}'", "the heading '{words}'"),
    "list": ("de lijst '{words}'", "the list '{words}'"),
    "quote": ("het citaat '{words}'", "the quote '{words}'"),
    "prompt": ("de vraag '{words}'", "the prompt '{words}'"),
    "cross link": ("de verwijzing '{words}'", "the cross link '{words}'"),
    "button": ("de knop '{words}'", "the button '{words}'"),
    "questions": ("de vragen '{words}'", "the questions '{words}'"),
    "post script": ("het P.S. '{words}'", "the P.S. '{words}'"),
    "image": ("het beeld bij '{words}'", "the picture at '{words}'"),
    "link": ("de link '{words}'", "the link '{words}'"),
    "text part": ("de tekstversie", "the text part"),
    "letter": ("de mail", "the mail"),
    "header": ("de kopregel {words}", "the header {words}"),
    "near": (" bij '{words}'", " at '{words}'"),
}

KINDS: dict[type[Block], str] = {
    Paragraph: "paragraph",
    Subheading: "subheading",
    BulletList: "list",
    PullQuote: "quote",
    Prompt: "prompt",
    CrossLink: "cross link",
    Button: "button",
    Questions: "questions",
    PostScript: "post script",
    Image: "image",
}


def name(kind: str, language: Language, words: str = "") -> str:
    """The name of a part of this kind that says these words."""
    told = NAMES[kind][0 if language == "nl" else 1]
    return told.format(words=shortened(words))


def shortened(words: str) -> str:
    """The first words, cut between two of them; one that is too long by itself is cut through."""
    words = " ".join(words.split())
    if len(words) <= _LONGEST:
        return words
    head, _, _ = words[: _LONGEST + 1].rpartition(" ")
    return f"{(head or words[:_LONGEST]).rstrip(' ,;:.')} …"


def name_block(inputs: Inspected, number: int) -> str:
    """The name of an issue's block, by its place in the body."""
    block = inputs.issue.blocks[number]
    words = heading_above(inputs, number) if isinstance(block, Image) else said(block)
    return name(KINDS[type(block)], inputs.language, words)


def heading_above(inputs: Inspected, number: int) -> str:
    """The subheading that a block stands under, else the issue's title."""
    for block in reversed(inputs.issue.blocks[:number]):
        if isinstance(block, Subheading):
            return block.text
    return inputs.issue.title


def line_of(inputs: Inspected, number: int) -> int | None:
    """The line of the issue file where a block starts, if known."""
    lines = inputs.issue.lines
    return lines[number] if number < len(lines) else None


def said(block: Block) -> str:
    """All the words of a block that readers see or hear."""
    match block:
        case Paragraph(text) | Prompt(text):
            return plain(text)
        case Subheading(text) | PullQuote(text) | CrossLink(text) | Button(text):
            return text
        case BulletList(items):
            return " ".join(plain(item.text) for item in items)
        case Questions(title, items):
            asked = " ".join(f"{item.text} {item.hint or ''}" for item in items)
            return f"{title} {asked}"
        case PostScript(question, answer):
            return f"{question} {plain(answer)}"
        case Image(_, alt):
            return alt
        case _:
            assert_never(block)


def addresses(block: Block) -> tuple[str, ...]:
    """Where a block's links lead, in the order of reading."""
    match block:
        case Paragraph(text) | Prompt(text) | PostScript(_, text):
            return tuple(span.url for span in text if span.url)
        case BulletList(items):
            return tuple(span.url for item in items for span in item.text if span.url)
        case CrossLink(_, url) | Button(_, url):
            return (url,) if url else ()
        case Subheading() | PullQuote() | Questions() | Image():
            return ()
        case _:
            assert_never(block)
