"""A file of people taken in, after a look at what would happen and with a statement of consent."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final

from newsletter.audience.importing import Candidate, PeopleFile, Refused, open_people
from newsletter.audience.importing.values import Told, tag
from newsletter.audience.needs import Clock, Consents, Subscribers, Suppressions, Transaction
from newsletter.audience.networks import truncated
from newsletter.audience.wording import statement_of_consent
from newsletter.model.audience import Arrival, Consent, Newcomer, SuppressionReason

_AT_ONCE: Final = 2_000  # rows a transaction
_MOST_TOLD: Final = 1_000  # refused rows told one by one; the rest is counted
_BARRED: Final[Mapping[Told, SuppressionReason]] = {
    Told.LEFT: SuppressionReason.LEFT,
    Told.BOUNCED: SuppressionReason.BOUNCED,
    Told.COMPLAINED: SuppressionReason.COMPLAINED,
}


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What became, or would become, of every row; the counts sum to the rows.

    Attributes:
        tool: Which tool wrote the file, where its columns tell.
        columns: What was understood, and ``unknown_columns`` what was not.
        arrivals: How many subscribers are new, known, have left or are suppressed.
        kept_out: How many the other tool said had left, bounced or complained:
            they are suppressed here too.
        pending: How many had not confirmed there: they are passed over.
        refused: The first thousand rows that cannot be taken in.
        tags: Those that people bring along, a thousand at most.
    """

    tool: str
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    arrivals: Counter[Arrival] = field(default_factory=Counter)
    kept_out: Counter[SuppressionReason] = field(default_factory=Counter)
    pending: int = 0
    refused: list[Refused] = field(default_factory=list)
    refused_count: int = 0
    tags: set[str] = field(default_factory=set)

    @property
    def rows(self) -> int:
        """How many rows the file has."""
        known = self.arrivals.total() + self.kept_out.total()
        return known + self.pending + self.refused_count

    def note_tags(self, piece: Iterable[Candidate]) -> None:
        """Remember which tags there are while there is room."""
        if len(self.tags) < _MOST_TOLD:
            self.tags.update(*{who.tags for who in piece})

    def refuse(self, row: Refused) -> None:
        """Count a refused row, and keep it while there is room."""
        self.refused_count += 1
        if len(self.refused) < _MOST_TOLD:
            self.refused.append(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingIn:
    """Imports, in pieces of one transaction each, so that memory stays flat and readers don't wait."""

    subscribers: Subscribers
    suppressions: Suppressions
    consents: Consents
    transaction: Transaction
    clock: Clock
    language: str
    unicode_local: bool = False
    cores: int = 1

    def preview(self, stream: BinaryIO, name: str = "the file") -> ImportReport:
        """What ``take_in`` would do, without doing it.

        Raises:
            AuthorError: The file is no list of people.
        """
        people = self._open(stream, name)
        report = _begin(people)
        with closing(people.rows) as rows:
            for piece in _pieces(_sorted(rows, report)):
                report.note_tags(piece)
                self._foresee(piece, report)
        return report

    def take_in(
        self,
        stream: BinaryIO,
        name: str = "the file",
        *,
        statement: str,
        tags: Collection[str] = (),
    ) -> ImportReport:
        """Take the people in; doing it again changes nothing.

        Args:
            stream: The file; it can be sought.
            name: How messages and the record of consent call it.
            statement: On what ground these people get the newsletter, in the
                editor's words: how they agreed, or that they are clients who
                could refuse when their address was asked (Tw 11.7 lid 3).
            tags: Given to everybody in the file.

        Raises:
            AuthorError: The file is no list of people.
            DeskError: There is no statement, or it is too short.
        """
        statement = statement_of_consent(statement)
        people = self._open(stream, name)
        report = _begin(people)
        given = frozenset(filter(None, map(tag, tags)))
        with closing(people.rows) as rows:
            for piece in _pieces(_sorted(rows, report)):
                report.note_tags(piece)
                with self.transaction():
                    self._take_piece(piece, report, given, _source(name, report.tool), statement)
        return report

    def _open(self, stream: BinaryIO, name: str) -> PeopleFile:
        return open_people(
            stream, name, unicode_local=self.unicode_local, with_helper=self.cores > 1
        )

    def _foresee(self, piece: list[Candidate], report: ImportReport) -> None:
        for told in (who.told for who in piece if who.told in _BARRED):
            report.kept_out[_BARRED[told]] += 1
        newcomers = [self._newcomer(who, ()) for who in piece if who.told is Told.SUBSCRIBED]
        report.arrivals.update(self.subscribers.preview(newcomers))

    def _take_piece(
        self,
        piece: list[Candidate],
        report: ImportReport,
        tags: frozenset[str],
        source: str,
        statement: str,
    ) -> None:
        self._keep_out(piece, report, source)
        coming = [who for who in piece if who.told is Told.SUBSCRIBED]
        newcomers = [self._newcomer(who, tags) for who in coming]
        arrivals = self.subscribers.take_in(newcomers, source=source)
        report.arrivals.update(arrivals)
        now = self.clock()
        self.consents.add_by_address(
            (
                who.address,
                Consent(
                    kind="imported",
                    at=now,
                    wording=statement,
                    network=truncated(who.network),
                    note=_there(who, source),
                ),
            )
            for who, arrival in zip(coming, arrivals, strict=True)
            if arrival is Arrival.NEW
        )

    def _keep_out(self, piece: list[Candidate], report: ImportReport, source: str) -> None:
        for who in piece:
            if (reason := _BARRED.get(who.told)) is None:
                continue
            report.kept_out[reason] += 1
            # who is a reader here said yes to us, whatever an older list says
            if self.subscribers.by_address(who.address) is None:
                self.suppressions.add(who.address, reason, source)

    def _newcomer(self, who: Candidate, tags: Collection[str]) -> Newcomer:
        return Newcomer(
            address=who.address,
            first_name=who.first_name,
            language=who.language or self.language,
            tags=who.tags | frozenset(tags),
        )


def _begin(people: PeopleFile) -> ImportReport:
    return ImportReport(
        tool=people.tool.value,
        columns=tuple(column.value for column in people.columns),
        unknown_columns=people.unknown_columns,
    )


def _source(name: str, tool: str) -> str:
    return f"import of {name}" + (f" from {tool}" if tool else "")


def _there(who: Candidate, source: str) -> str:
    """What the other tool knew of the consent."""
    moment = who.confirmed_at or who.joined_at
    return source if moment is None else f"{source}; joined there on {moment:%Y-%m-%d}"


def _sorted(rows: Iterable[Candidate | Refused], report: ImportReport) -> Iterator[Candidate]:
    """The rows that say something about a person; the others are counted."""
    for row in rows:
        if isinstance(row, Refused):
            report.refuse(row)
        elif row.told is Told.PENDING:
            report.pending += 1
        else:
            yield row


def _pieces(rows: Iterator[Candidate]) -> Iterator[list[Candidate]]:
    while piece := list(islice(rows, _AT_ONCE)):
        yield piece
