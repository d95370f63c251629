"""What can befall a dispatch, each as a function of a world; afterwards sound processes finish it."""

import random
import resource
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from newsletter.delivery.rules import longest_wait
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES, DeliveryState
from tests import patience
from tests.chaos import forging, processes
from tests.chaos.databases import POSTGRESQL, SQLITE, has_small_disks
from tests.chaos.points import Plan
from tests.chaos.reporting import report_at_once
from tests.chaos.strategies import REACH, STRATEGIES
from tests.chaos.worker import LEASE, SETTINGS, answer_the_bell, hand_over_only, sweep_and_ring
from tests.chaos.world import World
from tests.patience import until

LOST_ANSWERS = [
    {"answer": "drop", "taken": "all", "share": 0.12, "at": [2, 6]},
    {"answer": "drop", "taken": "none", "share": 0.12, "at": [4, 9]},
    {"answer": 504, "taken": "all", "share": 0.06},
    {"answer": 500, "taken": "none", "share": 0.06},
]
_LAG_SECONDS = 1.6  # less than what proves absence: two lags as documented, and a lease
_FIVE_DAYS, _HALF_A_DAY = timedelta(days=5), timedelta(hours=12)
HAND_OVER_POINTS = (
    "before claim", "after claim", "claimed", "made", "before ready", "after ready", "ready",
    "before the call", "before send", "after send", "after the call", "before note", "after note", "noted",
)  # fmt: skip
_LOOKING = ("before sweep", "after sweep", "before take", "after take")
REPEAT_POINTS = (*_LOOKING, "before repeat", "after repeat", "before found", "after found")
LOOK_UP_POINTS = (
    *_LOOKING, "before look_up", "after look_up", "before postpone", "before found", "after found",
    "before absent", "after absent",
)  # fmt: skip
# one thread: a process that is stopped within a transaction of SQLite stops all others with it
ALONE = replace(SETTINGS, connections=1)
ZOMBIE_POINTS = ("claimed", "ready", "before the call", "after send", "before note")


@dataclass(frozen=True)
class Fault:
    """A misfortune by name, and on which databases and strategies it can befall; none named: on all."""

    name: str
    befall: Callable[[World], None]
    databases: tuple[str, ...] = (SQLITE, POSTGRESQL)
    strategies: tuple[str, ...] = ()


def kill_points(world: World) -> None:
    """One process after the other is killed at the next point between two effects."""
    first = world.seed % len(
        HAND_OVER_POINTS
    )  # notices go first: another seed, other points for them
    for point in HAND_OVER_POINTS[first:] + HAND_OVER_POINTS[:first]:
        _kill_at(world, Plan(point))
    for passage in (1, 2, 3, 4):
        _kill_at(world, Plan("before commit", passage))
    world.turn(faults=[{**lost, "share": 0.3} for lost in LOST_ANSWERS[:2]], seed=world.seed)
    for point in doubt_points(world.strategy):
        _kill_at(world, Plan(point))
        world.hurry()  # what the dead process was looking into is looked into by the next


def doubt_points(strategy: str) -> tuple[str, ...]:
    """The points on a strategy's way out of a doubt."""
    return LOOK_UP_POINTS if STRATEGIES[strategy].looks_up else REPEAT_POINTS


def _kill_at(world: World, plan: Plan) -> None:
    child = world.start_worker(plan, settings=ALONE)
    until(lambda: processes.has_ended(child))
    world.struck[plan.point] += processes.was_killed(child)
    processes.end(child)


def random_kills(world: World, kills: int = 25) -> None:
    """Two processes at once, one of them killed at a random moment, over and over."""
    dice = random.Random(world.seed)
    world.turn(faults=LOST_ANSWERS[:2], answer_after_seconds=0.02, seed=world.seed)
    pair = [world.start_worker(), world.start_worker()]
    for _ in range(kills):
        time.sleep(dice.uniform(0.01, 0.15))
        turn = dice.randrange(2)
        processes.end(pair[turn])
        pair[turn] = world.start_worker()
    for child in pair:
        processes.end(child)


def zombies(world: World) -> None:
    """A process is stopped for longer than its lease while others go on, and wakes up."""
    sleepers = []
    for point in ZOMBIE_POINTS:
        child = world.start_worker(Plan(point, wanted=signal.SIGSTOP), settings=ALONE)
        if processes.until_stopped(child):
            sleepers.append(child)
            world.struck[point] += 1
    sound = world.start_worker()
    # long enough for the others to prove what is absent, and to hand it over again
    until(lambda: processes.has_ended(sound), 3 * LEASE.total_seconds() + 2.0)
    for child in sleepers:
        processes.kill(child, signal.SIGCONT)
    for child in (*sleepers, sound):
        until(lambda child=child: processes.has_ended(child), 3.0)
        processes.end(child)


def reported_first(world: World, kills: int = 12) -> None:
    """Reports come before the answers, and processes are killed between the two."""
    dice = random.Random(world.seed)
    world.sandbox_log.touch()
    world.turn(faults=LOST_ANSWERS[:2], answer_after_seconds=0.1, seed=world.seed)
    reporting = world.start_worker(does=report_at_once(world.sandbox_log))
    pair = [world.start_worker(), world.start_worker()]
    for _ in range(kills):
        time.sleep(dice.uniform(0.1, 0.25))
        turn = dice.randrange(2)
        processes.end(pair[turn])
        pair[turn] = world.start_worker()
    for child in pair:
        processes.end(child)
    told = until(lambda: bool(world.progress().counts.get(DeliveryState.DELIVERED)))
    world.struck["reported first"] += told
    processes.end(reporting)


def lost_answers(world: World) -> None:
    """A third of the calls end without an answer, taken or not."""
    world.turn(faults=LOST_ANSWERS, seed=world.seed)
    _one_pass(world)


def silence(world: World) -> None:
    """The provider takes the call and says nothing until the time is over."""
    world.turn(
        faults=[
            {"answer": "hang", "taken": "all", "at": [2, 9]},
            {"answer": "hang", "taken": "none", "at": [5]},
        ]
    )
    _one_pass(world)


def half_taken(world: World) -> None:
    """Half of a call is taken, and the line is cut; some readers are refused one by one."""
    world.turn(
        faults=[{"answer": "drop", "taken": "half", "share": 0.25}],
        refuse_share=0.04,
        seed=world.seed,
    )
    _one_pass(world)


def refusals_of_ours(world: World) -> None:
    """Every call is refused for a while, for what is ours; each time it pauses, and a person resumes it."""
    _until_paused(world, {"answer": 401})
    world.resume(NOTICES)
    world.resume(world.dispatch.id)
    _until_paused(world, {"answer": 400, "says": _BLOCK_LIST})
    world.resume(NOTICES)
    child = world.start_worker(does=hand_over_only)  # notices alone: the issue is still paused
    until(world.has_no_notices_waiting, every_seconds=0.1)
    processes.end(child)
    world.resume(world.dispatch.id)
    _until_paused(world, {"answer": 422, "says": "Validation failed"})
    world.resume(world.dispatch.id)
    world.may_refuse = False


_BLOCK_LIST = "554 5.7.1 Service unavailable; Client host [192.0.2.3] blocked using zen.example.org"


def _until_paused(world: World, refusal: dict[str, object]) -> None:
    """Refuse every call until the dispatch pauses."""
    world.turn(faults=[{**refusal, "first": 1_000_000}])
    child = world.start_worker(does=hand_over_only)
    is_paused = until(world.is_paused, every_seconds=0.1)
    processes.end(child)
    world.struck[f"paused by {refusal['answer']}"] += is_paused
    world.turn(faults=[])


def storms(world: World) -> None:
    """Too many requests, with and without a time to come back, and maintenance."""
    world.turn(
        calls_per_second=30,
        faults=[
            {"answer": 429, "share": 0.3},
            {"answer": 429, "share": 0.3, "retry_after_seconds": 1},
            {"answer": 503, "share": 0.1},
        ],
        seed=world.seed,
    )
    _one_pass(world, calls=60)


def clock_jumps(world: World) -> None:
    """The clocks of people are hours and days wrong, and differ between two processes."""
    world.turn(faults=LOST_ANSWERS, seed=world.seed)
    pair = [
        world.start_worker(clock_jumps=(0.0, 7200.0, -7200.0, 259_200.0)),
        world.start_worker(clock_jumps=(-3600.0, 3600.0)),
    ]
    time.sleep(1.5)
    for child in pair:
        processes.end(child)


def beyond_memory(world: World) -> None:
    """Answers are lost, and five days pass by both clocks before anybody looks into it.

    The provider has forgotten by then, so that an empty look-up proves nothing.
    """
    _leave_doubts(world, LOST_ANSWERS)
    world.age(_FIVE_DAYS)
    world.turn(
        faults=[],
        clock_ahead_seconds=_FIVE_DAYS.total_seconds(),
        index_keeps_seconds=REACH.total_seconds(),
    )
    world.can_prove = world.can_show = False


def one_clock_jumps(world: World) -> None:
    """The same, where five days pass by the provider's clock alone: ours stood still, or was reset."""
    _leave_doubts(world, LOST_ANSWERS)
    world.turn(
        faults=[],
        clock_ahead_seconds=_FIVE_DAYS.total_seconds(),
        index_keeps_seconds=REACH.total_seconds(),
    )
    world.can_prove = world.can_show = False


def clock_set_back(world: World) -> None:
    """The database's clock was half a day ahead while waits, leases and hand-overs were noted."""
    _leave_doubts(world, [*LOST_ANSWERS, {"answer": 429, "share": 0.3, "retry_after_seconds": 1}])
    world.age(-_HALF_A_DAY)
    sound = world.start_worker()
    until(lambda: not world.waits_longer_than(longest_wait(SETTINGS)))
    processes.end(sound)
    world.end_waits(longest_wait(SETTINGS))
    world.can_prove = False


def clock_set_right(world: World) -> None:
    """The database's clock was half a day behind while batches were handed over, and is set right.

    What the provider took in the last call shows only later, and a doubt about it looks old.
    """
    _leave_doubts(world, [{"answer": "drop", "taken": "all", "share": 0.4}])
    world.turn(faults=[], index_lag_seconds=_LAG_SECONDS)
    world.age(_HALF_A_DAY)
    sound = world.start_worker()
    until(lambda: processes.has_ended(sound), 3 * LEASE.total_seconds())
    processes.end(sound)


def _leave_doubts(world: World, faults: list[dict[str, object]], calls: int = 25) -> None:
    """Hand over under these faults for so many calls, and look into nothing."""
    world.turn(faults=faults, seed=world.seed)
    child = world.start_worker(does=hand_over_only)
    until(lambda: world.calls() >= calls or processes.has_ended(child), every_seconds=0.1)
    processes.end(child)
    world.struck["doubt"] += world.progress().batches.get(BatchState.IN_DOUBT, 0)


def forged_letters(world: World) -> None:
    """Answers are lost, and one reader writes bounces, complaints and "delivered" for sixty others.

    A letter that was believed would strike out its reader, or settle a doubt
    about mail that nobody took.
    """
    maildir = world.folder / "letterbox"
    written = forging.write_letters(maildir, world.dispatch.key)
    with world.store() as store:
        before = forging.struck_out(store)
    world.turn(faults=LOST_ANSWERS, answer_after_seconds=0.02, seed=world.seed)
    reading = world.start_worker(does=forging.read_letters(maildir))
    _one_pass(world)
    until(lambda: processes.has_ended(reading))
    with world.store() as store:
        struck = forging.struck_out(store) - before
        kept = len(store.inbox.troubled(limit=2 * written))
    if struck:
        world.broken.append(f"{struck} were struck out by letters of another reader")
    if kept != written:
        world.broken.append(f"{kept} of {written} forged letters were kept with a reason")
    world.struck["forged letters"] += kept


def disk_full(world: World) -> None:
    """The disk is full for a while: nothing more can be written to any file."""
    world.turn(faults=LOST_ANSWERS[:1], answer_after_seconds=0.02, seed=world.seed)
    pair = [world.start_worker(), world.start_worker()]
    time.sleep(0.15)
    for child in pair:
        _limit_files(child, 4096)
    time.sleep(0.8)
    for child in pair:
        _limit_files(child, resource.RLIM_INFINITY)
    time.sleep(0.8)
    for child in pair:
        processes.end(child)


def servers_disk_full(world: World) -> None:
    """PostgreSQL's disk is full: first no table can grow, then its log can't, and it crashes."""
    world.turn(faults=LOST_ANSWERS[:1], answer_after_seconds=0.02, seed=world.seed)
    pair = [world.start_worker(), world.start_worker()]
    time.sleep(0.15)
    world.server.fill_disk()
    time.sleep(0.5)
    world.server.use_up_log()
    time.sleep(0.8)
    world.server.free_disk()
    world.struck.update(world.server.complaints())
    time.sleep(0.5)
    for child in pair:
        processes.end(child)


def database_restarts(world: World) -> None:
    """PostgreSQL cuts its connections, restarts, and crashes, while two processes work."""
    world.turn(faults=LOST_ANSWERS[:1], answer_after_seconds=0.03, seed=world.seed)
    pair = [world.start_worker(), world.start_worker()]
    name = world.url.partition("?")[0].rpartition("/")[2]
    for hurt in (
        lambda: world.server.cut_connections(name),
        lambda: world.server.restart("fast"),
        lambda: world.server.restart("immediate"),
    ):
        time.sleep(0.15)
        hurt()
    time.sleep(0.5)
    for child in pair:
        processes.end(child)


def fleet(world: World) -> None:
    """Four workers answer the bell; they are killed, and cut off, and a supervisor starts them anew."""
    dice = random.Random(world.seed)
    name = world.url.partition("?")[0].rpartition("/")[2]
    world.turn(faults=LOST_ANSWERS[:2], answer_after_seconds=0.05, seed=world.seed)
    workers = [world.start_worker(does=answer_the_bell) for _ in range(4)]
    sweeper = world.start_worker(does=sweep_and_ring)
    last = time.monotonic() + patience.SECONDS
    strokes = 0
    while time.monotonic() < last and not (strokes > 12 and world.is_done()):
        time.sleep(dice.uniform(0.1, 0.3))
        strokes += 1
        if strokes <= 12 and dice.random() < 0.7:
            processes.end(workers[dice.randrange(4)])
        elif strokes <= 12:
            world.server.cut_connections(name)
        if strokes == 12:
            world.turn(faults=[])
        for place, child in enumerate(workers):
            if processes.has_ended(child):
                workers[place] = world.start_worker(does=answer_the_bell)
        if processes.has_ended(sweeper):
            sweeper = world.start_worker(does=sweep_and_ring)
        if strokes % 20 == 0:
            world.hurry()
    world.struck["the fleet finished"] += world.is_done()
    for child in (*workers, sweeper):
        processes.end(child)


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("killed at every point", kill_points),
        Fault("killed at random, two processes", random_kills),
        Fault("stopped longer than the lease", zombies),
        Fault("answers lost", lost_answers),
        Fault("reported before the answer", reported_first),
        Fault("silence", silence),
        Fault("half taken, some refused", half_taken),
        Fault("429 and 503", storms),
        Fault("refusals of ours", refusals_of_ours),
        Fault("clocks jump", clock_jumps),
        Fault("a look-up beyond memory", beyond_memory),
        Fault("the provider's clock alone jumps", one_clock_jumps),
        Fault("our clock is set back", clock_set_back),
        Fault("our clock is set right", clock_set_right),
        Fault("forged letters", forged_letters),
        Fault("disk full", disk_full, (SQLITE,)),
        Fault(
            "the server's disk full", servers_disk_full, (POSTGRESQL,) if has_small_disks() else ()
        ),
        Fault("database restarts", database_restarts, (POSTGRESQL,)),
        Fault("a fleet, killed and cut off", fleet, (POSTGRESQL,)),
    )
}


def _one_pass(world: World, calls: int = 25, seconds: float = 20.0) -> None:
    """Two processes while the misfortune lasts: for so many calls, however slow the machine."""
    pair = [world.start_worker(), world.start_worker()]
    until(
        lambda: world.calls() >= calls or all(processes.has_ended(child) for child in pair),
        seconds,
        every_seconds=0.1,
    )
    for child in pair:
        processes.end(child)


def _limit_files(child: int, size_bytes: int) -> None:
    with suppress(ProcessLookupError):
        _, hard = resource.prlimit(child, resource.RLIMIT_FSIZE)
        resource.prlimit(child, resource.RLIMIT_FSIZE, (size_bytes, hard))
