"""People, as the editor takes them in and looks at them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never

from newsletter.app.container import Container
from newsletter.app.foreign_form import form_for_other_sites
from newsletter.app.subscriber_rows import Held, ImportSummary, SubscriberRow, columns_told
from newsletter.audience.addresses import parse
from newsletter.audience.consent import refusal_to_lift, statement_of_consent, warning
from newsletter.audience.names import listed_first_name
from newsletter.errors import DeskError, NewsletterError
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
    from newsletter.app.reader_services import ReaderServices

_NUMBERS = 1 << 31  # the database's numbers have 32 bits, one for the sign


class SubscriberAdmin:
    """The publication's subscribers."""

    def __init__(self, parts: Container, readers: "ReaderServices") -> None:
        self._parts = parts
        self._readers = readers

    def add(
        self,
        address: str,
        *,
        first_name: str = "",
        tags: Sequence[str] = (),
        statement: str,
    ) -> str:
        """Take in one person whose consent the editor has.

        Args:
            address: As it was typed.
            first_name: If it is known.
            tags: Given to them.
            statement: How they agreed, in a sentence; it becomes their record.

        Raises:
            BadAddress: It is no address.
            DeskError: There is no statement, or it is too short; they left
                once, or the address is suppressed.
        """
        stated = statement_of_consent(statement)
        newcomer = NewSubscriber(
            address=parse(address, unicode_local=self._parts.capabilities.unicode_local),
            first_name=listed_first_name(first_name),
            tags=frozenset(tags),
            language=self._language,
        )
        consent = Consent(kind="added by the editor", at=self._parts.now(), wording=stated)
        store = self._parts.store
        with store.together():
            (arrival,) = store.subscribers.take_in([newcomer], source="by the editor")
            if arrival is Arrival.NEW:
                store.consents.add_by_address([(newcomer.address, consent)])
        match arrival:
            case Arrival.NEW:
                return f"added {newcomer.address}"
            case Arrival.KNOWN:
                return f"{newcomer.address} is there already; nothing was changed"
            case Arrival.HAS_LEFT:
                raise DeskError(
                    f"{newcomer.address} left once", "only the reader can come back, by signing up"
                )
            case Arrival.SUPPRESSED:
                raise DeskError(
                    f"there is a standing order not to write to {newcomer.address}",
                    f"`newsletter subscribers lift {newcomer.address} --reason WHY` ends it,"
                    " unless it is the reader's own wish: then they sign up themselves",
                )
            case _:
                assert_never(arrival)

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
        begin: Callable[[Sequence[str]], None] = lambda _columns: None,
    ) -> ImportSummary:
        """Take in a CSV file row by row; what is refused is listed, the rest goes in.

        Args:
            path: The file, of any of the usual tools.
            statement: On what ground these people get the newsletter, in a sentence.
            tags: Given to everybody in it.
            preview: Only say what would happen.
            columns: What columns mean, such as ``List status=status``.
            values: What words in them mean, such as ``gone=left``.
            status: How everybody in the file stands.
            begin: Called with what was made of the columns, line by line, before
                anybody is taken in.

        Raises:
            DeskError: The file cannot be opened, or there is no statement.
            AuthorError: It has no column of addresses, or is not understood.
        """
        from newsletter.audience.importing import Overrides

        overrides = Overrides.parse(columns, values, status)
        try:
            stream = path.open("rb")
        except OSError as error:
            raise DeskError(f"{path} cannot be opened: {error.strerror}") from error
        with stream:
            if preview:
                report = self._readers.taking_in.preview(stream, path.name, overrides=overrides)
                begin(columns_told(report))
                return ImportSummary(report)
            return ImportSummary(
                self._readers.taking_in.take_in(
                    stream,
                    path.name,
                    statement=statement,
                    tags=tags,
                    overrides=overrides,
                    begin=lambda report: begin(columns_told(report)),
                )
            )

    def export(self, path: Path) -> str:
        """Everyone to a CSV file, with standing and consent."""
        from newsletter.audience.exporting import export

        store = self._parts.store
        if not path.exists():
            path.touch(0o600)  # addresses: for nobody else on this machine
        try:  # the mark in front is for Excel
            with path.open("w", encoding="utf-8-sig", newline="") as out:
                count = export(
                    out,
                    lambda after, limit: store.subscribers.page(after=after, limit=limit),
                    store.consents,
                )
        except (OSError, NewsletterError):
            if path.is_file():
                path.unlink()  # half of it would pass for all of it
            raise
        return f"{count} people are in {path}; it holds addresses: keep it safe, and not for long"

    def rows(self, *, standing: str | None = None, tag: str | None = None) -> list[SubscriberRow]:
        """Everyone, or those of one standing or tag."""
        from newsletter.store.listed_people import people

        wanted = _standing(standing)
        with self._parts.reading() as reading:
            return [
                self._person(subscriber, suppression)
                for subscriber, suppression in people(reading, standing=wanted, tag=tag)
            ]

    def show(self, address: str) -> SubscriberRow:
        """Everything that is kept of one person."""
        found = self._find(address)
        return self._person(found, self._parts.store.suppressions.of(found.address))

    def unsubscribe(self, address: str) -> str:
        """Let a person leave who asked for it by other ways than the link."""
        subscriber = self._find(address)
        self._readers.leaving.let_go(subscriber.id, "editor")
        return f"{subscriber.address} gets nothing any more"

    def everything(self, address: str) -> dict[str, object]:
        """All that is kept of one person, for whoever asks for their own data by mail."""
        return self._readers.choosing.everything(self._find(address))

    def forget(self, address: str) -> str:
        """Erase a person who asked for it by mail; a keyed hash remains."""
        subscriber = self._find(address)
        self._readers.choosing.forget(subscriber, "asked by mail, done by the editor")
        return f"{subscriber.address} is erased; only a keyed hash remains, so that no import brings them back"

    def suppress(self, address: str, reason: str) -> str:
        """From now on nothing is written to this address, whoever it is."""
        parsed = parse(address, unicode_local=True)
        self._parts.store.suppressions.add(parsed, SuppressionReason.MANUAL, reason)
        return f"nothing is written to {parsed} from now on"

    def held(self) -> list[Held]:
        """Readers whom the provider's own list refuses without a reason; nothing goes to them."""
        return [
            Held(address=str(address), since=self._told(order.since), why=order.note)
            for address, order in self._parts.store.feedback.held()
        ]

    def lift(self, address: str, reason: str) -> str:
        """End a standing order, for a reason; never one that the reader gave.

        Raises:
            DeskError: There is none, there is no reason, or it is the reader's own.
        """
        parsed = parse(address, unicode_local=True)
        found = self._parts.store.suppressions.of(parsed)
        why_not = refusal_to_lift(found, reason)
        if why_not:
            raise DeskError(why_not)
        self._parts.store.suppressions.lift(parsed)
        reader = self._parts.store.subscribers.by_address(parsed)
        if reader is not None:
            consent = Consent(kind="suppression lifted", at=self._parts.now(), note=reason)
            self._parts.store.consents.add([reader.id], consent)
        return f"{parsed} may be written to again"

    def lift_bounced(self, dispatch: int, reason: str) -> str:
        """End the suppressions that the bounces of a dispatch made, for a reason.

        Raises:
            DeskError: There is no such dispatch, or no reason.
        """
        if not reason.strip():
            raise DeskError("lifting them needs a reason, which is kept", "add --reason WHY")
        store = self._parts.store
        store.dispatches.find(dispatch)
        note = f"bounced in dispatch {dispatch}: {reason}"
        consent = Consent(kind="suppression lifted", at=self._parts.now(), note=note)
        with store.together():
            done = store.suppressions.lift_bounced(dispatch)
            store.consents.add(done.readers, consent)
        told = f"{done.lifted} who bounced in dispatch {dispatch} may be written to again"
        return f"{told}; {done.kept} stay suppressed for another reason" if done.kept else told

    def warning(self, tag: str) -> str:
        """What to consider before giving this tag; empty where nothing speaks against it."""
        return warning(tag)

    def said(self) -> dict[str, dict[Any, Any]]:
        """Why people left, and the tally of every issue that was answered."""
        store = self._parts.store
        tallies = {one.issue: store.votes.tally(one.issue) for one in store.history.sent()}
        return {
            "reasons": dict(store.leave_reasons.counts()),
            "moments": {
                issue: {"yes": yes, "no": no} for issue, (yes, no) in tallies.items() if yes or no
            },
        }

    def form(self) -> str:
        """A form for another site: it posts to the sign-up page, which asks for one more press."""
        publication = self._parts.settings.publication
        return form_for_other_sites(publication.base_url, publication.language)

    @property
    def _language(self) -> str:
        return self._parts.settings.publication.language

    def _find(self, address: str) -> Subscriber:
        """By address, or by the number that logs and mails to the editor name instead of it."""
        store = self._parts.store.subscribers
        is_number = address.isascii() and address.isdigit() and int(address[:11]) < _NUMBERS
        found = (
            store.find(int(address))
            if is_number
            else store.by_address(parse(address, unicode_local=True))
        )
        if found is None:
            raise DeskError(
                f"{address} is not among the subscribers",
                "`newsletter subscribers list` shows who is",
            )
        return found

    def _told(self, moment: datetime | None) -> str:
        zone = self._parts.zone
        return moment.astimezone(zone).isoformat(timespec="minutes") if moment else ""

    def _person(self, subscriber: Subscriber, suppression: Suppression | None) -> SubscriberRow:
        told = self._told
        return SubscriberRow(
            address=str(subscriber.address),
            first_name=subscriber.first_name,
            standing=subscriber.standing.value,
            tags=tuple(sorted(subscriber.tags)),
            rhythm=subscriber.rhythm.value,
            language=subscriber.language,
            joined=told(subscriber.joined_at),
            confirmed=told(subscriber.confirmed_at),
            left=told(subscriber.left_at),
            suppressed=f"{suppression.reason.value} since {told(suppression.since)}"
            if suppression
            else "",
        )


def _standing(name: str | None) -> Standing | None:
    if name is None:
        return None
    try:
        return Standing(name)
    except ValueError:
        known = ", ".join(standing.value for standing in Standing)
        raise DeskError(f"{name!r} is no standing", f"choose one of {known}") from None
