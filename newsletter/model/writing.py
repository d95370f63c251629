"""Texts of issues as they are written: opened, saved, and kept when another takes their place."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsletter.message import Message


class KeptBecause(Enum):
    """Why a text is kept that is not in its issue's file."""

    REPLACED = "replaced"  # it was in the file before a save
    UNREADABLE = "unreadable"  # it was typed, and cannot be read as an issue
    LOST = "lost"  # it was typed while the file became another


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """A text of an issue that is kept.

    Attributes:
        editor: Who saved what took its place, or typed it.
        after: The SHA-256 of what took its place; empty if nothing did.
    """

    id: int
    issue: int
    kept_at: datetime
    because: KeptBecause
    text: str
    editor: int
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIssue:
    """An issue's file as it is opened for writing.

    Attributes:
        sha256: Of the file, to be given back with a save.
        problem: Why the file cannot be read as an issue, if it cannot.
    """

    number: int
    text: str
    sha256: str
    problem: Message | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """The text is in the file, whose SHA-256 is this now."""

    sha256: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text cannot be read as an issue: the file is as it was, and the text is kept."""

    problem: Message
    line: int | None


@dataclass(frozen=True, slots=True)
class SaveConflict:
    """The file is another than the one that was opened; the typed text is kept.

    Attributes:
        theirs: What the file holds now.
        by: Who saved that; ``None`` if it was changed outside the desk.
    """

    theirs: OpenIssue
    by: int | None


SaveAnswer = Saved | Unreadable | SaveConflict
