"""Rows of the queue: its issues with their moments, and notes for the editor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from newsletter.app import agreement, numbered
from newsletter.app.container import Container
from newsletter.editorial.expectation import Expectation
from newsletter.message import Message
from newsletter.model.issue import Approval, Planned

if TYPE_CHECKING:
    from newsletter.store.listing import Listing

STARTS: Final = Message("issue-starts")  # a note about an issue that an editor sends now


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One queued issue with its slot and notes for the editor.

    Attributes:
        needs_yes: Whether it is the next issue that an editor must release.
        is_pinned: Whether it is sent at a moment of its own instead of the next free slot.
        starts_at: When it is sent instead, because an editor sends it now; ``None`` otherwise.
    """

    place: int
    number: int
    subject: str
    goes_at: datetime | None
    notes: tuple[Message, ...]
    needs_yes: bool = False
    is_pinned: bool = False
    starts_at: datetime | None = None

    def facts(self) -> dict[str, object]:
        """Return the facts for programs, without sentences."""
        return {
            "place": self.place,
            "issue": self.number,
            "subject": self.subject,
            "goes_at": self.goes_at.isoformat() if self.goes_at else None,
        }


def rows_of(
    container: Container, listing: "Listing", entries: Sequence[Approval], expected: Expectation
) -> list[QueueRow]:
    """Return the rows of queued issues, in their order.

    Args:
        container: The publication's container.
        listing: From which their editions are read.
        entries: The queued issues.
        expected: When each is sent.
    """
    outdated = agreement.outdated_in(container, listing)
    editions = listing.editions({entry.edition for entry in entries})
    files = numbered.by_number(container.folder / "issues")
    schedule, moments, now = expected.schedule, expected.moments, container.now()
    why = {left.issue: Message.of(left.why) for left in schedule.stranded}
    asked = next((one for one in schedule.open if not one.is_released), None)
    return [
        QueueRow(
            place=place,
            number=entry.issue,
            subject=editions[entry.edition].subject_without_name,
            goes_at=moments.get(entry.issue),
            needs_yes=asked is not None and asked.issue == entry.issue,
            notes=_known(
                STARTS if entry.issue in expected.leaving else None,
                why.get(entry.issue),
                _waits(asked, entry.issue, now),
                agreement.OUTDATED if entry.issue in outdated else None,
                agreement.changed_since(entry, _hash(files.get(entry.issue))),
            ),
            is_pinned=entry.send_at is not None,
            starts_at=expected.leaving.get(entry.issue),
        )
        for place, entry in enumerate(entries, start=1)
    ]


def _waits(asked: Planned | None, issue: int, now: datetime) -> Message | None:
    """Return a note if this is the issue that an editor is asked to release."""
    if asked is None or asked.issue != issue:
        return None
    return Message("issue-held" if asked.at <= now else "issue-needs-yes", issue=issue)


def _known(*notes: Message | None) -> tuple[Message, ...]:
    return tuple(note for note in notes if note is not None)


def _hash(path: Path | None) -> str | None:
    return None if path is None else numbered.file_hash(path)
