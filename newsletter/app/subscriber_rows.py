"""Subscribers and imports as values, for people and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from newsletter.audience.consent import warning
from newsletter.message import Message
from newsletter.model.audience import Arrival, Rhythm, Standing, SuppressionReason

if TYPE_CHECKING:
    from newsletter.audience.importing import RejectedRow
    from newsletter.audience.importing.report import ImportReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberRow:
    """A subscriber, with times in the publication's time zone."""

    address: str
    first_name: str
    standing: Standing
    tags: tuple[str, ...]
    rhythm: Rhythm
    language: str
    joined_at: datetime
    confirmed_at: datetime | None
    left_at: datetime | None
    suppressed_for: SuppressionReason | None
    suppressed_since: datetime | None

    def facts(self) -> dict[str, object]:
        """Return everything for programs, with ``None`` for unknown values."""
        why = self.suppressed_for
        return {
            "address": self.address,
            "first_name": self.first_name or None,
            "standing": self.standing.value,
            "tags": list(self.tags),
            "rhythm": self.rhythm.value,
            "language": self.language,
            "joined": _to_the_minute(self.joined_at),
            "confirmed": _to_the_minute(self.confirmed_at),
            "left": _to_the_minute(self.left_at),
            "suppressed": f"{why.value} since {_to_the_minute(self.suppressed_since)}"
            if why
            else None,
        }


def _to_the_minute(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A reader on the provider's own suppression list, with the provider's reason."""

    address: str
    since: datetime
    why: str

    def facts(self) -> dict[str, object]:
        """Return all of it for programs."""
        return {"address": self.address, "since": _to_the_minute(self.since), "why": self.why}


@dataclass(frozen=True, slots=True)
class ImportedColumns:
    """How the columns of an import file were understood."""

    report: "ImportReport"

    @property
    def used(self) -> tuple[Message, ...]:
        """Return the used columns, each with its meaning."""
        return tuple(
            Message("import-column-used", heading=heading, column=column)
            for heading, column in self.report.columns
        )

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the headings of the unused columns."""
        return self.report.unknown_columns

    @property
    def everyone(self) -> Message | None:
        """Return the status of everybody in the file, unless they are subscribed."""
        from newsletter.audience.importing.words import ImportedStatus

        status = self.report.everyone
        if status is ImportedStatus.SUBSCRIBED:
            return None
        return Message("import-everyone", status=status)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """The result of an import or of its preview. ``report`` has the counts."""

    report: "ImportReport"

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows by result. With the rejected ones they sum to all rows."""
        counts = {arrival.value: self.report.arrivals[arrival] for arrival in Arrival}
        kept_out = {f"kept out ({why.value})": many for why, many in self.report.kept_out.items()}
        return (
            counts
            | {"leaves": 0}
            | {_leaves(why): many for why, many in self.report.leaves.items()}
            | {"stays": self.report.stays}
            | kept_out
            | {"not confirmed there": self.report.pending}
        )

    @property
    def refused(self) -> Sequence["RejectedRow"]:
        """Return the rejected rows with line and reason, a thousand at most."""
        return self.report.refused

    @property
    def outcome(self) -> tuple[Message, ...]:
        """Return the counts that are not zero, in the order of ``counts``."""
        report = self.report
        messages = [
            *(
                (Message("import-arrived", count=report.arrivals[one], arrival=one))
                for one in Arrival
            ),
            *(_leaving(why, many) for why, many in report.leaves.items()),
            Message("import-stays", count=report.stays),
            *(
                Message("import-kept-out", count=many, why=why)
                for why, many in report.kept_out.items()
            ),
            Message("import-not-confirmed", count=report.pending),
            Message("import-refused", count=report.refused_count),
        ]
        return tuple(one for one in messages if one.data["count"]) or (Message("import-nobody"),)

    @property
    def warnings(self) -> list[Message]:
        """Return warnings about the tags in the file."""
        return [found for tag in sorted(self.report.tags) if (found := warning(tag))]

    @property
    def came_to_nothing(self) -> bool:
        """Return whether rows were rejected and none was usable."""
        return bool(self.report.refused_count) and not any(self.counts.values())

    def facts(self) -> dict[str, object]:
        """Return the counts and columns for programs, without sentences."""
        return {
            **self.counts,
            "tool": self.report.tool or None,
            "columns": list(dict.fromkeys(column.value for _, column in self.report.columns)),
            "headings": [
                {"heading": one, "as": column.value} for one, column in self.report.columns
            ],
            "everyone": self.report.everyone.value,
            "unknown_columns": list(self.report.unknown_columns),
            "import": self.report.number or None,
            "refused_rows": self.report.refused_count,
        }


def _leaving(why: SuppressionReason, count: int) -> Message:
    if why is SuppressionReason.LEFT:
        return Message("import-leaves", count=count)
    return Message("import-leaves-for", count=count, why=why)


def _leaves(why: SuppressionReason) -> str:
    return "leaves" if why is SuppressionReason.LEFT else f"leaves ({why.value})"
