"""Texts of issues at the desk: opened, saved, and kept when they are not in the file."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from newsletter.message import Message


class KeptBecause(Enum):
    """Why a text is kept in the database."""

    REPLACED = "replaced"  # a save replaced it in the file
    UNREADABLE = "unreadable"  # typed, and not put into the file: it cannot be read as an issue
    LOST = "lost"  # typed, and not put into the file: that was changed meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierText:
    """A text of an issue that is kept in the database.

    Attributes:
        editor: The number of the editor who replaced the text, or who typed it if it never
            was in the file; below zero, that of a program's key.
        after: The SHA-256 of the file that replaced it; empty if none did.
    """

    id: int
    issue: int
    kept_at: datetime
    because: KeptBecause
    text: str
    editor: int
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFields:
    """An issue's file in fields.

    Attributes:
        head: The lines above the text, with the blank lines behind them.
        title: The value in the head, or a newer one from a form. The same holds for the next two.
        subject: The same.
        preheader: The same.
        body: The text.
    """

    head: str
    title: str
    subject: str
    preheader: str
    body: str

    @property
    def lines(self) -> int:
        """The number of lines above the text."""
        return self.head.count("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenIssue:
    """An issue's file as it is opened for writing.

    Attributes:
        sha256: The hash of the file; a save names it, to show that nothing changed meanwhile.
        problem: Why the file cannot be read as an issue; ``None`` if it can.
        line: The line of the file that is wrong, if known.
        subject: As readers without a first name see it; empty if the file cannot be read.
        preheader: The same, of the line behind it.
        fields: The file in fields; ``None`` if it has to be written as a whole.
        minutes: How long readers take; 0 if the file cannot be read.
        minutes_aloud: How long it takes to read it out; 0 if it cannot be read.
    """

    number: int
    text: str
    sha256: str
    problem: Message | None = None
    line: int | None = None
    subject: str = ""
    preheader: str = ""
    fields: IssueFields | None = None
    minutes: int = 0
    minutes_aloud: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """The text is in the file, which now has this SHA-256, subject and preheader."""

    sha256: str
    subject: str
    preheader: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The text cannot be read as an issue: the file is unchanged, and the text is kept.

    Attributes:
        line: The line of the whole text that is wrong, if known.
        field: The name of the field of ``IssueFields`` that is wrong; empty if none is.
    """

    problem: Message
    line: int | None
    field: str = ""


class Side(Enum):
    """Which of two texts is kept where both changed the same place."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"  # one after the other


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both texts changed, each in its own way.

    Attributes:
        mine: The lines of the one text.
        theirs: The lines of the other.
        is_in_head: Whether it is above the text of the letter, where both cannot be kept.
        kept: What the merged text has in this place.
    """

    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    is_in_head: bool
    kept: Side


@dataclass(frozen=True, slots=True)
class MergedText:
    """A merged text, and the places that both changed, in order."""

    text: str
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Lines that differ between two texts, and the number of the first one in each, from 1."""

    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    my_line: int
    their_line: int


@dataclass(frozen=True, slots=True)
class SaveConflict:
    """The file was changed after it was opened: it is left as it is, and the typed text is kept.

    Attributes:
        theirs: What the file holds now.
        by: The number of the editor who saved that, or below zero that of a program's key;
            ``None`` if it was not saved at the desk.
        differences: Where the typed text and the file differ.
    """

    theirs: OpenIssue
    by: int | None
    differences: tuple[Difference, ...]


SaveAnswer = Saved | Unreadable | SaveConflict


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCorrection:
    """A correction as an editor typed it.

    Attributes:
        words: Its text, in Markdown.
        number: The issue that the page showed; ``None`` if none had been begun.
        expected: The SHA-256 of that issue's file when it was shown; empty if there was none.
    """

    subject: str
    words: str
    number: int | None
    expected: str


@dataclass(frozen=True, slots=True)
class CorrectionSave:
    """A correction after an attempt to save it.

    Attributes:
        number: The issue in which it is written.
        text: The complete text of its file, as it was to be saved.
        expected: The SHA-256 of the file to which that is a change.
        answer: Whether that is in the file, or why not.
    """

    number: int
    text: str
    expected: str
    answer: SaveAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedDraft:
    """An issue that an editor shows to somebody without an account.

    Attributes:
        title: Its subject, as it was.
        by: The number of the editor.
        until: When its address stops working.
        html: The email as it was, with an invented reader's values.
    """

    issue: int
    title: str
    by: int
    until: datetime
    html: str
