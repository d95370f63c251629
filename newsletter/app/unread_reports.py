"""Reports that could not be read or were not believed, for the editor to look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.errors import DeskError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.store.inbox import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadReport:
    """A provider's call or a letter that changed nothing, or not everything that it says.

    Attributes:
        id: Its number in the inbox.
        provider: Who sent it; ``letterbox`` for a letter.
        came_at: Aware, UTC.
        reason: Why it was not acted on.
        text: What came in, as text; empty in a list.
    """

    id: int
    provider: str
    came_at: datetime
    reason: Message
    text: str = ""

    def facts(self) -> dict[str, object]:
        """Return all but the reason, for machines."""
        return {
            "report": self.id,
            "provider": self.provider,
            "came_at": self.came_at.isoformat(),
            "text": self.text,
        }


class UnreadReports:
    """What is kept for 30 days with its reason."""

    def __init__(self, inbox: "Inbox") -> None:
        self._inbox = inbox

    def rows(self) -> list[UnreadReport]:
        """Return the newest hundred, without their text."""
        return [
            UnreadReport(
                id=kept.id,
                provider=kept.provider,
                came_at=kept.came_at,
                reason=Message.from_text(reason),
            )
            for kept, reason in self._inbox.troubled()
        ]

    def show(self, number: int) -> UnreadReport:
        """Return one with its text.

        Raises:
            DeskError: There is none of that number, or it is older than 30 days.
        """
        found = self._inbox.find_troubled(number)
        if found is None:
            raise DeskError("unread-report-missing", report=number)
        kept, reason = found
        return UnreadReport(
            id=kept.id,
            provider=kept.provider,
            came_at=kept.came_at,
            reason=Message.from_text(reason),
            text=kept.hook.body.decode(errors="replace"),
        )
