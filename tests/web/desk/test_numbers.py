"""Every number on a page is what the ledger's rows come to at one moment, whatever happens and while it does.

Hypothesis plays readers, letters, a provider and its reports in any order. After
each step, what pages tell is held against the rows, counted one by one.
"""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, event

from newsletter.errors import DeskError
from newsletter.model.audience import Audience, Standing, SuppressionReason
from newsletter.model.delivery import Listed, Outcome, Receipt, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import Claim, Plan
from newsletter.model.preferences import Answer
from tests.app.builders import SetClock, a_publication
from tests.app.test_reminders import EDITOR
from tests.builders.editions import an_edition
from tests.store.builders import LEASE, a_newcomer, let_time_pass, readers
from tests.store.places import url_of
from tests.web.desk.builders import signed_in, signed_in_again
from tests.web.desk.counted import (
    Expected,
    Rows,
    Told,
    by_views,
    of_report,
    of_stream,
    of_today,
    of_view,
    page_of_dispatch,
    page_of_list,
    page_of_readers,
    page_of_report,
)

READERS = 5
KINDS = (
    ReportKind.DELIVERED, ReportKind.DEFERRED, ReportKind.BOUNCED, ReportKind.COMPLAINED,
    ReportKind.REFUSED, ReportKind.UNSUBSCRIBED,
)  # fmt: skip
choices = st.integers(0, 10_000)


class Life:
    """What can happen to a publication, by the number of a choice."""

    def __init__(self, folder: Path, kind: str, many: int = READERS) -> None:
        folder.mkdir(exist_ok=True)
        self.clock = SetClock()
        database = f'database = "{url_of(kind, folder)}"\n'
        self.app = a_publication(folder / "own", self.clock, f"{database}{EDITOR}")
        self.store = self.app.container.store
        readers(self.store, many)
        self.in_hand: list[Claim] = []
        self.frozen = 0
        self.joined = many

    def _plan(self, issue: int, **more: object) -> Plan:
        self.frozen += 1
        given = {
            "key": f"key{self.frozen:05}", "issue": issue, "audience": Audience(),
            "edition": self.store.editions.keep(an_edition(issue)), "at": self.clock(),
            "batch_size": 2, "provider": "fake",
        }  # fmt: skip
        return Plan(**(given | more))

    def _dispatch(self, choice: int):
        every = self.store.dispatches.latest()
        return every[choice % len(every)] if every else None

    def freeze(self, choice: int = 0) -> None:
        """The next letter, or one of those that are there, to those who did not get it."""
        issues = len({one.issue for one in self.store.dispatches.latest()})
        issue = 1 + (choice % issues if issues and choice % 3 == 2 else issues)
        plan = self._plan(issue)
        with suppress(DeskError):  # it was cancelled
            if self.store.dispatches.would_reach(plan):
                self.store.dispatches.freeze(plan)

    def again(self, choice: int) -> None:
        if old := self._dispatch(choice):
            self.store.dispatches.freeze_again(self._plan(old.issue, again_of=old.id))

    def turn(self, choice: int) -> None:
        """Pause, resume, or cancel."""
        if found := self._dispatch(choice // 3):
            match choice % 3:
                case 0:
                    self.store.dispatches.pause(found.id, "by hand")
                case 1:
                    self.store.dispatches.resume(found.id)
                case _:
                    with suppress(DeskError):
                        self.store.dispatches.cancel(found.id, "by hand")

    def claim(self, _choice: int = 0) -> None:
        if claim := self.store.ledger.claim(LEASE, self.clock()):
            self.in_hand.append(claim)

    def answer(self, choice: int) -> None:
        """What becomes of a claimed batch: taken, refused in part, busy, half taken, or doubt."""
        if not self.in_hand:
            self.claim()
        if not self.in_hand:
            return
        claim = self.in_hand.pop(choice % len(self.in_hand))
        ledger = self.store.ledger
        if not ledger.ready(claim, claim.key.encode().ljust(32)):
            return
        mask, listed = choice // 2 % 4, choice % 2
        receipts = tuple(
            Receipt(
                delivery_id(claim.dispatch.key, member.subscriber),
                Outcome.REFUSED if mask & (1 << place) else Outcome.ACCEPTED,
                listed=Listed.UNTOLD if listed and mask & (1 << place) else None,
            )
            for place, member in enumerate(claim.members)
        )
        match choice // 8 % 6:
            case 0 | 1:
                ledger.note(claim, receipts)
            case 2:
                ledger.release(claim, timedelta(0), "429")
            case 3:
                ledger.note_part(claim, receipts[:1], timedelta(0), "429", pausing=False)
            case 4:
                ledger.note_refused(claim, "too large")
            case _:
                ledger.note_doubt(claim, "no answer")

    def settle(self, choice: int) -> None:
        """A batch in doubt is held, said to be sent, or found not to have arrived."""
        if doubt := self.store.doubts.take(LEASE):
            match choice % 3:
                case 0:
                    self.store.doubts.hold(doubt.claim, "nobody can tell")
                case 1:
                    self.store.doubts.sent(doubt.claim, "the editor says so")
                case _:
                    self.store.doubts.absent(doubt.claim)

    def crash(self, _choice: int = 0) -> None:
        """Whoever holds a batch dies, before or after its bytes left."""
        self.in_hand.clear()
        let_time_pass(self.store, 2 * LEASE)
        self.store.ledger.sweep()

    def report(self, choice: int) -> None:
        if found := self._dispatch(choice // 200):
            kind, reader = KINDS[choice % 6], 1 + choice // 6 % self.joined
            self.store.outcomes.record(
                Report(
                    provider="fake", kind=kind, replay_key="x", at=self.clock(),
                    delivery_id=delivery_id(found.key, reader),
                )
            )  # fmt: skip

    def join(self, choice: int) -> None:
        self.joined += 1
        standing = Standing.PENDING if choice % 3 == 0 else Standing.CONFIRMED
        self.store.subscribers.add(a_newcomer(f"lezer{self.joined}"), standing=standing)

    def change(self, choice: int) -> None:
        """A reader leaves, comes back, pauses, goes on, is erased, or is to get nothing."""
        people, reader = self.store.subscribers, 1 + choice // 12 % self.joined
        match choice % 12:
            case 0 | 1 | 2:
                people.unsubscribe(reader)
            case 3 | 4:
                people.ask_again(reader)
                people.confirm(reader)
            case 5 | 6:
                people.pause(reader, self.clock() + timedelta(days=choice % 9))
            case 7 | 8:
                people.pause(reader, None)
            case 9:
                people.erase(reader)
            case _:
                if who := people.find(reader):
                    self.store.suppressions.add(who.address, SuppressionReason.BOUNCED, "gone")

    def vote(self, choice: int) -> None:
        answer = tuple(Answer)[choice % len(Answer)]
        self.store.votes.cast(1 + choice // 3 % 3, choice.to_bytes(16, "big"), answer)

    def wait(self, choice: int) -> None:
        self.clock.pass_by(hours=1 + choice % 100)

    def now(self) -> Told:
        """What the rows come to."""
        return Expected(Rows.now(self.app), self.clock().astimezone(self.app.container.zone))


STEPS = (
    "freeze", "again", "turn", "claim", "answer", "answer", "answer", "settle", "crash", "report",
    "report", "report", "join", "change", "change", "vote", "wait",
)  # fmt: skip


class Numbers(RuleBasedStateMachine):
    """A publication in a database of SQLite, and an owner at the desk."""

    kind = "sqlite, wal"

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="numbers-"))
        self.life = Life(self.folder, self.kind)
        signed_in(self.life.app)
        self.life.freeze()

    def teardown(self) -> None:
        self.life.app.close()
        shutil.rmtree(self.folder)

    @rule(step=st.sampled_from(STEPS), choice=choices)
    def something_happens(self, step: str, choice: int) -> None:
        getattr(self.life, step)(choice)

    @rule(choice=choices)
    def a_batch_is_handed_over(self, choice: int) -> None:
        self.life.answer(choice % 16)

    @invariant()
    def the_values_of_pages_are_the_ledgers(self) -> None:
        told = by_views(self.life.app)
        expected = self.life.now()
        assert told == {key: expected[key] for key in told}

    @precondition(lambda self: self.life.store.dispatches.latest())
    @rule(choice=choices)
    def the_pages_are_the_ledgers(self, choice: int) -> None:
        found = self.life._dispatch(choice)
        assert found is not None
        expected, browser = self.life.now(), signed_in_again(self.life.app)
        told = {
            **page_of_list(browser), **page_of_readers(browser),
            **page_of_dispatch(browser, found.id), **page_of_report(browser, found.id),
        }  # fmt: skip
        assert told == {key: expected[key] for key in told}


SLOWLY = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TestOnSqlite = Numbers.TestCase
TestOnSqlite.settings = settings(
    max_examples=3, stateful_step_count=20, deadline=None, suppress_health_check=SLOWLY
)


class NumbersOnPostgresql(Numbers):
    """The same in PostgreSQL."""

    kind = "postgresql"


TestOnPostgresql = NumbersOnPostgresql.TestCase
TestOnPostgresql.settings = settings(
    max_examples=1, stateful_step_count=20, deadline=None, suppress_health_check=SLOWLY
)


# ─── while somebody else writes ──────────────────────────────────────────────


class Writer:
    """Lets something happen in a thread of its own before each statement of all others.

    What the rows came to after each step is kept.
    """

    NAME = "writer"

    def __init__(self, life: Life) -> None:
        self._life = life
        self._steps = count()
        self.moments = [Rows.now(life.app)]

    def _step(self) -> None:
        number = next(self._steps)
        self._life.join(1)
        self._life.answer(number * 7)
        self._life.change(number * 12)  # somebody leaves
        self._life.report(number * 6 + (2, 3, 0)[number % 3])
        if number % 3 == 0:
            self._life.settle(number // 3)
        self.moments.append(Rows.now(self._life.app))

    def _before(self, connection: Connection, *_: object) -> None:
        is_writing = connection.get_execution_options().get("newsletter_writes")
        if threading.current_thread().name != self.NAME and not is_writing:
            other = threading.Thread(target=self._step, name=self.NAME)
            other.start()
            other.join()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        engine = self._life.store.database.engine
        event.listen(engine, "before_cursor_execute", self._before)
        try:
            yield
        finally:
            event.remove(engine, "before_cursor_execute", self._before)


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
def test_while_somebody_writes_each_page_is_of_one_moment(kind: str, tmp_path: Path) -> None:
    life = Life(tmp_path, kind, many=150)
    zone, now, app = life.app.container.zone, life.clock(), life.app
    life.freeze()
    browser = signed_in(app)
    pages: tuple[Callable[[], Told], ...] = (
        lambda: page_of_list(browser), lambda: page_of_readers(browser),
        lambda: page_of_dispatch(browser, 1), lambda: page_of_report(browser, 1),
        lambda: of_today(app), lambda: of_view(app, 1), lambda: of_report(app, 1),
        lambda: of_stream(app, 1),
    )  # fmt: skip
    writer = Writer(life)
    with writer.at_work():
        seen = [page() for page in pages]
    moments = [Expected(rows, now.astimezone(zone)) for rows in writer.moments]
    assert len(moments) > 3 * len(pages)
    for told in seen:
        assert told
        assert any(all(moment.get(key) == told[key] for key in told) for moment in moments), told
