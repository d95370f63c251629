"""Findings of the checks, names for the parts of an issue, and running all checks."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import ModuleType
from typing import Final, Self, TypeAlias, assert_never

from newsletter.editorial import checks
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
    Rule,
    Subheading,
    plain,
)


class Severity(Enum):
    """What a finding means for the approval."""

    ERROR = "error"  # prevents approval
    HINT = "hint"  # a possible improvement; does not prevent approval
    NOTE = "note"  # something was not checked; nothing to correct


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check.

    Attributes:
        message: Identifies the rule by its code, such as ``alt-missing``; ``block`` in
            its data is the part of the issue concerned.
        line: The line of the issue file, if known.
    """

    severity: Severity
    message: Message
    line: int | None = None

    @property
    def code(self) -> str:
        """The rule's stable name."""
        return self.message.code

    @property
    def block(self) -> Message | None:
        """The part of the issue concerned, if there is one."""
        block = self.message.data.get("block")
        return block if isinstance(block, Message) else None

    @classmethod
    def error(cls, code: str, *, line: int | None = None, **data: Datum) -> Self:
        """Return a finding that prevents approval."""
        return cls(Severity.ERROR, Message(code, **data), line)

    @classmethod
    def hint(cls, code: str, *, line: int | None = None, **data: Datum) -> Self:
        """Return a finding that does not prevent approval."""
        return cls(Severity.HINT, Message(code, **data), line)

    @classmethod
    def note(cls, code: str) -> Self:
        """Return a note that something was not checked."""
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
    Rule: "part-rule",
}


def part(code: str, words: str) -> Message:
    """Return the name of a part of the issue that begins with these words."""
    return Message(code, words=shortened(words))


def shortened(words: str) -> str:
    """Return the first words, cut between words unless the first alone is too long."""
    words = " ".join(words.split())
    if len(words) <= _LONGEST:
        return words
    head, _, _ = words[: _LONGEST + 1].rpartition(" ")
    return f"{(head or words[:_LONGEST]).rstrip(' ,;:.')} …"


def name_block(inputs: Inspected, number: int) -> Message:
    """Return the name of an issue's block, given its index in the body."""
    block = inputs.issue.blocks[number]
    words = heading_above(inputs, number) if isinstance(block, Image) else words_of(block)
    return part(KINDS[type(block)], words)


def heading_above(inputs: Inspected, number: int) -> str:
    """Return the subheading above a block, or the issue's title."""
    for block in reversed(inputs.issue.blocks[:number]):
        if isinstance(block, Subheading):
            return block.text
    return inputs.issue.title


def line_of(inputs: Inspected, number: int) -> int | None:
    """Return the line of the issue file where a block starts, if known."""
    lines = inputs.issue.lines
    return lines[number] if number < len(lines) else None


def texts(inputs: Inspected) -> Iterator[tuple[Message, str, int | None]]:
    """Yield each text of the issue with its name and, if known, its line."""
    issue = inputs.issue
    yield Message("part-subject"), issue.subject, None
    yield Message("part-preheader"), issue.preheader, None
    yield Message("part-title"), issue.title, None
    for number, block in enumerate(issue.blocks):
        yield name_block(inputs, number), words_of(block), line_of(inputs, number)


def words_of(block: Block) -> str:
    """Return all the words of a block that readers see or hear."""
    match block:
        case Paragraph(text) | Prompt(text):
            return plain(text)
        case CrossLink(text, lead_in=lead_in):
            return f"{plain(lead_in)} {text}".strip()
        case Subheading(text) | PullQuote(text) | Button(text):
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
        case Rule():
            return ""
        case _:
            assert_never(block)


def addresses(block: Block) -> tuple[str, ...]:
    """Return the addresses of a block's links, in reading order."""
    match block:
        case Paragraph(text) | Prompt(text) | PostScript(_, text):
            return tuple(span.url for span in text if span.url)
        case BulletList(items):
            return tuple(span.url for item in items for span in item.text if span.url)
        case CrossLink(_, url, lead_in):
            led = [span.url for span in lead_in if span.url]
            return (*led, url) if url else ()
        case Button(_, url):
            return (url,) if url else ()
        case Subheading() | PullQuote() | Questions() | Image() | Rule():
            return ()
        case _:
            assert_never(block)


Check: TypeAlias = Callable[[Inspected], tuple[Finding, ...]]

_SIGNATURE = {"inputs": Inspected, "return": tuple[Finding, ...]}
_ORDER = tuple(Severity)


@lru_cache(maxsize=1)
def every_check() -> tuple[Check, ...]:
    """Return the checks of the folder's modules, by module name and then in source order."""
    modules = sorted(module.name for module in pkgutil.iter_modules(checks.__path__))
    return tuple(
        check
        for name in modules
        for check in _checks_of(importlib.import_module(f"{checks.__name__}.{name}"))
    )


def _checks_of(module: ModuleType) -> Iterator[Check]:
    for name, value in vars(module).items():
        own = getattr(value, "__module__", None) == module.__name__
        if own and name.startswith("check_") and value.__annotations__ == _SIGNATURE:
            yield value


def run(inputs: Inspected, *, without: Collection[Check] = ()) -> tuple[Finding, ...]:
    """Run the checks and return the findings, deduplicated: errors first, then by line.

    Args:
        inputs: What they look at.
        without: The checks that are not run.
    """
    checks = (check for check in every_check() if check not in without)
    found = dict.fromkeys(finding for check in checks for finding in check(inputs))
    return tuple(
        sorted(found, key=lambda one: (_ORDER.index(one.severity), one.line is None, one.line or 0))
    )


def stops_approval(findings: tuple[Finding, ...]) -> bool:
    """Return whether any finding prevents approval of the issue."""
    return any(finding.severity is Severity.ERROR for finding in findings)


@lru_cache(maxsize=512)
def bare(text: str) -> str:
    """Return only letters and digits, to find words regardless of wrapping or markup."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


_FIELD = re.compile(r"\{[^{}]*\}")  # such as {first_name|reader}


def pieces(text: str) -> list[str]:
    """Return a text split at its merge fields, whose words differ per reader."""
    return _FIELD.split(text)


def place_of(inputs: Inspected, words: str) -> tuple[Message, int | None]:
    """Return a name for the place of some words, and their line in the issue, if any."""
    looked_for = bare(words)
    for number, block in enumerate(inputs.issue.blocks):
        if looked_for and looked_for in bare(words_of(block)):
            return name_block(inputs, number), line_of(inputs, number)
    return part("part-words", words), None
