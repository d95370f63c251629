"""The outcome of importing a list of people, as a value that can be kept in a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from newsletter.app.masking import masked, without_addresses
from newsletter.audience.consent import warning
from newsletter.message import Message
from newsletter.model.audience import Arrival

if TYPE_CHECKING:
    from newsletter.audience.importing import RejectedRow
    from newsletter.audience.importing.report import ImportReport

_MOST_REFUSALS: Final = 50  # that are listed; all are counted
_MOST_ASKED: Final = 30  # words that are asked about
_MOST_TAGS: Final = 50
_LONGEST_WRITTEN: Final = 80  # characters of what a refused row has for an address


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken in: its line, the reason, and its masked address."""

    line: int
    reason: Message
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOutcome:
    """The outcome of importing a list, foreseen or real. It holds no whole address.

    Attributes:
        tool: The tool that wrote the file, if its columns show it.
        used: The headings that are used, each with the value of its ``Column``.
        unused: The headings that are not used.
        everyone: The value of everybody's ``ImportedStatus``.
        new: How many become readers.
        known: How many are readers already, or wait to confirm.
        barred: How many left here before, or are suppressed here.
        kept_out: How many left, bounced or complained elsewhere, and were no readers here.
        leaves: How many readers leave, since the list says that they left elsewhere.
        stays: How many of those stay, by their own later consent.
        pending: How many had not confirmed elsewhere.
        refused: How many rows are not taken in.
        refusals: The first of those rows.
        asked: Headings and words that are not understood, to be asked about.
        health_tags: The tags that may tell of somebody's health.
        number: That of the import, by which it can be undone; 0 before it is taken in.
    """

    tool: str = ""
    used: tuple[tuple[str, str], ...] = ()
    unused: tuple[str, ...] = ()
    everyone: str = ""
    new: int = 0
    known: int = 0
    barred: int = 0
    kept_out: int = 0
    leaves: int = 0
    stays: int = 0
    pending: int = 0
    refused: int = 0
    refusals: tuple[RefusedRow, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    health_tags: tuple[str, ...] = ()
    number: int = 0

    @classmethod
    def of(cls, report: "ImportReport") -> "ListOutcome":
        """Return what the report of an import, or of its preview, says."""
        arrivals = report.arrivals
        return cls(
            tool=report.tool,
            used=tuple((heading, column.value) for heading, column in report.columns),
            unused=report.unknown_columns,
            everyone=report.everyone.value,
            new=arrivals[Arrival.NEW],
            known=arrivals[Arrival.KNOWN],
            barred=arrivals[Arrival.HAS_LEFT] + arrivals[Arrival.SUPPRESSED],
            kept_out=report.kept_out.total(),
            leaves=report.leaves.total(),
            stays=report.stays,
            pending=report.pending,
            refused=report.refused_count,
            refusals=tuple(map(_refusal, report.refused[:_MOST_REFUSALS])),
            asked=tuple(_asked(report.refused)),
            health_tags=tuple(filter(warning, sorted(report.tags)))[:_MOST_TAGS],
            number=report.number,
        )

    @property
    def rows(self) -> int:
        """Return how many rows the list has."""
        readers = self.new + self.known + self.barred
        return readers + self.kept_out + self.leaves + self.stays + self.pending + self.refused

    @property
    def changes_something(self) -> bool:
        """Return whether taking it in changes anything."""
        return bool(self.new or self.leaves or self.kept_out)

    def to_facts(self) -> dict[str, Any]:
        """Return it for JSON."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        kept = [[one.line, one.reason.to_text(), one.written] for one in self.refusals]
        return facts | {"refusals": kept}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "ListOutcome":
        """Read what ``to_facts`` returned."""
        values: dict[str, Any] = {
            name: tuple(map(_kept, value)) if isinstance(value, list) else value
            for name, value in facts.items()
        }
        refusals = tuple(
            RefusedRow(line, Message.from_text(reason), written)
            for line, reason, written in facts["refusals"]
        )
        return cls(**values | {"refusals": refusals})


def _kept(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _refusal(row: "RejectedRow") -> RefusedRow:
    return RefusedRow(
        row.line, without_addresses(row.reason), masked(row.written)[:_LONGEST_WRITTEN]
    )


def _asked(refused: Iterable["RejectedRow"]) -> list[tuple[str, str]]:
    """Return the words in columns about status that are not understood, each with its heading."""
    found = (
        (str(row.reason.data["heading"]), str(row.reason.data["cell"]))
        for row in refused
        if row.reason.code == "row-status-unknown"
    )
    return list(dict.fromkeys(found))[:_MOST_ASKED]
