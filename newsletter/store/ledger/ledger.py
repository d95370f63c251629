"""The ledger: a batch is claimed before it is sent, and its outcome is recorded afterwards.

Every step is one transaction. It succeeds only for the holder of the fence, which is the
attempt that the claim counted up.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    select,
    update,
)

from newsletter.model.delivery import BatchState, Outcome, Receipt
from newsletter.model.dispatch import NOTICES, Claim, Judge
from newsletter.model.edition import Edition
from newsletter.store.codes import micros, span
from newsletter.store.database import Database
from newsletter.store.editions import Editions
from newsletter.store.feedback import OnReceipts
from newsletter.store.ledger.claims import (
    BatchMembers,
    held_by,
    key_of,
    members_of,
    read_claim,
    read_frozen,
    this,
)
from newsletter.store.ledger.pausing import pause
from newsletter.store.ledger.receipts import (
    confirms,
    is_unsettled,
    note_some,
    refuse_rest,
    settle_if_complete,
    settle_receipts,
)
from newsletter.store.ledger.refusals import judge_answers
from newsletter.store.ledger.sparing import finish_cancelled, spare_if_cancelled
from newsletter.store.ledger.steps import MAY_GO, Statements
from newsletter.store.pace import cut_waits, handed_within, present, sending_since, sweep
from newsletter.store.schema.sending import batches, dispatches


class Ledger:
    """The claims of batches and their outcomes, for the dispatcher."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        editions: Editions,
        on_receipts: OnReceipts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._editions = editions
        self._on_receipts = on_receipts
        self._steps = Statements(database.now)

    def edition(self, sha256: str) -> Edition:
        """Return the frozen edition of that hash."""
        return self._editions.get(sha256)

    def waiting(self) -> int | None:
        """Return the dispatch of the next due batch, or ``None`` if nothing is due."""
        with self._database.read() as connection:
            row = connection.execute(self._steps.waiting).first()
        return None if row is None else int(row.dispatch)

    def claim(
        self,
        lease: timedelta,
        now: datetime,
        only: tuple[int, int] | None = None,
        *,
        notices_only: bool = False,
    ) -> Claim | None:
        """Claim the next due batch, notices first, or return ``None`` if nothing is due.

        This is committed before it returns. People who left, paused or were suppressed since
        the freeze are recorded as skipped. A batch without members is done.

        Args:
            lease: How long it is ours, by the database's clock.
            now: The Date of its mails.
            only: The dispatch and number of the only batch to claim, if there is one.
            notices_only: Whether to claim notices only, because the day's ceiling is reached.
        """
        while True:
            with self._database.write() as connection:
                row = self._next(connection, only, notices_only=notices_only)
                if row is None:
                    return None
                found = members_of(connection, row, now)
                if found.members:
                    return self._take(connection, row, found, lease, now)
                connection.execute(
                    update(batches)
                    .where(this(row.dispatch, row.number))
                    .values(state=BatchState.SENT, handed=0)
                )

    def ready(
        self, claim: Claim, payload: bytes, account: str = "", *, theirs: datetime | None = None
    ) -> bool:
        """Return whether the bytes may be sent now: leased, and not sent under this key.

        Their hash, and the account that gets them, are committed right before they are sent,
        with the moment. That is ``theirs``, the provider's time, if the clocks differ.
        """
        with self._database.write() as connection:
            marked = connection.execute(
                self._steps.mark,
                {
                    "the_dispatch": claim.dispatch.id,
                    "the_number": claim.number,
                    "the_attempt": claim.attempt,
                    "the_payload": payload,
                    "the_account": account or None,
                    "their_time": None if theirs is None else micros(theirs),
                },
            )
        return bool(marked.rowcount)

    def rekey(self, claim: Claim, now: datetime) -> Claim | None:
        """Return a new key for a batch with a changed payload, provably not accepted."""
        with self._database.write() as connection:
            renewed = connection.execute(
                update(batches)
                .where(held_by(claim, BatchState.SENDING), batches.c.handed_at.is_(None))
                .values(generation=claim.generation + 1, payload=None, keyed_at=None, dated=now)
            )
            if not renewed.rowcount:
                return None
        return replace(
            claim,
            generation=claim.generation + 1,
            key=key_of(claim.dispatch.key, claim.number, claim.generation + 1),
            date=now,
            payload=b"",
        )

    def note(self, claim: Claim, receipts: Sequence[Receipt], judge: Judge | None = None) -> bool:
        """Record a receipt for every recipient. Return whether their outcome is recorded.

        A late answer to the same key is as true as a timely one, so the key is the fence
        here: it may settle a doubt, and never undoes a rekeying. A report may have settled the
        batch during the call, which an answer that all were accepted only confirms. The judge
        may pause the dispatch because of refusals.
        """
        with self._database.write() as connection:
            noted = settle_receipts(connection, claim, receipts, self._clock())
            if noted:
                self._on_receipts(connection, claim, receipts)
                judge_answers(connection, claim.dispatch.id, receipts, judge, self._clock())
            return noted or confirms(connection, claim, receipts)

    def note_part(
        self,
        claim: Claim,
        receipts: Sequence[Receipt],
        after: timedelta,
        why: str,
        *,
        pausing: bool,
        judge: Judge | None = None,
    ) -> bool:
        """Record some receipts. The other recipients were not accepted, and wait again.

        A late answer is as true about the others, so they are recorded even if the batch is in
        doubt or held meanwhile. Return whether it was still ours.
        """
        with self._database.write() as connection:
            released = self._release(connection, claim, after, why)
            if released or is_unsettled(connection, claim):
                note_some(connection, claim, receipts, self._clock())
                self._on_receipts(connection, claim, receipts)
                judge_answers(
                    connection, claim.dispatch.id, receipts, judge, self._clock(), is_part=True
                )
            if released:
                spare_if_cancelled(connection, claim.dispatch.id, self._clock())
            else:
                settle_if_complete(connection, claim.dispatch.id, claim.number)
            if pausing:
                pause(connection, claim.dispatch.id, why, self._clock())
        return released

    def due_in(self, dispatch: int, number: int) -> timedelta | None:
        """Return how long until a waiting batch is due, or ``None`` if it may not be sent."""
        with self._database.read() as connection:
            micros = connection.execute(
                select(batches.c.due_at - self._database.now)
                .join(dispatches, dispatches.c.id == batches.c.dispatch)
                .where(this(dispatch, number), MAY_GO)
            ).scalar()
        return None if micros is None else timedelta(microseconds=max(0, int(micros)))

    def note_refused(self, claim: Claim, detail: str, judge: Judge | None = None) -> bool:
        """Record that the batch was refused. Return whether it was still ours."""
        with self._database.write() as connection:
            noted = connection.execute(
                update(batches)
                .where(held_by(claim, BatchState.SENDING))
                .values(state=BatchState.SENT, leased_until=0, why=detail)
            )
            if noted.rowcount and not claim.is_notice:
                refuse_rest(connection, claim, self._clock(), detail)
                all_of_them = [Receipt("", Outcome.REFUSED, detail=detail)] * len(claim.members)
                judge_answers(connection, claim.dispatch.id, all_of_them, judge, self._clock())
        return bool(noted.rowcount)

    def release(self, claim: Claim, after: timedelta, why: str = "") -> bool:
        """Requeue a batch that was not accepted. Return whether it was still ours."""
        with self._database.write() as connection:
            released = self._release(connection, claim, after, why)
            spare_if_cancelled(connection, claim.dispatch.id, self._clock())
        return released

    def release_paused(self, claim: Claim, why: str) -> bool:
        """Requeue the batch, and pause its dispatch because the account needs a person."""
        with self._database.write() as connection:
            released = self._release(connection, claim, timedelta(0), why)
            pause(connection, claim.dispatch.id, why, self._clock())
            spare_if_cancelled(connection, claim.dispatch.id, self._clock())
        return released

    def note_doubt(self, claim: Claim, why: str) -> bool:
        """Record that acceptance is unknown. Return whether the batch was still ours."""
        with self._database.write() as connection:
            doubted = connection.execute(
                update(batches)
                .where(held_by(claim, BatchState.SENDING))
                .values(
                    state=BatchState.IN_DOUBT, leased_until=0, due_at=self._database.now, why=why
                )
            )
        return bool(doubted.rowcount)

    def sweep(self) -> int:
        """End expired leases, and return how many: in doubt if bytes may have left, else pending."""
        with self._database.write() as connection:
            swept = sweep(connection, self._database.now)
            finish_cancelled(connection, self._clock())
        return swept

    def cut_waits(self, lease: timedelta, longest: timedelta) -> int:
        """Shorten waits and leases that a wrong clock made too long. Return how many."""
        with self._database.write() as connection:
            return cut_waits(connection, self._database.now, lease, longest)

    def sending_since(self, provider: str, *, theirs: datetime | None = None) -> timedelta | None:
        """Return how long ago the first mail was handed to a provider, or ``None``."""
        with self._database.read() as connection:
            return sending_since(connection, present(self._database.now, theirs), provider)

    def handed_within(
        self, provider: str, reach: timedelta, *, theirs: datetime | None = None
    ) -> int:
        """Return how many mails were handed to a provider within the last ``reach``."""
        with self._database.read() as connection:
            return handed_within(connection, present(self._database.now, theirs), provider, reach)

    def _next(
        self, connection: Connection, only: tuple[int, int] | None, *, notices_only: bool
    ) -> Row[Any] | None:
        if only is not None:
            where = {"the_dispatch": only[0], "the_number": only[1]}
            row = connection.execute(self._steps.this_one, where).first()
            return row if row is None or not notices_only or row.dispatch == NOTICES else None
        step = self._steps.first_notice if notices_only else self._steps.first
        return connection.execute(step).first()

    def _take(
        self,
        connection: Connection,
        row: Row[Any],
        found: BatchMembers,
        lease: timedelta,
        now: datetime,
    ) -> Claim:
        taken = connection.execute(
            self._steps.take,
            {
                "the_dispatch": row.dispatch,
                "the_number": row.number,
                "the_lease": span(lease),
                "the_date": now,
                "the_handed": len(found.members),
            },
        ).one()
        return read_claim(taken, read_frozen(row), found)

    def _release(self, connection: Connection, claim: Claim, after: timedelta, why: str) -> bool:
        released = connection.execute(
            update(batches)
            .where(held_by(claim, BatchState.SENDING))
            .values(
                state=BatchState.PENDING,
                leased_until=0,
                handed=0,
                handed_at=None,
                due_at=self._database.now + span(after),
                why=why,
            )
        )
        return bool(released.rowcount)
