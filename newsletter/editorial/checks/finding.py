"""What a check found: how bad it is, what it is about, and the line."""

from dataclasses import dataclass
from enum import Enum
from typing import Final, Self, assert_never

from newsletter.editorial.checks.inspected import Inspected
from newsletter.message import Datum, Message
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
        message: Names the rule by its code, such as ``alt-missing``; ``block`` in its
            data is the part of the issue that it is about.
        line: Of the issue file, where that is known.
    """

    severity: Severity
    message: Message
    line: int | None = None

    @property
    def code(self) -> str:
        """The rule, named the same for ever."""
        return self.message.code

    @property
    def block(self) -> Message | None:
        """The part of the issue that it is about, where there is one."""
        block = self.message.data.get("block")
        return block if isinstance(block, Message) else None

    @classmethod
    def error(cls, code: str, *, line: int | None = None, **data: Datum) -> Self:
        """Return a finding that stops an approval."""
        return cls(Severity.ERROR, Message(code, **data), line)

    @classmethod
    def hint(cls, code: str, *, line: int | None = None, **data: Datum) -> Self:
        """Return a finding that stops nothing."""
        return cls(Severity.HINT, Message(code, **data), line)

    @classmethod
    def note(cls, code: str) -> Self:
        """Return that something was not looked at."""
        return cls(Severity.NOTE, Message(code))


_LONGEST = 40

KINDS: Final[dict[type[Block], str]] = {
    Paragraph: "part-paragraph",
    Subheading: "part-subheading",
    BulletList: "part-list",
    PullQuote: "part-quote",
    Prompt: "part-prompt",
    CrossLink: "part-cross-link",
    Button: "part-button",
    Questions: "part-questions",
    PostScript: "part-post-script",
    Image: "part-image",
}


def part(code: str, words: str) -> Message:
    """Return the name of a part of the issue that says these words."""
    return Message(code, words=shortened(words))


def shortened(words: str) -> str:
    """The first words, cut between two of them; one that is too long by itself is cut through."""
    words = " ".join(words.split())
    if len(words) <= _LONGEST:
        return words
    head, _, _ = words[: _LONGEST + 1].rpartition(" ")
    return f"{(head or words[:_LONGEST]).rstrip(' ,;:.')} …"


def name_block(inputs: Inspected, number: int) -> Message:
    """The name of an issue's block, by its place in the body."""
    block = inputs.issue.blocks[number]
    words = heading_above(inputs, number) if isinstance(block, Image) else said(block)
    return part(KINDS[type(block)], words)


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
