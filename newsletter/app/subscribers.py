"""The management of subscribers: adding, importing, exporting, listing, suppressing, erasing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from newsletter.app.container import Container
from newsletter.app.subscriber_rows import Held, ImportedColumns, ImportSummary, SubscriberRow
from newsletter.audience.addresses import parse
from newsletter.audience.consent import refusal_to_lift, statement_of_consent, warning
from newsletter.audience.names import listed_first_name
from newsletter.errors import DeskError, NewsletterError
from newsletter.message import Message
from newsletter.model.audience import (
    Arrival,
    Consent,
    NewSubscriber,
    Standing,
    Subscriber,
    Suppression,
    SuppressionReason,
)

if TYPE_CHECKING:
    from newsletter.app.import_undo import ImportHistory
    from newsletter.app.reader_services import ReaderServices

_NUMBERS = 1 << 31  # ids are signed 32-bit integers in the database


class SubscriberAdmin:
    """The publication's subscribers."""

    def __init__(self, container: Container, readers: "ReaderServices") -> None:
        self._container = container
        self._readers = readers

    @cached_property
    def imports(self) -> "ImportHistory":
        """Return the imports, which can be undone."""
        from newsletter.app.import_undo import ImportHistory

        return ImportHistory(self._container)

    def add(
        self,
        address: str,
        *,
        first_name: str = "",
        tags: Sequence[str] = (),
        statement: str,
    ) -> Message:
        """Add one person whose consent the editor has.

        Args:
            address: The address as typed.
            first_name: The first name, if known.
            tags: Tags for this person.
            statement: A sentence about how they consented, stored as proof.

        Raises:
            BadAddress: ``address`` is not a valid address.
            DeskError: The statement is missing or too short; the person has
                unsubscribed, or the address is suppressed.
        """
        stated = statement_of_consent(statement)
        newcomer = NewSubscriber(
            address=parse(address, unicode_local=self._container.capabilities.unicode_local),
            first_name=listed_first_name(first_name),
            tags=frozenset(tags),
            language=self._language,
        )
        consent = Consent(kind="added by the editor", at=self._container.now(), wording=stated)
        store = self._container.store
        with store.together():
            (arrival,) = store.subscribers.take_in([newcomer], source="by the editor")
            if arrival is Arrival.NEW:
                store.consents.add_by_address([(newcomer.address, consent)])
        return _outcome(arrival, str(newcomer.address))

    def import_file(
        self,
        path: Path,
        *,
        statement: str = "",
        tags: Sequence[str] = (),
        preview: bool = False,
        columns: Sequence[str] = (),
        values: Sequence[str] = (),
        status: str = "",
        begin: Callable[[ImportedColumns], None] = lambda _columns: None,
    ) -> ImportSummary:
        """Import a CSV file row by row. Rejected rows are listed, and the rest is imported.

        Args:
            path: The file, exported from any common tool.
            statement: On what ground these people get the newsletter, in a sentence.
            tags: Tags for everybody in the file.
            preview: Whether to change nothing and only report.
            columns: What columns mean, such as ``List status=status``.
            values: What words in columns mean, such as ``gone=left``.
            status: The status of everybody in the file.
            begin: Called with the meaning of the columns before anybody is imported.

        Raises:
            OSError: The file cannot be opened.
            DeskError: The statement is missing, or an override is not understood.
            AuthorError: It has no column of addresses, or cannot be parsed.
        """
        from newsletter.audience.importing import Overrides

        overrides = Overrides.parse(columns, values, status)
        with path.open("rb") as stream:
            if preview:
                report = self._readers.importer.preview(stream, path.name, overrides=overrides)
                begin(ImportedColumns(report))
                return ImportSummary(report)
            return ImportSummary(
                self._readers.importer.take_in(
                    stream,
                    path.name,
                    statement=statement,
                    tags=tags,
                    overrides=overrides,
                    begin=lambda report: begin(ImportedColumns(report)),
                )
            )

    def export(self, path: Path) -> Message:
        """Export everybody to a CSV file, with standing and consent."""
        from newsletter.audience.exporting import export

        store = self._container.store
        if not path.exists():
            path.touch(0o600)  # contains addresses, so only the owner may read it
        try:  # Excel needs the byte order mark
            with path.open("w", encoding="utf-8-sig", newline="") as out:
                count = export(
                    out,
                    lambda after, limit: store.subscribers.page(after=after, limit=limit),
                    store.consents,
                )
        except (OSError, NewsletterError):
            if path.is_file():
                path.unlink()  # a partial file could be mistaken for a complete one
            raise
        return Message("subscribers-exported", count=count, path=path)

    def rows(self, *, standing: str | None = None, tag: str | None = None) -> list[SubscriberRow]:
        """Return everybody, or those with one standing or tag."""
        from newsletter.store.listed_people import people

        wanted = _standing(standing)
        with self._container.reading() as reading:
            return [
                self._person(subscriber, suppression)
                for subscriber, suppression in people(reading, standing=wanted, tag=tag)
            ]

    def show(self, address: str) -> SubscriberRow:
        """Return one subscriber."""
        found = self._find(address)
        return self._person(found, self._container.store.suppressions.of(found.address))

    def unsubscribe(self, address: str) -> Message:
        """Unsubscribe a person who asked the editor."""
        subscriber = self._find(address)
        self._readers.unsubscribe.end(subscriber.id, "editor")
        return Message("subscriber-unsubscribed", address=str(subscriber.address))

    def everything(self, address: str) -> dict[str, object]:
        """Return all data stored about one person, to answer a request by email."""
        return self._readers.preferences.everything(self._find(address))

    def forget(self, address: str) -> Message:
        """Erase a person who asked the editor. A keyed hash remains."""
        subscriber = self._find(address)
        self._readers.preferences.forget(subscriber, "asked by mail, done by the editor")
        return Message("subscriber-erased", address=str(subscriber.address))

    def suppress(self, address: str, reason: str) -> Message:
        """Suppress an address, whether or not it is a subscriber's."""
        parsed = parse(address, unicode_local=True)
        self._container.store.suppressions.add(parsed, SuppressionReason.MANUAL, reason)
        return Message("address-suppressed", address=str(parsed))

    def held(self) -> list[Held]:
        """Return readers whom the provider's suppression list refuses without a reason."""
        return [
            Held(address=str(address), since=self._local(order.since), why=order.note)
            for address, order in self._container.store.feedback.held()
        ]

    def lift(self, address: str, reason: str) -> Message:
        """Lift a suppression for a reason, unless it was the reader's own wish.

        Raises:
            DeskError: There is no suppression, no reason, or it is the reader's own.
        """
        parsed, store = parse(address, unicode_local=True), self._container.store
        with store.together():
            why_not = refusal_to_lift(store.suppressions.of(parsed), reason)
            if why_not:
                raise DeskError(why_not)
            store.suppressions.lift(parsed)
            reader = store.subscribers.by_address(parsed)
            if reader is not None:
                consent = Consent(kind="suppression lifted", at=self._container.now(), note=reason)
                store.consents.add([reader.id], consent)
        return Message("suppression-lifted", address=str(parsed))

    def lift_bounced(self, dispatch: int, reason: str) -> Message:
        """Lift the suppressions caused by the bounces of a dispatch, for a reason.

        Raises:
            DeskError: There is no such dispatch, or no reason.
        """
        if not reason.strip():
            raise DeskError("lift-bounced-needs-reason", dispatch=dispatch)
        store = self._container.store
        store.dispatches.find(dispatch)
        note = f"bounced in dispatch {dispatch}: {reason}"
        consent = Consent(kind="suppression lifted", at=self._container.now(), note=note)
        with store.together():
            done = store.suppressions.lift_bounced(dispatch)
            store.consents.add(done.readers, consent)
        lifted = Message("bounced-lifted", count=done.lifted, dispatch=dispatch)
        if not done.kept:
            return lifted
        return Message("bounced-lifted-in-part", lifted=lifted, count=done.kept)

    def warning(self, tag: str) -> Message | None:
        """Return a warning about using this tag; ``None`` if there is none."""
        return warning(tag)

    def feedback(self) -> dict[str, dict[Any, Any]]:
        """Return why people unsubscribed, and the votes on each issue."""
        store = self._container.store
        tallies = {one.issue: store.votes.tally(one.issue) for one in store.history.sent()}
        return {
            "reasons": dict(store.leave_reasons.counts()),
            "moments": {
                issue: answers._asdict() for issue, answers in tallies.items() if any(answers)
            },
        }

    @property
    def _language(self) -> str:
        return self._container.settings.publication.language

    def _find(self, address: str) -> Subscriber:
        """Find a subscriber by address, or by the id that logs and notices use instead."""
        store = self._container.store
        if address.isascii() and address.isdigit() and int(address[:11]) < _NUMBERS:
            found, barred = store.subscribers.find(int(address)), None
        else:
            parsed = parse(address, unicode_local=True)
            found, barred = store.subscribers.by_address(parsed), store.suppressions.of(parsed)
        if found is not None:
            return found
        if barred is None:
            raise DeskError("subscriber-unknown", address=address)
        raise DeskError(
            "subscriber-unknown-suppressed",
            address=address,
            why=Message.of(barred.reason),
            since=self._local(barred.since),
        )

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._container.zone)

    def _person(self, subscriber: Subscriber, suppression: Suppression | None) -> SubscriberRow:
        confirmed_at, left_at = subscriber.confirmed_at, subscriber.left_at
        return SubscriberRow(
            address=str(subscriber.address),
            first_name=subscriber.first_name,
            standing=subscriber.standing,
            tags=tuple(sorted(subscriber.tags)),
            rhythm=subscriber.rhythm,
            language=subscriber.language,
            joined_at=self._local(subscriber.joined_at),
            confirmed_at=self._local(confirmed_at) if confirmed_at else None,
            left_at=self._local(left_at) if left_at else None,
            suppressed_for=suppression.reason if suppression else None,
            suppressed_since=self._local(suppression.since) if suppression else None,
        )


def _outcome(arrival: Arrival, address: str) -> Message:
    """Return the result of adding a person.

    Raises:
        DeskError: The person was not added.
    """
    match arrival:
        case Arrival.NEW:
            return Message("subscriber-added", address=address)
        case Arrival.KNOWN:
            return Message("subscriber-known", address=address)
        case Arrival.HAS_LEFT:
            raise DeskError("subscriber-left-once", address=address)
        case Arrival.SUPPRESSED:
            raise DeskError("subscriber-suppressed", address=address)
        case _:
            assert_never(arrival)


def _standing(name: str | None) -> Standing | None:
    if name is None:
        return None
    try:
        return Standing(name)
    except ValueError:
        known = tuple(standing.value for standing in Standing)
        raise DeskError("standing-unknown", text=name, known=known) from None
