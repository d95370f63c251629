"""Reports that could not be read or were rejected, for the editor."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.errors import DeskError
from newsletter.message import Message

if TYPE_CHECKING:
    from newsletter.store.inbox import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadReport:
    """A webhook call or email that was not applied, or only in part.

    Attributes:
        id: Its number in the inbox.
        provider: The sender, which is ``letterbox`` for an email.
        came_at: When it arrived (aware, UTC).
        reason: Why it was not applied.
        text: Its content as text, which is empty in a list.
    """

    id: int
    provider: str
    came_at: datetime
    reason: Message
    text: str = ""

    def facts(self) -> dict[str, object]:
        """Return everything except the reason, for programs."""
        return {
            "report": self.id,
            "provider": self.provider,
            "came_at": self.came_at.isoformat(),
            "text": self.text,
        }


class UnreadReports:
    """Unread reports, stored for 30 days with the reason."""

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
        """Return one report with its text.

        Raises:
            DeskError: It does not exist, or is older than 30 days.
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
