"""One dispatch with all that belongs to it: a database, a provider, readers, and processes that can be hurt."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select, update

from newsletter import store as stores
from newsletter.model.audience import Audience, Standing
from newsletter.model.delivery import BatchState
from newsletter.model.delivery_ids import read_delivery_id
from newsletter.model.dispatch import NOTICES, Canary, Dispatch, DispatchState, Progress
from newsletter.model.dispatch import Plan as Frozen
from newsletter.scheduling import fleet
from newsletter.scheduling.fleet import FleetNotifier
from newsletter.store.schema.sending import batches, notices, subscribers
from newsletter.store.store import Store
from newsletter.store.subscribers.rule import is_suppressed_sql
from newsletter.testing import sandbox
from newsletter.testing.faults import Faults
from tests.chaos import people, processes
from tests.chaos.history import broken_rules, gone_before, keep_history, steps
from tests.chaos.points import Plan
from tests.chaos.strategies import STRATEGIES
from tests.chaos.worker import Job, work
from tests.patience import SECONDS, until

_OPEN = (BatchState.PENDING, BatchState.SENDING, BatchState.IN_DOUBT, BatchState.HELD)
READERS = 400
CONFIRMATIONS = 5  # notices, which go first, each a batch of one
_HURRY_AFTER_SECONDS = 5.0
LEAVERS = 8  # leave after the freeze, before anything is handed over


@dataclass(frozen=True)
class Verdict:
    """What was left of the dispatch in the end, by the provider's own log.

    Attributes:
        lost: Readers whom the ledger calls accepted and the provider never
            got, or whom nobody got to in any dispatch of the issue.
        doubled: Readers for whom the provider accepted the issue more than
            once, in whichever of its dispatches and with whichever text.
        in_doubt: Readers whom a person must look after.
        broken: Rules over time that did not hold, in words.
        audience: Readers in the frozen audience, those skipped apart.
        struck: The points at which a process was really killed or stopped.
    """

    lost: int
    doubled: int
    in_doubt: int
    audience: int
    seconds: float
    broken: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing happened that must never happen; a doubt may."""
        return not (self.lost or self.doubled or self.broken)


@dataclass
class World:
    """A frozen dispatch between a database and a provider."""

    folder: Path
    url: str
    strategy: str
    seed: int
    dispatch: Dispatch
    sandbox_url: str
    sandbox_log: Path
    server: Any = None  # the PostgreSQL server, for faults that hurt it
    children: list[int] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    can_prove: bool = True  # whether every doubt can be settled in the end, where the strategy can
    can_show: bool = True  # whether a look-up still shows what was taken
    may_refuse: bool = True  # whether a reader may be refused, who was not at fault
    broken: list[str] = field(default_factory=list)  # what a fault itself found to be wrong

    def start_worker(
        self,
        plan: Plan | None = None,
        does: Callable[[Job], Callable[[], None]] = work,
        **job: Any,
    ) -> int:
        """Another process that works on the dispatch; its id."""
        child = processes.start(does(self._job(plan, **job)), self.folder / "workers.log")
        self.children.append(child)
        return child

    def work_here(self) -> None:
        """Work on the dispatch in this process until it is done."""
        work(self._job())()

    def _job(self, plan: Plan | None = None, **job: Any) -> Job:
        return Job(
            url=self.url,
            sandbox=self.sandbox_url,
            strategy=self.strategy,
            dispatch=self.dispatch.id,
            seed=self.seed + len(self.children),
            plan=plan,
            **job,
        )

    def turn(self, **knobs: Any) -> None:
        """Turn the provider's knobs."""
        address = f"{self.sandbox_url}/sandbox/knobs"
        httpx.post(address, json=knobs, verify=False, timeout=SECONDS).raise_for_status()

    def calls(self) -> int:
        """How many calls the provider counted since its knobs were last turned."""
        asked = httpx.get(
            f"{self.sandbox_url}/sandbox/accepted",
            params={"delivery": "none"},
            verify=False,
            timeout=SECONDS,
        )
        return int(asked.json()["requests"]["send"])

    def accepted(self) -> Counter[str]:
        """How often the provider accepted each delivery, by its own log."""
        with self.sandbox_log.open("rb") as lines:
            return Counter(
                STRATEGIES[self.strategy].reads(json.loads(line)["delivery"])
                for line in lines
                if line.endswith(b"\n")
            )

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database, for a short while: no child may inherit an open one."""
        opened = stores.open(self.url, lambda: datetime.now(UTC))
        try:
            yield opened
        finally:
            opened.close()

    def progress(self) -> Progress:
        with self.store() as store:
            return store.counts.progress(self.dispatch.id)

    def is_done(self) -> bool:
        """Whether nothing is left but what a person must look after."""
        with self.store() as store:
            return not any(
                store.counts.progress(which).batches.get(state)
                for which in (NOTICES, *(one.id for one in store.dispatches.of_issue(people.ISSUE)))
                for state in BatchState
                if state not in (BatchState.SENT, BatchState.HELD, BatchState.CANCELLED)
            )

    def is_paused(self) -> bool:
        """Whether the dispatch waits for a person."""
        with self.store() as store:
            return store.dispatches.find(self.dispatch.id).state is DispatchState.PAUSED

    def resume(self, dispatch: int) -> None:
        """Go on with a paused dispatch, as the editor does once the account is in order."""
        with self.store() as store:
            store.dispatches.resume(dispatch)

    def has_no_notices_waiting(self) -> bool:
        """Whether every notice was handed over, or is in the hands of a process that was ended."""
        with self.store() as store:
            return not store.counts.progress(NOTICES).batches.get(BatchState.PENDING)

    def hurry(self) -> None:
        """Let doubts be looked at now, also those that a process has in hand: it is fenced.

        What an empty look-up proves stays a matter of time.
        """
        with self.store() as store, store.database.write() as connection:
            connection.execute(
                update(batches)
                .where(batches.c.state == BatchState.IN_DOUBT)
                .values(due_at=0, leased_until=0)
            )

    def age(self, reach: timedelta) -> None:
        """Let so much time pass by the database's clock; negative: the clock was ahead, and is set back.

        No worker may be alive. What is settled stays as it is.
        """
        micros = reach // timedelta(microseconds=1)
        self._shift(("due_at", "leased_until", "keyed_at", "handed_at"), micros)

    def end_waits(self, reach: timedelta) -> None:
        """Let waits of so long be over, while what was handed over just now stays as young as it is.

        The index of the sandbox lags by the real clock, and must have had its time.
        """
        self._shift(("due_at", "leased_until"), reach // timedelta(microseconds=1))

    def _shift(self, moments: tuple[str, ...], micros: int) -> None:
        shifted = {name: batches.c[name] - micros for name in moments}
        with self.store() as store, store.database.write() as connection:
            connection.execute(update(batches).where(batches.c.state.in_(_OPEN)).values(**shifted))

    def waits_longer_than(self, longest: timedelta) -> bool:
        """Whether any batch is due later than that, by the database's clock."""
        with self.store() as store, store.database.read() as connection:
            due = store.database.now + longest // timedelta(microseconds=1)
            waiting = (BatchState.PENDING, BatchState.IN_DOUBT)
            query = select(batches.c.number).where(
                batches.c.state.in_(waiting), batches.c.due_at > due
            )
            return connection.execute(query).first() is not None

    def drain(self) -> bool:
        """Let two sound processes finish; whether they did, as the database says.

        A look-up that fails is made again after half the doubt's age, and on a
        busy machine it fails now and then: so doubts are hurried, and what ends
        this is the state of the dispatch. A process that fails is told.
        """
        self.turn(faults=[], calls_per_second=None, answer_after_seconds=0)
        workers = [self.start_worker(), self.start_worker()]
        hurried_at = time.monotonic()

        def is_over() -> bool:
            nonlocal hurried_at
            if time.monotonic() - hurried_at > _HURRY_AFTER_SECONDS:
                self.hurry()
                hurried_at = time.monotonic()
            return all(processes.has_ended(child) for child in workers)

        until(is_over, every_seconds=0.05)
        if any(processes.has_failed(child) for child in workers):
            self.broken.append(f"a sound process failed: {self._last_words()}")
        return self.is_done()

    def _last_words(self) -> str:
        return " / ".join((self.folder / "workers.log").read_text().strip().splitlines()[-2:])

    def verdict(self, started: float, *, finished: bool) -> Verdict:
        """Hold the provider's log against the frozen audience, and the history against the rules."""
        accepted = self.accepted()
        with self.store() as store:
            own = self._by_state(store)
            readers_of = _by_reader(store)
            reads = _subscribed(store)
            with store.database.read() as connection:
                happened = steps(connection)
            broken = [*self.broken, *broken_rules(happened)]
            broken += gone_before(happened, self.dispatch)
        out = own["skipped"] | own["refused"] | own["superseded"]
        doubtful = own["in doubt"] | own["held"]
        everyone = set().union(*own.values())
        times = Counter(readers_of(who) for who in accepted.elements())
        lost = {readers_of(who) for who in everyone - out - doubtful - set(accepted)}
        passed_over = reads - set(times) - {readers_of(who) for who in doubtful | own["refused"]}
        broken += [f"{who} was left out, and got it" for who in sorted(out & set(accepted))]
        broken += [f"{who} is a stranger, and got it" for who in sorted(set(accepted) - everyone)]
        broken += self._needless_doubts(doubtful, accepted)
        refused = reads & {readers_of(who) for who in own["refused"]}
        if refused and not self.may_refuse:
            broken.append(f"{len(refused)} stay refused for what was not theirs")
        broken += [] if finished else ["it did not come to an end"]
        return Verdict(
            lost=len(lost | passed_over),
            doubled=sum(1 for many in times.values() if many > 1),
            in_doubt=len(doubtful),
            audience=len(everyone - out),
            seconds=time.monotonic() - started,
            broken=tuple(broken[:5]),
            struck=tuple(sorted(+self.struck)),
        )

    def _by_state(self, store: Store) -> defaultdict[str, set[str]]:
        """The delivery ids of readers and notices, by what the ledger says of them."""
        found: defaultdict[str, set[str]] = defaultdict(set, _notices(store))
        for dispatch in store.dispatches.of_issue(people.ISSUE):
            named = partial(people.KEYRING.delivery_id, dispatch.key)
            for state in store.counts.progress(dispatch.id).counts:
                people_there = store.counts.people(dispatch.id, state, limit=READERS * 10)
                found[state] |= {named(one.subscriber) for one in people_there}
        return found

    def _needless_doubts(self, doubtful: set[str], accepted: Counter[str]) -> list[str]:
        strategy = STRATEGIES[self.strategy]
        if strategy.proves and self.can_prove and doubtful:
            why = "; ".join(self._reasons())
            return [f"{len(doubtful)} are in doubt, although it could be proven: {why}"]
        if strategy.looks_up and self.can_show:
            shown = sorted(doubtful & set(accepted))
            return [f"{who} is in doubt, although the provider shows it" for who in shown]
        return []

    def _reasons(self) -> list[str]:
        """Why batches are in doubt or held, each reason once."""
        unsettled = (BatchState.IN_DOUBT, BatchState.HELD)
        with self.store() as store, store.database.read() as connection:
            query = select(batches.c.why).where(batches.c.state.in_(unsettled)).distinct()
            return [str(why) for why in connection.execute(query).scalars()]

    def close(self) -> None:
        """No child outlives the world."""
        for child in self.children:
            processes.end(child)


@contextmanager
def world(
    folder: Path,
    url: str,
    strategy: str,
    *,
    seed: int,
    readers: int = READERS,
    server: Any = None,
    canary: Canary | None = None,
) -> Iterator[World]:
    """A world with readers and a frozen dispatch, some of whom have left since."""
    log = folder / "accepted.jsonl"
    port = folder / "port"
    lag = STRATEGIES[strategy].index_lag.total_seconds()
    provider = processes.start(lambda: _provide(log, port, lag), folder / "sandbox.log")
    try:
        if not until(lambda: port.exists() and bool(port.read_text())):
            raise RuntimeError((folder / "sandbox.log").read_text())
        dispatch = _freeze(url, strategy, seed, readers, canary)
        made = World(folder, url, strategy, seed, dispatch, port.read_text(), log, server)
        try:
            yield made
        finally:
            made.close()
    finally:
        processes.end(provider)


def _by_reader(store: Store) -> Callable[[str], str]:
    """Whose mail a delivery id is: the same reader's in every dispatch of the issue.

    A notice counts by itself, as its own delivery id.
    """
    keys = {dispatch.key for dispatch in store.dispatches.of_issue(people.ISSUE)}

    def reader_of(delivery: str) -> str:
        name = read_delivery_id(delivery)
        return _reader(name.number) if name is not None and name.key in keys else delivery

    return reader_of


def _reader(number: int) -> str:
    return f"reader {number}"


def _subscribed(store: Store) -> set[str]:
    """Those who read now, and so should have the issue in the end."""
    query = select(subscribers.c.id).where(
        subscribers.c.standing == Standing.CONFIRMED, ~is_suppressed_sql()
    )
    with store.database.read() as connection:
        return {_reader(number) for number in connection.execute(query).scalars()}


def _notices(store: Store) -> dict[str, set[str]]:
    """The notices' delivery ids, by state in the words of the people's lists."""
    found: dict[str, set[str]] = {}
    query = (
        select(batches.c.number, batches.c.state, batches.c.why, notices.c.key)
        .join(notices, notices.c.id == batches.c.number)
        .where(batches.c.dispatch == NOTICES)
    )
    with store.database.read() as connection:
        for number, state, why, key in connection.execute(query).tuples():
            refused = state is BatchState.SENT and why
            name = "refused" if refused else _STATES.get(state, state.value)
            found.setdefault(name, set()).add(people.KEYRING.delivery_id(key, number))
    return found


_STATES = {BatchState.SENT: "accepted"}


def _provide(log: Path, port: Path, lag_seconds: float) -> None:
    def ready(url: str) -> None:
        whole = port.with_suffix(".new")
        whole.write_text(url)
        whole.replace(port)

    knobs = Faults(index_lag_seconds=lag_seconds)
    sandbox.serve("127.0.0.1", 0, log, knobs, ready=ready)


def _freeze(url: str, strategy: str, seed: int, readers: int, canary: Canary | None) -> Dispatch:
    store = stores.open(url, lambda: datetime.now(UTC))
    try:
        keep_history(store.database)
        if not store.database.is_sqlite:
            fleet.install(url)
            store.dispatches.notifier = FleetNotifier()
        store.subscribers.take_in(people.readers(readers), source="chaos")
        approval = store.queue.approve(people.the_edition(), audience=Audience(), file_hash="")
        plan = Frozen(
            key=f"chaos{seed:08x}",
            issue=people.ISSUE,
            edition=approval.edition,
            audience=Audience(),
            at=datetime.now(UTC),
            batch_size=STRATEGIES[strategy].batch_size,
            provider=STRATEGIES[strategy].build("http://127.0.0.1:9").name,
            canary=canary,
        )
        dispatch = store.dispatches.freeze(plan)
        assert dispatch is not None
        words = store.editions.keep(people.a_letter_of_its_own())
        for subscriber in range(1, CONFIRMATIONS + 1):
            store.notices.add(people.a_confirmation(subscriber, words))
        for number in range(1, LEAVERS + 1):
            store.subscribers.unsubscribe(number * readers // LEAVERS)
        return dispatch
    finally:
        store.close()
