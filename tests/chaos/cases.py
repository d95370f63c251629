"""Which strategies meet which faults on which databases, run some at a time, each in a process of its own."""

import gc
import json
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from newsletter.model.dispatch import Canary
from tests import statements
from tests.chaos import editing, faults, processes
from tests.chaos.databases import (
    POSTGRESQL,
    SQLITE,
    Postgres,
    postgres,
    postgres_on_a_small_disk,
    sqlite_url,
)
from tests.chaos.odd_events import ODD_EVENTS, befall
from tests.chaos.strategies import STRATEGIES
from tests.chaos.world import READERS, Verdict, world

FAULTS = {**faults.FAULTS, **editing.FAULTS}
KEY, MAILGUN, POSTMARK, UNKNOWN = (
    name for name, strategy in STRATEGIES.items() if not strategy.is_control
)
_WITH_A_CANARY = ("killed at random, two processes", "a fleet, killed and cut off")
_CANARY = Canary(percent=10, at_least=5)
REPORTS = "what comes back (Mailgun and mails)"
CONTROLS = {
    "control: send again blindly": "answers lost",
    "control: mark, then send": "answers lost",
    "control: lag told too short": "answers lost",
}


@dataclass(frozen=True)
class Case:
    """One strategy on one database under one fault."""

    strategy: str
    database: str
    fault: str
    seed: int
    readers: int = READERS


@dataclass(frozen=True)
class Result:
    """What became of a case."""

    case: Case
    verdict: Verdict

    @property
    def is_as_promised(self) -> bool:
        """Nothing lost, doubled or broken; a control must show what it is there for."""
        found = self.verdict
        match self.case.strategy:
            case "control: mark, then send":
                return found.lost > 0 and not found.doubled
            case name if name in CONTROLS:
                return found.doubled > 0 and not found.lost
            case _:
                return found.is_clean


def short() -> list[Case]:
    """A minute at most: every fault once, every strategy under lost answers, the controls."""
    cases = [
        Case(MAILGUN, SQLITE, "killed at every point", 1),
        Case(KEY, SQLITE, "killed at every point", 1),
        Case(KEY, SQLITE, "killed at random, two processes", 2),
        Case(MAILGUN, SQLITE, "stopped longer than the lease", 3),
        Case(POSTMARK, SQLITE, "half taken, some refused", 4),
        Case(UNKNOWN, SQLITE, "answers lost", 5),
        Case(KEY, SQLITE, "answers lost", 6),
        Case(KEY, SQLITE, "reported before the answer", 24),
        Case(POSTMARK, SQLITE, "reported before the answer", 24),
        Case(MAILGUN, SQLITE, "silence", 7),
        Case(POSTMARK, SQLITE, "429 and 503", 8),
        Case(MAILGUN, SQLITE, "refusals of ours", 19),
        Case(POSTMARK, SQLITE, "refusals of ours", 19),
        Case(MAILGUN, SQLITE, "clocks jump", 9),
        Case(MAILGUN, SQLITE, "a look-up beyond memory", 15),
        Case(KEY, SQLITE, "a look-up beyond memory", 16),
        Case(MAILGUN, SQLITE, "the provider's clock alone jumps", 17),
        Case(POSTMARK, SQLITE, "the provider's clock alone jumps", 18),
        Case(MAILGUN, SQLITE, "our clock is set back", 18),
        Case(MAILGUN, SQLITE, "our clock is set right", 25),
        Case(MAILGUN, SQLITE, "forged letters", 19),
        Case(MAILGUN, SQLITE, "disk full", 10),
        Case(MAILGUN, SQLITE, editing.CANCELLED, 22),
        Case(KEY, SQLITE, editing.SENT_AGAIN, 23),
        Case(MAILGUN, POSTGRESQL, "database restarts", 11),
        Case(POSTMARK, POSTGRESQL, "killed at random, two processes", 12),
        Case(MAILGUN, POSTGRESQL, "a fleet, killed and cut off", 13),
        Case(MAILGUN, POSTGRESQL, "the server's disk full", 14),
    ]
    cases = [case for case in cases if case.database in FAULTS[case.fault].databases]
    return odd_events(300) + cases + controls()


def odd_events(many: int) -> list[Case]:
    """A letterbox and hooks full of reports, a tenth of them odd."""
    return [Case(REPORTS, database, ODD_EVENTS, 21, many) for database in (SQLITE, POSTGRESQL)]


def controls() -> list[Case]:
    """Careless senders, who show that the checker sees what it looks for."""
    return [Case(name, SQLITE, fault, 20) for name, fault in CONTROLS.items()]


def long(rounds: int = 1) -> list[Case]:
    """Every strategy under every fault on both databases."""
    return (
        odd_events(10_000)
        + [
            Case(strategy.name, database, fault.name, seed, readers=1_000)
            for seed in range(1, rounds + 1)
            for strategy in STRATEGIES.values()
            if not strategy.is_control
            for fault in FAULTS.values()
            if not fault.strategies or strategy.name in fault.strategies
            for database in fault.databases
        ]
        + controls()
    )


def run_all(
    cases: Sequence[Case], *, at_once: int = 4, told: Callable[[Result], object] = lambda _: None
) -> list[Result]:
    """Run cases, some at a time; those that hurt a whole server come last, alone."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    folder.chmod(0o755)
    try:
        _warm_up(folder / "warm")
        gc.freeze()  # else each child's first collection looks at all that is there, and copies it
        small = [case for case in cases if case.fault == "the server's disk full"]
        rough = [case for case in cases if case.fault == "database restarts"]
        gentle = [case for case in cases if case not in (*small, *rough)]
        results = []
        with postgres() if _need_a_server((*gentle, *rough)) else nullcontext() as server:
            results += _run(gentle, folder, server, at_once, told)
            results += _run(rough, folder, server, 1, told)
        with postgres_on_a_small_disk() if small else nullcontext() as server:
            results += _run(small, folder, server, 1, told)
        return results
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _warm_up(place: Path) -> None:
    """Finish a small dispatch in this process: its hundreds of children would each compile the same statements."""
    statements.share()
    place.mkdir()
    before = signal.getsignal(signal.SIGTERM)
    with world(place, sqlite_url(place), MAILGUN, seed=0, readers=20) as made:
        made.work_here()
        made.is_done()
    signal.signal(signal.SIGTERM, before)


def _need_a_server(cases: Sequence[Case]) -> bool:
    return any(case.database == POSTGRESQL for case in cases)


def _run(
    cases: Sequence[Case],
    folder: Path,
    server: Postgres | None,
    at_once: int,
    told: Callable[[Result], object],
) -> Iterator[Result]:
    waiting = list(cases)
    running: dict[int, tuple[Case, Path]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                case = waiting.pop(0)
                place = Path(tempfile.mkdtemp(dir=folder))
                running[processes.start(_one(case, place, server), place / "case.log")] = (
                    case,
                    place,
                )
            for child in [child for child in running if processes.has_ended(child)]:
                result = _read(*running.pop(child))
                told(result)
                yield result
            time.sleep(0.05)
    finally:
        for child in running:
            processes.end(child)


def _one(case: Case, place: Path, server: Postgres | None) -> Callable[[], None]:
    def work() -> None:
        started = time.monotonic()
        if case.database == POSTGRESQL:
            assert server is not None
            url = server.new_database(place.name)
        else:
            url = sqlite_url(place)
        if case.fault == ODD_EVENTS:
            verdict = befall(place / "own", url, events=case.readers, seed=case.seed)
        else:
            with world(
                place,
                url,
                case.strategy,
                seed=case.seed,
                readers=case.readers,
                server=server,
                canary=_CANARY if case.fault in _WITH_A_CANARY else None,
            ) as made:
                FAULTS[case.fault].befall(made)
                verdict = made.verdict(started, finished=made.drain())
        (place / "verdict.json").write_text(json.dumps(asdict(verdict)))

    return work


def _read(case: Case, place: Path) -> Result:
    told = place / "verdict.json"
    if told.exists():
        found = json.loads(told.read_text())
        return Result(
            case,
            Verdict(
                **{**found, "broken": tuple(found["broken"]), "struck": tuple(found["struck"])}
            ),
        )
    last = (place / "case.log").read_text().strip().splitlines()[-3:]
    return Result(case, Verdict(0, 0, 0, 0, 0.0, ("the case itself failed: " + " / ".join(last),)))
