"""Batches in doubt, until their acceptance is known or a person decides."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, select, update

from newsletter.model.delivery import BatchState, Receipt
from newsletter.model.dispatch import Claim, Doubt, HeldBatch
from newsletter.store.codes import QUEUED, SKIPPED, moment, span
from newsletter.store.database import Database
from newsletter.store.feedback import OnReceipts
from newsletter.store.ledger.claims import (
    DISPATCH,
    BatchMembers,
    held_by,
    members_in_doubt,
    read_claim,
    read_frozen,
    this,
)
from newsletter.store.ledger.receipts import is_unsettled, settle_receipts, settle_some
from newsletter.store.ledger.sparing import spare_if_cancelled
from newsletter.store.schema.sending import batches, deliveries, dispatches

_UNSETTLED = (BatchState.IN_DOUBT, BatchState.HELD)


class Doubts:
    """Batches in doubt or held. They become sent, pending or held."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], on_receipts: OnReceipts
    ) -> None:
        self._database = database
        self._clock = clock
        self._on_receipts = on_receipts

    def take(
        self,
        lease: timedelta,
        only: tuple[int, int] | None = None,
        *,
        generation: int | None = None,
    ) -> Doubt | None:
        """Lease one batch in doubt that is due for another look.

        Args:
            lease: How long it is ours, by the database's clock.
            only: The dispatch and number of the only batch to lease, due or held or neither,
                unless it is leased: the process that has it may be repeating it at this moment.
                While another process records a report about it, this waits.
            generation: That of the batch, if it must be this one.
        """
        rules = self._takable(only, generation)
        with self._database.write() as connection:
            row = connection.execute(
                select(batches, *DISPATCH)
                .join(dispatches, dispatches.c.id == batches.c.dispatch)
                .where(*rules)
                .order_by(batches.c.due_at)
                .limit(1)
                .with_for_update(of=batches, skip_locked=only is None)
            ).first()
            if row is None:
                return None
            taken = connection.execute(
                update(batches)
                .where(this(row.dispatch, row.number))
                .values(
                    attempt=batches.c.attempt + 1,
                    due_at=self._database.now + span(lease),
                    leased_until=self._database.now + span(lease),
                )
                .returning(batches, self._database.now.label("moment"))
            ).one()
            return _doubt(row, taken, members_in_doubt(connection, row, self._clock()))

    def _takable(
        self, only: tuple[int, int] | None, generation: int | None
    ) -> list[ColumnElement[bool]]:
        now = self._database.now
        is_free = batches.c.leased_until <= now
        if only is None:
            return [batches.c.state == BatchState.IN_DOUBT, batches.c.due_at <= now, is_free]
        same = [] if generation is None else [batches.c.generation == generation]
        return [this(*only), batches.c.state.in_(_UNSETTLED), is_free, *same]

    def is_leased(self, dispatch: int, number: int) -> bool:
        """Return whether somebody is looking into this batch at this moment."""
        query = select(batches.c.number).where(
            this(dispatch, number),
            batches.c.state.in_(_UNSETTLED),
            batches.c.leased_until > self._database.now,
        )
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def repeat(self, claim: Claim, lease: timedelta, account: str = "") -> bool:
        """Return whether its bytes may be sent once more, and record that first.

        The lease begins again, so that no other process decides about the batch during the call.
        The account is noted where it was unknown: another one may not get these bytes as well.
        """
        now = self._database.now
        with self._database.write() as connection:
            marked = connection.execute(
                update(batches)
                .where(held_by(claim, *_UNSETTLED), batches.c.leased_until > now)
                .values(
                    account=func.coalesce(
                        batches.c.account, literal(account or None, batches.c.account.type)
                    ),
                    handed_at=now,
                    seen_at=None,
                    due_at=now + span(lease),
                    leased_until=now + span(lease),
                )
            )
        return bool(marked.rowcount)

    def found(self, claim: Claim, receipts: Sequence[Receipt], *, proves_all: bool) -> bool:
        """Record found traces, and return whether the batch is settled.

        With ``proves_all``, they prove that all of the batch was accepted.
        """
        settle = settle_receipts if proves_all else settle_some
        with self._database.write() as connection:
            # before its readers, as where a report is recorded: neither waits for the other then
            is_unsettled(connection, claim)
            self._on_receipts(connection, claim, receipts)
            return settle(connection, claim, receipts, self._clock())

    def absent(self, claim: Claim) -> bool:
        """Requeue what was provably not accepted, under a new key.

        If the dispatch was cancelled, its readers are spared.
        """
        with self._database.write() as connection:
            proven = self._settle(
                claim,
                state=BatchState.PENDING,
                generation=batches.c.generation + 1,
                payload=None,
                keyed_at=None,
                handed_at=None,
                dated=None,
                handed=0,
                due_at=0,
                why=None,
            )
            if proven:
                spare_if_cancelled(connection, claim.dispatch.id, self._clock())
        return proven

    def postpone(
        self, claim: Claim, after: timedelta, why: str = "", *, seen: datetime | None = None
    ) -> bool:
        """Look again after a while, as nothing is known yet; also if it was held.

        The first ``seen``, the time of the look by the provider's clock, is kept.
        """
        return self._settle(
            claim,
            state=BatchState.IN_DOUBT,
            due_at=self._database.now + span(after),
            seen_at=func.coalesce(batches.c.seen_at, literal(seen, batches.c.seen_at.type)),
            why=func.coalesce(literal(why or None), batches.c.why),
        )

    def hold(self, claim: Claim, why: str) -> bool:
        """Hold it for a person to decide, because its acceptance cannot be determined."""
        return self._settle(claim, state=BatchState.HELD, why=why)

    def sent(self, claim: Claim, why: str) -> bool:
        """Count it as accepted, by the editor's decision."""
        return self._settle(claim, state=BatchState.SENT, why=why)

    def look_again(self, dispatch: int, number: int, generation: int) -> bool:
        """Make one batch due for another look, even if it is held. Return whether it waits."""
        with self._database.write() as connection:
            due = connection.execute(
                update(batches)
                .where(
                    this(dispatch, number),
                    batches.c.state.in_(_UNSETTLED),
                    batches.c.generation == generation,
                )
                .values(state=BatchState.IN_DOUBT, due_at=0)
            )
        return bool(due.rowcount)

    def unsettled(
        self, dispatch: int | None = None, *, is_exact: bool = True
    ) -> tuple[HeldBatch, ...]:
        """Return the batches in doubt and held, with their reader counts and reasons.

        ``is_exact`` is that of ``Counts.progress``.
        """
        theirs = (QUEUED,) if is_exact else (QUEUED, SKIPPED)
        waiting = (
            select(func.count())
            .where(
                deliveries.c.dispatch == batches.c.dispatch,
                deliveries.c.subscriber.between(batches.c.first, batches.c.last),
                deliveries.c.state.in_(theirs),
            )
            .scalar_subquery()
        )
        query = (
            select(
                batches.c.dispatch,
                batches.c.number,
                batches.c.generation,
                batches.c.state,
                batches.c.why,
                batches.c.members,
                waiting.label("left"),
            )
            .where(batches.c.state.in_(_UNSETTLED))
            .order_by(batches.c.dispatch, batches.c.number)
        )
        if dispatch is not None:
            query = query.where(batches.c.dispatch == dispatch)
        with self._database.read() as connection:
            return tuple(
                HeldBatch(
                    dispatch=row.dispatch,
                    number=row.number,
                    generation=row.generation,
                    state=row.state,
                    recipients=row.left if row.dispatch else row.members,
                    why=row.why or "",
                )
                for row in connection.execute(query)
            )

    def held(self) -> frozenset[int]:
        """Return the dispatches that have a held batch."""
        with self._database.read() as connection:
            query = select(batches.c.dispatch).where(batches.c.state == BatchState.HELD).distinct()
            return frozenset(connection.execute(query).scalars())

    def _settle(self, claim: Claim, **values: object) -> bool:
        with self._database.write() as connection:
            settled = connection.execute(
                update(batches).where(held_by(claim, *_UNSETTLED)).values(leased_until=0, **values)
            )
        return bool(settled.rowcount)


def _doubt(row: Row[Any], taken: Row[Any], found: BatchMembers) -> Doubt:
    return Doubt(
        claim=read_claim(taken, read_frozen(row), found),
        keyed_for=timedelta(microseconds=taken.moment - (taken.keyed_at or taken.moment)),
        since=timedelta(microseconds=taken.moment - (taken.handed_at or taken.moment)),
        now=moment(taken.moment),
        left=found.left,
        handed=found.handed,
        account=taken.account or "",
        seen=taken.seen_at,
        why=taken.why or "",
    )
