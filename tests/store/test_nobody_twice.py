"""Whatever an editor, a provider and time do to an issue, in any order: nobody gets it twice.

Hypothesis plays approving, starting, refusals, cancelling, sending again, late
reports and leaving against one ledger. A provider of its own remembers whom it
took a mail for; the ledger is held against it after every step.
"""

import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from newsletter.delivery.rules import brake
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import DeskError
from newsletter.model.audience import Audience
from newsletter.model.delivery import BatchState, Listed, Outcome, Receipt, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import Canary, Claim, Dispatch, DispatchState, Plan
from newsletter.store.schema.sending import batches
from newsletter.store.store import Store
from tests.builders.editions import an_edition
from tests.store.builders import LEASE, Clock, a_store, let_time_pass, readers
from tests.store.places import url_of

READERS = 5
RANK = (
    "queued", "sending", "in doubt", "held", "accepted", "deferred", "refused", "delivered",
    "bounced", "complained", "superseded",
)  # fmt: skip
JUDGE = partial(brake, settings=DispatchSettings(refusals_in_a_row=4, refusals_from=6))
KINDS = (
    ReportKind.DELIVERED, ReportKind.DEFERRED, ReportKind.BOUNCED, ReportKind.COMPLAINED,
    ReportKind.REFUSED, ReportKind.UNSUBSCRIBED,
)  # fmt: skip
CANARIES = (None, Canary(percent=1, at_least=2))  # the first has one
choices = st.integers(0, 10_000)


class OneIssue(RuleBasedStateMachine):
    """One issue and its readers, in a database of SQLite."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="nobody-twice-"))
        self.clock = Clock()
        self.store: Store = a_store(url_of("sqlite, wal", self.folder), self.clock)
        readers(self.store, READERS)
        self.in_hand: list[Claim] = []
        self.taken: Counter[int] = Counter()
        self.frozen = 0
        self.titles = 0
        self.seen: dict[tuple[int, int], str] = {}

    @initialize()
    def begin(self) -> None:
        self.approve(choice=0)
        self.start()

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def _plan(self, **more) -> Plan | None:
        approval = self.store.queue.approval(1)
        if approval is None:
            return None
        self.frozen += 1
        given = {
            "key": f"key{self.frozen:05}", "issue": 1, "edition": approval.edition,
            "audience": Audience(), "at": self.clock(), "batch_size": 3, "provider": "fake",
            "canary": CANARIES[self.frozen % len(CANARIES)],
        }  # fmt: skip
        return Plan(**(given | more))

    def _dispatch(self, choice: int):
        every = self.store.dispatches.of_issue(1)
        return every[choice % len(every)] if every else None

    # the editor

    @rule(choice=choices)
    def approve(self, choice: int) -> None:
        self.titles += choice % 2
        edition = an_edition(1, f"Stilte {self.titles}")
        newest = self.store.dispatches.of_issue(1)[-1:]
        try:
            self.store.queue.approve(edition, audience=Audience(), file_hash="h")
        except DeskError:
            assert newest
            return
        assert not newest or newest[0].is_cancelled
        assert all(self.store.counts.progress(one.id).is_done for one in newest)

    @rule()
    def start(self) -> None:
        plan = self._plan()
        if plan is not None and self.store.dispatches.would_reach(plan):
            self.store.dispatches.freeze(plan)

    @rule(choice=choices)
    def again(self, choice: int) -> None:
        old = self._dispatch(choice)
        plan = old and self._plan(again_of=old.id)
        if old and plan:
            expected = self.store.dispatches.refused(old)
            made = self.store.dispatches.freeze_again(plan)
            assert (made is not None) == (expected > 0)
            if made is not None:
                assert self.store.counts.progress(made.id).audience == expected

    @rule(choice=choices)
    def cancel(self, choice: int) -> None:
        chosen = self._dispatch(choice)
        if chosen is None:
            return
        is_done = self.store.counts.progress(chosen.id).is_done
        try:
            self.store.dispatches.cancel(chosen.id)
        except DeskError:
            assert is_done or chosen.state is DispatchState.CANCELLED
        else:
            assert not is_done

    @rule(choice=choices)
    def resume(self, choice: int) -> None:
        chosen = self._dispatch(choice)
        if chosen is not None:
            self.store.dispatches.resume(chosen.id)

    @rule()
    def watch(self) -> None:
        """Let the wait after a canary begin, or end if it is over."""
        for one in self.store.canaries.going():
            if not self.store.canaries.wait(one.id, self.clock() + timedelta(days=1)):
                is_over = one.waits_until is not None and one.waits_until <= self.clock()
                assert not is_over or self.store.canaries.end(one.id) or self._is_ahead(one)

    def _is_ahead(self, dispatch: Dispatch) -> bool:
        """Whether a batch of the canary is not handed over, or not any more."""
        return any(
            number <= (dispatch.canary or 0) and state in (BatchState.PENDING, BatchState.SENDING)
            for number, state in self._states(dispatch)
        )

    def _states(self, dispatch: Dispatch) -> list[tuple[int, BatchState]]:
        query = select(batches.c.number, batches.c.state).where(batches.c.dispatch == dispatch.id)
        with self.store.database.read() as connection:
            return [(row.number, row.state) for row in connection.execute(query)]

    # the dispatcher and the provider

    @rule()
    def claim(self) -> None:
        claim = self.store.ledger.claim(LEASE, self.clock())
        if claim is not None:
            self.in_hand.append(claim)

    def _hand_over(self, claim: Claim, refused: set[int]) -> None:
        self.taken.update(
            member.subscriber for member in claim.members if member.subscriber not in refused
        )

    @rule(mask=st.integers(0, 7))
    def hand_over(self, mask: int) -> None:
        """A batch is claimed and answered for, with nothing between."""
        before = len(self.in_hand)
        self.claim()
        if len(self.in_hand) > before:
            self.answer(before, mask, listed=False, fate=0)

    @precondition(lambda self: self.in_hand)
    @rule(choice=choices, mask=st.integers(0, 7), listed=st.booleans(), fate=st.integers(0, 5))
    def answer(self, choice: int, mask: int, listed: bool, fate: int) -> None:
        """What becomes of a claimed batch: taken, refused in part, busy, half taken, lost, lost untaken."""
        claim = self.in_hand.pop(choice % len(self.in_hand))
        ledger = self.store.ledger
        if not ledger.ready(claim, claim.key.encode().ljust(32)):
            return
        refused = {
            member.subscriber for place, member in enumerate(claim.members) if mask & (1 << place)
        }
        receipts = tuple(
            Receipt(
                delivery_id(claim.dispatch.key, member.subscriber),
                Outcome.REFUSED if member.subscriber in refused else Outcome.ACCEPTED,
                listed=Listed.UNTOLD if listed and member.subscriber in refused else None,
            )
            for member in claim.members
        )
        match fate:
            case 0 | 1:
                self._hand_over(claim, refused)
                assert ledger.note(claim, receipts, JUDGE)
            case 2:
                assert ledger.release(claim, timedelta(0), "429")
            case 3:
                some = receipts[:1]
                self.taken.update(
                    member.subscriber
                    for member in claim.members[:1]
                    if member.subscriber not in refused
                )
                assert ledger.note_part(
                    claim, some, timedelta(0), "429", pausing=False, judge=JUDGE
                )
            case 4:
                self._hand_over(claim, set())
                assert ledger.note_doubt(claim, "no answer")
            case _:
                assert ledger.note_doubt(claim, "no answer")

    @rule()
    def crash(self) -> None:
        """Whoever holds a batch dies, before a byte left."""
        self.in_hand.clear()
        let_time_pass(self.store, 2 * LEASE)
        self.store.ledger.sweep()

    @rule()
    def look_up(self) -> None:
        """A doubt is settled by what the provider really took."""
        doubt = self.store.doubts.take(LEASE)
        if doubt is None:
            return
        claim = doubt.claim
        traces = tuple(
            Receipt(delivery_id(claim.dispatch.key, member.subscriber), Outcome.ACCEPTED)
            for member in claim.members
            if self.taken[member.subscriber]
        )
        if not traces or not self.store.doubts.found(claim, traces, proves_all=False):
            self.store.doubts.absent(claim)

    # reports, readers and time

    @rule(choice=choices, reader=st.integers(1, READERS), kind=st.sampled_from(KINDS))
    def report(self, choice: int, reader: int, kind: ReportKind) -> None:
        chosen = self._dispatch(choice)
        if chosen is not None:
            self.store.outcomes.record(
                Report(
                    provider="fake",
                    kind=kind,
                    replay_key="x",
                    delivery_id=delivery_id(chosen.key, reader),
                    blames_us=kind is ReportKind.REFUSED,
                ),
                judge=JUDGE,
            )

    @rule(reader=st.integers(1, READERS))
    def leave(self, reader: int) -> None:
        self.store.subscribers.unsubscribe(reader)

    @rule(reader=st.integers(1, READERS))
    def come_back(self, reader: int) -> None:
        self.store.subscribers.ask_again(reader)
        self.store.subscribers.confirm(reader)

    @rule()
    def wait(self) -> None:
        self.clock.pass_by(timedelta(days=2))

    # what must hold

    @invariant()
    def nobody_gets_it_twice(self) -> None:
        assert all(times == 1 for times in self.taken.values()), self.taken

    @invariant()
    def nobody_gets_it_before_the_canary_is_over(self) -> None:
        for dispatch in self.store.dispatches.of_issue(1):
            if dispatch.canary is not None:
                behind = [at for number, at in self._states(dispatch) if number > dispatch.canary]
                assert set(behind) <= {BatchState.PENDING, BatchState.CANCELLED}

    @invariant()
    def every_reader_is_in_one_state_and_none_goes_back(self) -> None:
        live: Counter[int] = Counter()
        for dispatch in self.store.dispatches.of_issue(1):
            progress = self.store.counts.progress(dispatch.id)
            assert sum(progress.counts.values()) == progress.audience
            for state, many in progress.counts.items():
                people = self.store.counts.people(dispatch.id, state)
                assert len(people) == many
                for one in people:
                    if state not in ("skipped", "superseded", "cancelled"):
                        live[one.subscriber] += 1
                    self._check_step((dispatch.id, one.subscriber), state)
        assert all(times == 1 for times in live.values())

    def _check_step(self, who: tuple[int, int], state: str) -> None:
        before = self.seen.get(who, "queued")
        self.seen[who] = state
        if before in ("skipped", "superseded"):
            assert state == before
        elif state in RANK and RANK.index(before) >= RANK.index("accepted"):
            assert RANK.index(state) >= RANK.index(before), f"{before} became {state}"


TestOneIssue = OneIssue.TestCase
TestOneIssue.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
