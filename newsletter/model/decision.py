"""Decisions of editors about the issue of a slot, by mail on the day before or at the desk."""

from dataclasses import dataclass
from datetime import date, datetime

from newsletter.message import Message
from newsletter.model.editor import Actor, Editor
from newsletter.model.issue import SlotVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLink:
    """What one editor's link in the mail of the day before is about.

    Attributes:
        id: Random, so that it is not given again after a restore: mails carry it.
        edition: SHA-256 of the edition that the mail showed.
        day: The slot's local date.
        editor: The number of the editor whose link it is.
        expires_at: The moment of the slot.
    """

    id: int
    issue: int
    edition: str
    day: date
    editor: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided about one edition at one slot.

    Attributes:
        day: The slot's local date.
        editor: The number of the editor who decided; ``None`` at the terminal.
    """

    issue: int
    edition: str
    day: date
    verdict: SlotVerdict
    actor: Actor
    editor: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherIssue:
    """The issue that would go first if the asked one went a slot later."""

    number: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What can be decided about an issue at its slot, as it is now.

    Attributes:
        at: The moment of the slot.
        if_skipped: When the issue goes if the slot is skipped; ``None`` if it has no date then.
        other: The issue that it can change places with.
        no_other: Why there is none to change places with; ``None`` if there is.
        needs_yes: Whether it goes only after a yes.
        is_behind: Whether its file has changed since, so that its present text is not sent.
    """

    at: datetime
    if_skipped: datetime | None
    other: OtherIssue | None
    no_other: Message | None
    needs_yes: bool
    is_behind: bool

    def labels(self, weekday: str) -> dict[SlotVerdict, Message]:
        """Return what each button does; without ``LATER`` where it cannot be chosen.

        Args:
            weekday: The name of the slot's day of the week.
        """
        skip = "decide-skip" if self.if_skipped else "decide-skip-without-date"
        found = {
            SlotVerdict.GO: Message("decide-go", weekday=weekday),
            SlotVerdict.SKIP: Message(skip, weekday=weekday),
        }
        if self.other is not None:
            title = self.other.title
            found[SlotVerdict.LATER] = Message("decide-later", weekday=weekday, title=title)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionQuestion:
    """What an editor's link shows.

    Attributes:
        number: The issue that the mail showed.
        editor: Whose link it is.
        day: The slot's local date.
        choice: What can be decided; ``None`` if nothing can any more.
        decided: What was decided, if anything was.
        by: Who decided that.
        goes_at: When the issue goes as things are now; ``None`` if it has no date.
        was_sent: Whether the issue has been sent, or is being sent.
    """

    number: int
    title: str
    editor: Editor
    day: date
    choice: Choice | None
    decided: Decision | None
    by: Message | None
    goes_at: datetime | None
    was_sent: bool
