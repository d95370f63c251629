"""The import of a file of people, after a preview and with a statement of consent."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import BinaryIO, Final, TypeAlias

from newsletter.audience.consent import Verdict, statement_of_consent, truncated, verdict
from newsletter.audience.importing import ImportRow, Overrides, PeopleFile, RejectedRow, open_people
from newsletter.audience.importing.notes import note_of_import, source_of_import
from newsletter.audience.importing.ports import Imports
from newsletter.audience.importing.report import ImportReport
from newsletter.audience.importing.rows import Proof
from newsletter.audience.importing.values import tag
from newsletter.audience.importing.words import ImportedStatus
from newsletter.audience.ports import (
    Clock,
    Consents,
    Subscribers,
    Suppressions,
    Transaction,
)
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import (
    Arrival,
    Consent,
    NewSubscriber,
    Standing,
    Subscriber,
    SuppressionReason,
)
from newsletter.model.webhook import BulkCause
from newsletter.system import collected_rarely

_AT_ONCE: Final = 20_000  # rows per transaction, which is a third of a second for newcomers
_KEPT_OUT_AT_ONCE: Final = 200  # people per transaction: each takes several statements
_SORTED: Final = 40_000  # rows that are sorted by address together: some 25 MB
_AS_IT_SAYS: Final = Overrides()
_TagsOf: TypeAlias = Callable[[frozenset[str]], frozenset[str]]
_BARRED: Final[Mapping[ImportedStatus, SuppressionReason]] = {
    ImportedStatus.LEFT: SuppressionReason.LEFT,
    ImportedStatus.BOUNCED: SuppressionReason.BOUNCED,
    ImportedStatus.COMPLAINED: SuppressionReason.COMPLAINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """Imports in chunks of one transaction each, which keeps memory and waits small."""

    subscribers: Subscribers
    suppressions: Suppressions
    consents: Consents
    imports: Imports
    transaction: Transaction
    many: Transaction  # around all transactions of one import
    clock: Clock
    language: str
    unicode_local: bool = False

    def preview(
        self,
        stream: BinaryIO,
        name: str = "the file",
        *,
        overrides: Overrides = _AS_IT_SAYS,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> ImportReport:
        """Return what ``take_in`` would do, without doing it.

        Args:
            stream: The file, seekable.
            name: The file's name.
            overrides: What the editor says about the file's columns and words.
            progress: Called after every chunk with the number of rows so far.

        Raises:
            AuthorError: The file is no list of people, or is not understood.
        """
        people = self._open(stream, name, overrides)
        report = _begin(people)
        barred: dict[str, Arrival] = {}
        with closing(people.rows) as rows, collected_rarely():
            for piece in _pieces(_counted(rows, report)):
                report.note_tags(piece)
                self._foresee(piece, report, barred)
                progress(report.rows)
        return report

    def take_in(
        self,
        stream: BinaryIO,
        name: str = "the file",
        *,
        statement: str,
        tags: Collection[str] = (),
        overrides: Overrides = _AS_IT_SAYS,
        may_tag: Callable[[str], bool] = lambda _tag: True,
        begin: Callable[[ImportReport], None] = lambda _report: None,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> ImportReport:
        """Import the people, under a number. Repeating it changes nothing.

        Args:
            stream: The file, seekable.
            name: The file's name in messages and in the record of consent.
            statement: On what basis these people get the newsletter, in the
                editor's words: how they agreed, or that they are clients who
                could object when their address was collected (Tw 11.7 lid 3).
            tags: Given to everybody in the file.
            overrides: What the editor says about the file's columns and words.
            may_tag: Whether a tag in the file is taken over.
            begin: Called with the recognised columns, before anybody
                is imported.
            progress: Called after every chunk with the number of rows so far.

        Raises:
            AuthorError: The file is no list of people, or is not understood.
            DeskError: There is no statement, or it is too short; or the import was undone
                meanwhile.
        """
        statement = statement_of_consent(statement)
        people = self._open(stream, name, overrides)
        report = _begin(people)
        begin(report)
        source = source_of_import(name, report.tool)
        report.number = self.imports.begin(source.to_text())
        tags_of = _tagging(frozenset(filter(None, map(tag, tags))), may_tag)
        with closing(people.rows) as rows, self.many(), collected_rarely():
            for piece in _pieces(_counted(rows, report)):
                report.note_tags(piece)
                self._take_piece(piece, report, tags_of, source, statement)
                progress(report.rows)
        self.imports.end(report.number)
        return report

    def _open(self, stream: BinaryIO, name: str, overrides: Overrides) -> PeopleFile:
        return open_people(
            stream,
            name,
            unicode_local=self.unicode_local,
            overrides=overrides,
            today=self.clock().date(),
        )

    def _foresee(
        self, piece: list[ImportRow], report: ImportReport, barred: dict[str, Arrival]
    ) -> None:
        gone = [who for who in piece if who.status in _BARRED]
        for who, reason, found, reader in self._verdicts(gone):
            report.note_verdict(found, reason)
            leaves_by_choice = reader is not None and reason is not SuppressionReason.BOUNCED
            if found is not Verdict.STAYS:
                barred[who.address.normalised] = (
                    Arrival.HAS_LEFT if leaves_by_choice else Arrival.SUPPRESSED
                )
        newcomers = [
            self._newcomer(who, who.tags)
            for who in piece
            if who.status is ImportedStatus.SUBSCRIBED
        ]
        arrivals = self.subscribers.preview(newcomers)
        report.arrivals.update(
            barred.get(who.address.normalised, arrival)
            for who, arrival in zip(newcomers, arrivals, strict=True)
        )

    def _take_piece(
        self,
        piece: list[ImportRow],
        report: ImportReport,
        tags_of: _TagsOf,
        source: Message,
        statement: str,
    ) -> None:
        origin = source.to_text()
        coming = [who for who in piece if who.status is ImportedStatus.SUBSCRIBED]
        consent_of = self._consents(source, statement)
        newcomers = [self._newcomer(who, tags_of(who.tags), consent_of(who)) for who in coming]
        gone = [who for who in piece if who.status in _BARRED]
        for start in range(0, len(gone), _KEPT_OUT_AT_ONCE):
            self._keep_out(gone[start : start + _KEPT_OUT_AT_ONCE], report, origin)
        with self.transaction():
            arrivals = self.subscribers.take_in(
                newcomers, source=origin, cause=BulkCause.IMPORT, imported=report.number
            )
            self.imports.count(report.number, added=arrivals.count(Arrival.NEW), barred=0)
        report.arrivals.update(arrivals)

    def _consents(self, source: Message, statement: str) -> Callable[[ImportRow], Consent]:
        """Return what gives the record of somebody's consent."""
        now = self.clock()

        @cache  # most lists say the same of everybody, or only a day
        def consent(network: str, proof: Proof) -> Consent:
            note = note_of_import(source, proof).to_text()
            return Consent(
                kind="imported", at=now, wording=statement, network=truncated(network), note=note
            )

        return lambda who: consent(who.network, who.proof)

    def _verdicts(
        self, gone: Sequence[ImportRow]
    ) -> Iterator[tuple[ImportRow, SuppressionReason, Verdict, Subscriber | None]]:
        """Yield a verdict on everybody who left, bounced or complained elsewhere, and the reader."""
        if not gone:
            return
        addresses = [who.address for who in gone]
        readers = self.subscribers.among(addresses)
        suppressed = self.suppressions.among(addresses) if readers else {}
        consents = self.consents.of_each([reader.id for reader in readers.values()])
        for who in gone:
            reader = readers.get(who.address.normalised)
            found = verdict(
                reader,
                consents.get(reader.id, ()) if reader else (),
                _BARRED[who.status],
                at=who.left_at,
                is_suppressed=who.address in suppressed,
            )
            is_reader = reader is not None and reader.standing is Standing.CONFIRMED
            yield who, _BARRED[who.status], found, reader if is_reader else None

    def _keep_out(self, gone: Sequence[ImportRow], report: ImportReport, source: str) -> None:
        """Unsubscribe and suppress people who left, bounced or complained elsewhere."""
        before = report.barred
        with self.transaction():
            leaving: dict[int, None] = {}
            suppressed: list[tuple[EmailAddress, SuppressionReason]] = []
            for who, reason, found, reader in self._verdicts(gone):
                report.note_verdict(found, reason)
                if found is Verdict.STAYS:
                    continue
                if reader is not None and reason is not SuppressionReason.BOUNCED:
                    leaving[reader.id] = None
                if reader is None or reason is not SuppressionReason.LEFT:
                    suppressed.append((who.address, reason))
            left = self.subscribers.unsubscribe_all([*leaving], cause=BulkCause.IMPORT)
            self.consents.add(left, Consent(kind="left", at=self.clock(), note=source))
            for address, reason in suppressed:
                self.suppressions.add(address, reason, source)
            self.imports.count(report.number, added=0, barred=report.barred - before)

    def _newcomer(
        self, who: ImportRow, tags: frozenset[str], consent: Consent | None = None
    ) -> NewSubscriber:
        return NewSubscriber(
            address=who.address,
            first_name=who.first_name,
            language=who.language or self.language,
            tags=tags,
            consent=consent,
        )


def _tagging(given: frozenset[str], may_tag: Callable[[str], bool]) -> _TagsOf:
    """Return what adds the tags given to everybody to those of somebody that may be taken over."""

    @lru_cache(maxsize=10_000)  # a million rows share few
    def tags_of(theirs: frozenset[str]) -> frozenset[str]:
        return given.union(filter(may_tag, theirs))

    return tags_of


def _begin(people: PeopleFile) -> ImportReport:
    header = people.header
    return ImportReport(
        tool=header.tool.value,
        columns=header.used,
        unknown_columns=header.unused,
        everyone=header.everyone,
    )


def _counted(rows: Iterable[ImportRow | RejectedRow], report: ImportReport) -> Iterator[ImportRow]:
    """Yield the rows that are about a person, and count the others."""
    for row in rows:
        if isinstance(row, RejectedRow):
            report.refuse(row)
        elif row.status is ImportedStatus.PENDING:
            report.pending += 1
        else:
            yield row


def _pieces(rows: Iterator[ImportRow]) -> Iterator[list[ImportRow]]:
    """Yield the rows of one transaction after another, by address.

    A piece then changes neighbouring pages of the database's index, and two imports of the same
    people lock them in the same order. Of an address that is there twice, the first row stays the
    first.
    """
    while some := sorted(islice(rows, _SORTED), key=_mailbox):
        for start in range(0, len(some), _AT_ONCE):
            yield some[start : start + _AT_ONCE]


def _mailbox(who: ImportRow) -> str:
    return who.address.normalised
