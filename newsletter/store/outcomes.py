"""Outcomes of deliveries from reports, in any order and any number of times."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    Integer,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)

from newsletter.model.address import EmailAddress
from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import (
    BatchState,
    Outcome,
    Refusal,
    Remedy,
    Report,
    ReportKind,
    outcome_of,
    remedy_for,
)
from newsletter.model.delivery_ids import DeliveryName, read_delivery_id
from newsletter.model.dispatch import NOTICES, Judge
from newsletter.store.codes import OUTCOME, SKIPPED
from newsletter.store.database import Database, insert_or_leave
from newsletter.store.feedback import ListedByProvider
from newsletter.store.ledger.named import Named, audience, find
from newsletter.store.ledger.receipts import settle_if_complete
from newsletter.store.ledger.refusals import judge_report, note_delivered
from newsletter.store.schema.sending import (
    batches,
    deliveries,
    notices,
    soft_bounces,
    subscribers,
)
from newsletter.store.subscribers.rows import read_address
from newsletter.store.subscribers.subscribers import Subscribers
from newsletter.store.subscribers.suppressions import Suppressions

_REASONS = {
    Outcome.BOUNCED: SuppressionReason.BOUNCED,
    Outcome.COMPLAINED: SuppressionReason.COMPLAINED,
}
_DEPARTURES = (ReportKind.UNSUBSCRIBED, ReportKind.COMPLAINED)

# These run for every report, and building them would take longer than running them.
_THE_DISPATCH = bindparam("the_dispatch", type_=Integer)
_THE_NUMBER = bindparam("the_number", type_=Integer)
_STATE = bindparam("the_state", type_=deliveries.c.state.type)
_NOTE = (
    update(deliveries)
    .where(
        deliveries.c.dispatch == _THE_DISPATCH,
        deliveries.c.subscriber == _THE_NUMBER,
        deliveries.c.state != SKIPPED,
        deliveries.c.state < _STATE,
    )
    .values(
        state=_STATE,
        at=bindparam("the_moment", type_=deliveries.c.at.type),
        detail=bindparam("the_words", type_=deliveries.c.detail.type),
        refusal=bindparam("the_refusal", type_=deliveries.c.refusal.type),
        provider_id=func.coalesce(
            deliveries.c.provider_id, bindparam("the_id", type_=deliveries.c.provider_id.type)
        ),
    )
)
_OPEN_DOUBT = (
    select(batches.c.number)
    .where(
        batches.c.dispatch == _THE_DISPATCH,
        batches.c.state.in_((BatchState.IN_DOUBT, BatchState.HELD)),
        batches.c.first <= _THE_NUMBER,
        batches.c.last >= _THE_NUMBER,
    )
    .with_for_update()
)
# A notice has no delivery that keeps a report which comes before the answer to its call. Its
# batch has its number, so that the batches of all other notices are not looked through.
_OPEN_NOTICE = (
    select(batches.c.number)
    .where(
        batches.c.dispatch == _THE_DISPATCH,
        batches.c.number == _THE_NUMBER,
        batches.c.state.in_(
            (BatchState.PENDING, BatchState.SENDING, BatchState.IN_DOUBT, BatchState.HELD)
        ),
    )
    .with_for_update()
)
_READER_OF_NOTICE = select(notices.c.subscriber).where(notices.c.id == _THE_NUMBER)
_ADDRESS = select(subscribers.c.address).where(subscribers.c.id == _THE_NUMBER)
_ARRIVED = exists().where(
    deliveries.c.dispatch == soft_bounces.c.dispatch,
    deliveries.c.subscriber == soft_bounces.c.subscriber,
    deliveries.c.state == OUTCOME[Outcome.DELIVERED],
)
_BY_MAILBOX = select(subscribers.c.id, subscribers.c.address).where(
    subscribers.c.mailbox == bindparam("the_mailbox", type_=subscribers.c.mailbox.type)
)


class Outcomes:
    """Applies believed reports to the delivery, a batch in doubt, and the reader."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        people: Subscribers,
        suppressed: Suppressions,
        feedback: ListedByProvider,
    ) -> None:
        self._database = database
        self._clock = clock
        self._people = people
        self._suppressed = suppressed
        self._feedback = feedback

    def record(
        self, report: Report, *, proves_batch: bool = False, judge: Judge | None = None
    ) -> bool:
        """Record a believed report, and return whether it is about anything known.

        Args:
            report: One event. Repetition and order change nothing.
            proves_batch: Whether the provider accepts all of a batch or nothing, so that
                a trace of one recipient settles the doubt for all.
            judge: Decides whether refusals that blame us pause the dispatch.
        """
        outcome = outcome_of(report.kind)
        at = report.moment(self._clock())
        with self._database.write() as connection:
            place = self._place(connection, report)
            doubted = None if outcome is None else self._doubted(connection, place)
            if place is not None and outcome is not None and place[0] != NOTICES:
                is_news = self._note(connection, place, outcome, at, report)
                if is_news and report.blames_us and outcome is Outcome.REFUSED:
                    judge_report(connection, place[0], report.detail, judge, self._clock())
                elif outcome is Outcome.DELIVERED:
                    note_delivered(connection, place[0])
            if doubted is not None and outcome is not Outcome.REFUSED:
                self._settle_doubt(connection, doubted, proves_batch=proves_batch)
            is_about_mail_alone = place is not None and not _concerns_reader(report, outcome)
            person = None if is_about_mail_alone else self._person(connection, report, place)
            if person is not None:
                self._act(person, report, outcome, place)
        return place is not None or person is not None

    def suppress_soft_bouncers(self, times: int, within: timedelta) -> int:
        """Suppress readers who soft-bounced in ``times`` dispatches. Return how many.

        An email that arrived after all does not count: many hosts defer every first attempt.
        """
        since = self._clock() - within
        often = (
            select(soft_bounces.c.subscriber)
            .where(soft_bounces.c.at >= since, ~_ARRIVED)
            .group_by(soft_bounces.c.subscriber)
            .having(func.count() >= times)
        )
        with self._database.write() as connection:
            bouncers = connection.execute(
                select(subscribers.c.id, subscribers.c.address).where(
                    subscribers.c.id.in_(often), subscribers.c.address.is_not(None)
                )
            ).all()
            for one in bouncers:
                self._suppressed.add(
                    read_address(one.address),
                    SuppressionReason.SOFT_BOUNCES,
                    f"{times} soft bounces in {within.days} days",
                )
                # by number: another reader may have soft-bounced too often only just now
                connection.execute(delete(soft_bounces).where(soft_bounces.c.subscriber == one.id))
            connection.execute(delete(soft_bounces).where(soft_bounces.c.at < since))
        return len(bouncers)

    def named(self, name: DeliveryName) -> Named | None:
        """Return what a delivery id names, without checking its tag."""
        with self._database.read() as connection:
            return find(connection, name)

    def audience(self, dispatch: int) -> int:
        """Return how many recipients a dispatch was frozen for."""
        with self._database.read() as connection:
            return audience(connection, dispatch)

    @staticmethod
    def _place(connection: Connection, report: Report) -> tuple[int, int] | None:
        """Return the dispatch and the subscriber, or the notice, that a report is about."""
        name = read_delivery_id(report.delivery_id)
        known = None if name is None else find(connection, name)
        return None if known is None else (known.dispatch, known.number)

    @staticmethod
    def _note(
        connection: Connection,
        place: tuple[int, int],
        outcome: Outcome,
        at: datetime,
        report: Report,
    ) -> bool:
        """Record an outcome unless more is known already. Return whether it was written."""
        dispatch, subscriber = place
        which = {"the_dispatch": dispatch, "the_number": subscriber}
        written = connection.execute(_NOTE, which | _noted(report, outcome, at))
        if outcome is Outcome.DEFERRED:
            first = insert_or_leave(connection, soft_bounces, "subscriber", "dispatch")
            connection.execute(first, {"subscriber": subscriber, "dispatch": dispatch, "at": at})
        return bool(written.rowcount)

    @staticmethod
    def _doubted(connection: Connection, place: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return the dispatch and the number of the batch whose doubt a report may settle.

        It stays in doubt for the rest of the transaction, which may take seconds: until the
        report is recorded, nobody sends the batch again to whom the report is about.
        """
        if place is None:
            return None
        query = _OPEN_NOTICE if place[0] == NOTICES else _OPEN_DOUBT
        which = {"the_dispatch": place[0], "the_number": place[1]}
        number = connection.execute(query, which).scalar()
        return None if number is None else (place[0], number)

    @staticmethod
    def _settle_doubt(
        connection: Connection, doubted: tuple[int, int], *, proves_batch: bool
    ) -> None:
        dispatch, number = doubted
        if proves_batch or dispatch == NOTICES:
            connection.execute(
                update(batches)
                .where(batches.c.dispatch == dispatch, batches.c.number == number)
                .values(state=BatchState.SENT, why=None)
            )
        else:
            settle_if_complete(connection, dispatch, number)

    @staticmethod
    def _person(
        connection: Connection, report: Report, place: tuple[int, int] | None
    ) -> tuple[int | None, EmailAddress] | None:
        """Find the reader of a report by our id, or else by the provider's address."""
        number: int | None = None
        if place is not None:
            number = place[1]
            if place[0] == NOTICES:
                number = connection.execute(_READER_OF_NOTICE, {"the_number": place[1]}).scalar()
            address = connection.execute(_ADDRESS, {"the_number": number}).scalar()
            return None if address is None else (number, read_address(address))
        local, _, domain = report.address.strip().rpartition("@")
        mailbox = f"{local.casefold()}@{domain.lower()}"
        row = connection.execute(_BY_MAILBOX, {"the_mailbox": mailbox}).first()
        return None if row is None else (row.id, read_address(row.address))

    def _act(
        self,
        person: tuple[int | None, EmailAddress],
        report: Report,
        outcome: Outcome | None,
        place: tuple[int, int] | None,
    ) -> None:
        number, address = person
        if report.listed is not None:
            self._feedback.note(number, address, report.listed, report.detail)
        dispatch = None if place is None else place[0]
        if outcome is not None and remedy_for(outcome) is Remedy.SUPPRESS:
            self._suppressed.add(address, _REASONS[outcome], report.detail, dispatch=dispatch)
        if report.kind in _DEPARTURES and number is not None:
            self._people.unsubscribe(number)


def _concerns_reader(report: Report, outcome: Outcome | None) -> bool:
    """Return whether a report changes anything about its reader."""
    return (
        report.listed is not None
        or report.kind in _DEPARTURES
        or (outcome is not None and remedy_for(outcome) is Remedy.SUPPRESS)
    )


def _noted(report: Report, outcome: Outcome, at: datetime) -> dict[str, object]:
    return {
        "the_state": OUTCOME[outcome],
        "the_moment": at,
        "the_words": report.detail or None,
        "the_refusal": _how(report, outcome),
        "the_id": report.provider_id or None,
    }


def _how(report: Report, outcome: Outcome) -> Refusal | None:
    if outcome is not Outcome.REFUSED:
        return None
    return Refusal.REPORTED if report.listed is None else Refusal.LISTED
