"""Issues: the content of one number, its approval, and its place in the queue."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import NamedTuple

from newsletter.model.audience import Audience
from newsletter.model.blocks import Block, CrossLink
from newsletter.model.drawing import Choices

_DASH = re.compile(r"(?<=\S) [—–] (?=\S)")


class Markup(Enum):
    """Markdown that an email does not show, or not as it is typed."""

    TABLE = "table"
    CODE = "code"
    FOOTNOTE = "footnote"
    STRUCK = "struck text"
    HTML = "HTML"
    BROKEN_LINK = "broken link"  # the address has a blank in it, or a bracket is missing
    EMPTY_LINK = "empty link"  # words without an address, in a sentence
    WORDLESS_LINK = "link without words"
    REFERENCE = "link by reference"
    UNDERLINED_HEADING = "underlined heading"
    GLUED_HEADING = "heading without a space"
    TASK = "task"
    ASTERISKS = "asterisks"
    OPEN_EMPHASIS = "emphasis without an end"
    HIGHLIGHTED = "highlighted text"
    OPEN_NOTE = "note without an end"
    RUN_TOGETHER = "lines that run together"  # nothing is left out but their ends


@dataclass(frozen=True, slots=True)
class Unrendered:
    """Markdown in an issue file that is left out of the email, with its line."""

    kind: Markup
    words: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue, as read from its file in ``issues/``.

    Attributes:
        number: Counts up from 1 and is unique in a publication.
        slug: The file's name without number and ending.
        title: The full heading; ``subject`` is what the inbox shows.
        article: File name in ``issues/articles`` that it was drawn from, if any.
        sections: Slugs of that article's sections that it uses.
        template: Folder name in ``templates``; ``None`` for the publication's own.
        send_at: An aware moment that pins it; ``None`` for the next free slot.
        blocks: The body in the order of the file, without greeting and sign-off.
        lines: For each block the line of the file where it starts.
        unrendered: What its body has that an email does not show, by line.
        origin: The piece that it was drawn from, filled in when the article and the links are
            known.
        sign_off: The farewell of its article, or of the letter that it corrects; used where the
            settings have none.
        choices: Why an issue that was just drawn has these words; no part of its value.
    """

    number: int
    slug: str
    title: str
    subject: str
    preheader: str
    blocks: tuple[Block, ...]
    article: str | None = None
    sections: tuple[str, ...] = ()
    template: str | None = None
    audience: Audience = field(default_factory=Audience)
    send_at: datetime | None = None
    lines: tuple[int, ...] = ()
    unrendered: tuple[Unrendered, ...] = ()
    origin: CrossLink | None = None
    sign_off: str | None = None
    subject_alternatives: tuple[str, ...] = ()
    preheader_alternatives: tuple[str, ...] = ()
    choices: Choices | None = field(default=None, compare=False)

    @property
    def headline(self) -> str:
        """The title before its first spaced dash."""
        dash = _DASH.search(self.title)
        return self.title[: dash.start()] if dash else self.title

    @property
    def subline(self) -> str:
        """The title after that dash, with a capital; empty where there is none."""
        dash = _DASH.search(self.title)
        rest = self.title[dash.end() :] if dash else ""
        return rest[:1].upper() + rest[1:] if rest[:1].islower() else rest

    def __post_init__(self) -> None:
        """Refuse a naive moment: it would go out at another hour than was meant."""
        if self.send_at is not None and self.send_at.tzinfo is None:
            raise ValueError("send_at needs a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An approved issue. Its edition is frozen under its SHA-256.

    Attributes:
        file_hash: SHA-256 of the issue's file as it was; another one now means
            that the file was changed after the approval.
        send_at: The moment that pins it; ``None`` for the next free slot.
        position: Its place in the queue, counted from 1; ``None``: not queued.
        queued_at: Since when it is queued; earlier slots were not meant for it.
    """

    issue: int
    edition: str
    approved_at: datetime
    file_hash: str = ""
    audience: Audience = field(default_factory=Audience)
    send_at: datetime | None = None
    position: int | None = None
    queued_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """The moment after which it may go."""
        return self.queued_at or self.approved_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An approved issue at its slot.

    Attributes:
        day: The slot's local date, which is its key: a local date comes once,
            where an hour comes twice in autumn and not at all in spring.
        at: The moment of the slot, in UTC.
        is_released: Whether it goes at that moment; false while its slot is on
            hold, which means that it waits for an editor's yes.
    """

    issue: int
    edition: str
    day: date
    at: datetime
    audience: Audience = field(default_factory=Audience)
    is_released: bool = True


class SlotVerdict(Enum):
    """What becomes of the issue that is planned for a slot."""

    GO = "go"  # it is sent then; where slots wait for a yes, this is the yes
    SKIP = "skip"  # nothing is sent on that date
    LATER = "later"  # the next issue is sent then, and this one at the slot of that


class Release(NamedTuple):
    """An editor's yes to one edition at the slot of one local date."""

    day: date
    issue: int
    edition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedSlot:
    """A slot that passed before its issue could be sent. The editor decides."""

    day: date
    issue: int
