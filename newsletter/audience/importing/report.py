"""The result of an import, in counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, assert_never

from newsletter.audience.consent import Verdict
from newsletter.audience.importing.columns import Column
from newsletter.audience.importing.rows import ImportRow, RejectedRow
from newsletter.audience.importing.words import ImportedStatus
from newsletter.model.audience import Arrival, SuppressionReason

_MOST_LISTED: Final = 1_000  # refused rows that are listed; the others are only counted


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """The result for every row, or the result that an import would have. The counts sum to the rows.

    Attributes:
        tool: The tool that wrote the file, if its columns show it.
        columns: The headings that are used, and as what.
        unknown_columns: The headings that are not used.
        everyone: The status of everybody in the file, by its name, by the heading
            of its addresses or by the editor's choice.
        arrivals: How many subscribers are new, known, have left or are suppressed.
        kept_out: How many left, bounced or complained according to the other tool,
            and are not readers here. They are suppressed here too.
        leaves: How many people with such a status were readers until now.
        stays: How many of them remain readers, by their own later consent.
        pending: How many had not confirmed there. They are skipped.
        refused: The first thousand rows that cannot be imported.
        tags: The tags in the file, a thousand at most.
        number: That of the import, by which it can be undone; 0 for a preview.
    """

    tool: str
    columns: tuple[tuple[str, Column], ...]
    unknown_columns: tuple[str, ...]
    everyone: ImportedStatus = ImportedStatus.SUBSCRIBED
    arrivals: Counter[Arrival] = field(default_factory=Counter)
    kept_out: Counter[SuppressionReason] = field(default_factory=Counter)
    leaves: Counter[SuppressionReason] = field(default_factory=Counter)
    stays: int = 0
    pending: int = 0
    refused: list[RejectedRow] = field(default_factory=list)
    refused_count: int = 0
    tags: set[str] = field(default_factory=set)
    number: int = field(default=0, compare=False)

    @property
    def barred(self) -> int:
        """How many people get no mail any more, or none in future, because of the file."""
        return self.kept_out.total() + self.leaves.total()

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        known = self.arrivals.total() + self.kept_out.total() + self.leaves.total() + self.stays
        return known + self.pending + self.refused_count

    def note_tags(self, piece: Iterable[ImportRow]) -> None:
        """Record the tags, up to the limit."""
        if len(self.tags) < _MOST_LISTED:
            self.tags.update(*{who.tags for who in piece})

    def note_verdict(self, found: Verdict, reason: SuppressionReason) -> None:
        """Count a person who left, bounced or complained according to the file."""
        match found:
            case Verdict.KEPT_OUT:
                self.kept_out[reason] += 1
            case Verdict.LEAVES:
                self.leaves[reason] += 1
            case Verdict.STAYS:
                self.stays += 1
            case _:
                assert_never(found)

    def refuse(self, row: RejectedRow) -> None:
        """Count a refused row, and keep it up to the limit."""
        self.refused_count += 1
        if len(self.refused) < _MOST_LISTED:
            self.refused.append(row)
