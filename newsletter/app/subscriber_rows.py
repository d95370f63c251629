"""People and imports in words, for terminals and machines."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from newsletter.audience.consent import warning
from newsletter.model.audience import Arrival, SuppressionReason

if TYPE_CHECKING:
    from newsletter.audience.importing import RejectedRow
    from newsletter.audience.importing.importer import ImportReport


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberRow:
    """A subscriber in words."""

    address: str
    first_name: str
    standing: str
    tags: tuple[str, ...]
    rhythm: str
    language: str
    joined: str
    confirmed: str
    left: str
    suppressed: str

    def facts(self) -> dict[str, object]:
        """For machines; what is not known is null."""
        return {
            "address": self.address,
            "first_name": self.first_name or None,
            "standing": self.standing,
            "tags": list(self.tags),
            "rhythm": self.rhythm,
            "language": self.language,
            "joined": self.joined or None,
            "confirmed": self.confirmed or None,
            "left": self.left or None,
            "suppressed": self.suppressed or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A reader whom the provider's own list refuses, in words."""

    address: str
    since: str
    why: str

    def facts(self) -> dict[str, object]:
        """For machines."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did or would do, in words: ``report`` has the counts."""

    report: "ImportReport"

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to what; with the refused they sum to the rows."""
        told = {arrival.value: self.report.arrivals[arrival] for arrival in Arrival}
        kept_out = {f"kept out ({why.value})": many for why, many in self.report.kept_out.items()}
        return (
            told
            | {"leaves": 0}
            | {_leaves(why): many for why, many in self.report.leaves.items()}
            | {"stays": self.report.stays}
            | kept_out
            | {"not confirmed there": self.report.pending}
        )

    @property
    def refused(self) -> Sequence["RejectedRow"]:
        """Rows that cannot be taken in, each with its line and reason; a thousand at most."""
        return self.report.refused

    @property
    def sentence(self) -> str:
        """The counts in one line."""
        told = [f"{many} {what}" for what, many in self.counts.items() if many]
        if self.report.refused_count:
            told.append(f"{self.report.refused_count} refused")
        return ", ".join(told) or "nobody"

    @property
    def warnings(self) -> list[str]:
        """What to consider about the tags that the file brings along."""
        return [told for tag in sorted(self.report.tags) if (told := warning(tag))]

    @property
    def came_to_nothing(self) -> bool:
        """Whether rows were refused and not one was of use."""
        return bool(self.report.refused_count) and not any(self.counts.values())

    def facts(self) -> dict[str, object]:
        """For machines."""
        return {
            **self.counts,
            "tool": self.report.tool or None,
            "columns": list(dict.fromkeys(column for _, column in self.report.columns)),
            "headings": [{"heading": one, "as": column} for one, column in self.report.columns],
            "everyone": self.report.everyone.value,
            "unknown_columns": list(self.report.unknown_columns),
            "refused_rows": self.report.refused_count,
            "refused": [{"line": row.line, "reason": row.reason} for row in self.refused],
            "warnings": self.warnings,
        }


def columns_told(report: "ImportReport") -> list[str]:
    """What was made of the columns of a file, before anybody is taken in."""
    used = ", ".join(f"{heading} ({column})" for heading, column in report.columns)
    unused = ", ".join(report.unknown_columns)
    told = [f"columns: {used}", f"not used: {unused}" if unused else ""]
    if report.everyone.value != "subscribed":
        told.append(
            f"everybody in it counts as {report.everyone.value}, as its name or heading says;"
            " if that is wrong: --status subscribed"
        )
    return [line for line in told if line]


def _leaves(why: SuppressionReason) -> str:
    return "leaves" if why is SuppressionReason.LEFT else f"leaves ({why.value})"
