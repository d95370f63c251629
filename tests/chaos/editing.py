"""The editor cancels, corrects and sends again while processes are killed, the editor's own among them."""

import random
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES
from newsletter.model.dispatch import Plan as Frozen
from tests.chaos import people, processes
from tests.chaos.databases import POSTGRESQL, SQLITE
from tests.chaos.faults import ALONE, HAND_OVER_POINTS, LOST_ANSWERS, Fault
from tests.chaos.points import Plan
from tests.chaos.strategies import STRATEGIES
from tests.chaos.worker import LEASE, SETTINGS, Job, Worker, patiently
from tests.chaos.world import CONFIRMATIONS, READERS, World
from tests.patience import until

SPARED = Message("skipped-cancelled").to_text()

CANCELLED, SENT_AGAIN = "cancelled and corrected midway", "refused, sent again twice at once"
_ROUNDS = 4  # of editors who are killed, before one who is not
# the statements among which they are killed: of SQLite, which counts each BEGIN, and of PostgreSQL
_CANCELLING, _CORRECTING, _SENDING_AGAIN = range(1, 10), range(8, 30), range(5, 19)
_LEAVE_BETWEEN = 3
# a twentieth is refused, and the first few batches may have more than their share of it
_NO_BRAKE = replace(SETTINGS, refusals_percent=100.0)

Act = Callable[[Job], Callable[[], None]]  # what a child runs


def cancelled_midway(world: World) -> None:
    """A dispatch is cancelled and its issue corrected while whoever does either is killed.

    In the end those who were spared have the corrected text, the others the
    first one, and nobody both.
    """
    dice = random.Random(world.seed)
    world.turn(faults=LOST_ANSWERS[:2], answer_after_seconds=0.02, seed=world.seed)
    # the notices go first, and then a few batches of the issue
    processes.wait(world.start_worker(Plan("before claim", CONFIRMATIONS + 4), settings=ALONE))
    for plan in _deaths(dice, _CANCELLING, "before commit"):
        _act(world, dice, (cancel, plan), (start, None))
    _act(world, dice, (cancel, None), (cancel, None), (start, None))
    _correct(world, dice)
    _check_correction(world)


def sent_again(world: World) -> None:
    """A twentieth is refused, some of them leave, and two processes send it again at once."""
    dice = random.Random(world.seed)
    refused = _refuse_some(world, dice)
    with world.store() as store:
        for number in refused[:_LEAVE_BETWEEN]:
            store.subscribers.unsubscribe(number)
    world.turn(refuse=[], faults=LOST_ANSWERS[:2], seed=world.seed)
    for plan in _deaths(dice, _SENDING_AGAIN, "before commit", *HAND_OVER_POINTS):
        later = replace(plan, passage=plan.passage + 1)
        _act(world, dice, (send_again, plan), (send_again, later))
    _act(world, dice, (send_again, None), (send_again, None))
    world.may_refuse = False


def cancel(job: Job) -> Callable[[], None]:
    """What a child runs that cancels the first dispatch, as ``newsletter dispatch cancel``."""

    def act() -> None:
        store = Worker(job).store
        with suppress(DeskError):  # another was quicker, or was killed once it was cancelled
            patiently(lambda: store.dispatches.cancel(job.dispatch, "cancelled by the editor"))

    return act


def start(job: Job) -> Callable[[], None]:
    """What a child runs that starts the issue once more: what was cancelled is not approved any more."""

    def act() -> None:
        with suppress(DeskError):  # it was cancelled between two looks
            worker = Worker(job)
            patiently(lambda: _start(worker))

    return act


def correct(job: Job) -> Callable[[], None]:
    """What a child runs that approves a corrected text and starts it, once it may."""

    def act() -> None:
        worker = Worker(job)
        until(lambda: patiently(lambda: _correct_once(worker)), every_seconds=0.1)
        patiently(worker.dispatcher.drain)

    return act


def send_again(job: Job) -> Callable[[], None]:
    """What a child runs that sends to those who were refused, as ``newsletter dispatch again``."""

    def act() -> None:
        worker = Worker(job)
        patiently(lambda: _freeze_again(worker))
        patiently(worker.dispatcher.drain)

    return act


def _freeze_again(worker: Worker) -> None:
    worker.store.catch_up()
    old = worker.store.dispatches.find(worker.job.dispatch)
    worker.store.dispatches.freeze_again(_plan(worker.job, old.edition, again_of=old.id))


def _correct_once(worker: Worker) -> bool:
    """Approve the corrected text and start it, unless that was done; false: it may not be yet."""
    queue, dispatches = worker.store.queue, worker.store.dispatches
    if len(dispatches.of_issue(people.ISSUE)) > 1:
        return True
    try:
        queue.approve(people.a_corrected_edition(), audience=Audience(), file_hash="corrected")
    except DeskError:  # a batch is still being sent or in doubt
        return False
    _start(worker)
    return True


def _start(worker: Worker) -> None:
    store = worker.store
    store.catch_up()
    approval = store.queue.approval(people.ISSUE)
    if approval is None:
        return
    plan = _plan(worker.job, approval.edition)
    if store.dispatches.would_reach(plan):
        store.dispatches.freeze(plan)


def _plan(job: Job, edition: str, again_of: int | None = None) -> Frozen:
    strategy = STRATEGIES[job.strategy]
    return Frozen(
        key=secrets.token_hex(6),
        issue=people.ISSUE,
        edition=edition,
        audience=Audience(),
        at=datetime.now(UTC),
        batch_size=strategy.batch_size,
        provider=strategy.build(job.sandbox).name,
        again_of=again_of,
    )


def _deaths(dice: random.Random, statements: range, *points: str) -> list[Plan]:
    """How editors are killed: at statements, each time another, and once at one of these points."""
    chosen = sorted(dice.sample(statements, _ROUNDS - 1))
    plans = [Plan("before statement", passage) for passage in chosen]
    return [*plans, Plan(dice.choice(points))]


def _act(world: World, dice: random.Random, *acts: tuple[Act, Plan | None]) -> None:
    """Editors at once, while two dispatchers hand over until each is killed at some point."""
    # one thread and few passages: the dispatch must not be done before it is cancelled
    dispatchers = [
        world.start_worker(Plan(dice.choice(HAND_OVER_POINTS), dice.randint(1, 2)), settings=ALONE)
        for _ in range(2)
    ]
    editors = [_edit(world, does, plan) for does, plan in acts]
    processes.wait(*editors)
    for child, (does, plan) in zip(editors, acts, strict=True):
        _note_end(world, does, plan, child)
    for child in dispatchers:
        processes.end(child)


def _edit(world: World, does: Act, plan: Plan | None) -> int:
    return world.start_worker(plan, does=does, journal=world.folder / "journal.log")


def _note_end(world: World, does: Act, plan: Plan | None, child: int) -> None:
    if plan is not None:
        world.struck[f"{does.__name__}: {plan.point}"] += processes.was_killed(child)
    if processes.has_failed(child):
        world.broken.append(f"{does.__name__} failed")


def _correct(world: World, dice: random.Random) -> None:
    """Editors who approve and start are killed, while doubts are settled by processes that are killed too."""
    pair = [world.start_worker(), world.start_worker()]

    def go_on_until(is_over: Callable[[], bool]) -> None:
        strokes = 0
        while not patiently(is_over):
            time.sleep(dice.uniform(0.05, 0.3))
            strokes += 1
            if strokes <= _ROUNDS:
                turn = dice.randrange(2)
                processes.end(pair[turn])
                pair[turn] = world.start_worker()
            elif strokes % _ROUNDS == 0:
                patiently(
                    world.hurry
                )  # what the dead were looking into is looked into by the others
            if not STRATEGIES[world.strategy].proves:
                patiently(lambda: _settle_by_log(world))

    early = _edit(world, correct, Plan("before statement", dice.choice(_CORRECTING)))
    go_on_until(lambda: processes.has_ended(early) and world.is_done())
    for plan in (*_deaths(dice, _CORRECTING, "before commit", *HAND_OVER_POINTS), None):
        editor = _edit(world, correct, plan)
        go_on_until(lambda editor=editor: processes.has_ended(editor))
        _note_end(world, correct, plan, editor)
    for child in pair:
        processes.end(child)


def _settle_by_log(world: World) -> None:
    """What is held is settled as an editor does who looks at the provider's log."""
    accepted = world.accepted()
    with world.store() as store:
        for one in store.doubts.unsettled():
            if one.state is not BatchState.HELD or one.dispatch == NOTICES:
                continue
            doubt = store.doubts.take(LEASE, (one.dispatch, one.number))
            if doubt is None:
                continue
            named = partial(people.KEYRING.delivery_id, doubt.claim.dispatch.key)
            if any(named(member.subscriber) in accepted for member in doubt.claim.members):
                store.doubts.sent(doubt.claim, "sent, by the editor's word")
            else:
                store.doubts.absent(doubt.claim)


def _check_correction(world: World) -> None:
    """One dispatch was cancelled midway, and one goes with the corrected text."""
    with world.store() as store:
        made = store.dispatches.of_issue(people.ISSUE)
        out = store.counts.people(made[0].id, "skipped", limit=READERS * 10)
        corrected = store.editions.keep(people.a_corrected_edition())
    if [one.is_cancelled for one in made] != [True, False] or made[1].edition != corrected:
        world.broken.append("the corrected text did not go out in one dispatch of its own")
    world.struck["some had the first text"] += made[0].key in _keys(world)
    world.struck["some were spared"] += any(one.detail == SPARED for one in out)


def _refuse_some(world: World, dice: random.Random) -> list[int]:
    """Hand over while a twentieth of the readers is refused, with dispatchers killed meanwhile; who was."""
    with world.store() as store:
        audience = store.counts.progress(world.dispatch.id).audience
    chosen = dice.sample(range(CONFIRMATIONS + 1, audience + 1), audience // 20)
    world.turn(
        refuse=[f"lezer{number}@example.org" for number in chosen],
        faults=LOST_ANSWERS[:2],
        seed=world.seed,
    )
    for _ in range(_ROUNDS):
        plan = Plan(dice.choice(HAND_OVER_POINTS), dice.randint(1, 3))
        processes.wait(world.start_worker(plan, settings=replace(ALONE, refusals_percent=100.0)))
    processes.wait(world.start_worker(settings=_NO_BRAKE), world.start_worker(settings=_NO_BRAKE))
    with world.store() as store:
        refused = store.counts.people(world.dispatch.id, "refused")
    world.struck["some were refused"] += len(refused) > _LEAVE_BETWEEN
    return [one.subscriber for one in refused]


def _keys(world: World) -> set[str]:
    return {delivery.rpartition(".")[0] for delivery in world.accepted()}


FAULTS = {
    fault.name: fault
    for fault in (
        Fault(CANCELLED, cancelled_midway),
        # of these providers Resend alone refuses a reader at hand-over for no list of its own
        Fault(SENT_AGAIN, sent_again, (SQLITE, POSTGRESQL), ("key (Resend)",)),
    )
}
