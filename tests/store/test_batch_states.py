"""The states of a batch in docs/architecture.md are those that the ledger goes through."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

from newsletter.errors import DeskError
from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import BatchState, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import Claim
from newsletter.store.codes import BATCH_STATE
from newsletter.store.store import Store
from tests.store.builders import LEASE, NOW, Clock, a_dispatch, a_store, readers, receipts
from tests.store.builders import let_time_pass as wait
from tests.store.places import url_of

Change: TypeAlias = tuple[BatchState, BatchState]

PAGE = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text("utf-8")
HASH = b"h" * 32
STATES = {number: state for state, number in BATCH_STATE.items()}
# records every change of state, also those within one transaction
TRIGGER = """
CREATE TRIGGER record_changes AFTER UPDATE OF state ON batches WHEN OLD.state <> NEW.state
BEGIN INSERT INTO changes VALUES (OLD.state, NEW.state); END
"""


@contextmanager
def a_recording_store(folder: Path) -> Iterator[Store]:
    """A new database that writes down how batches change."""
    opened = a_store(url_of("sqlite, rollback journal", folder), Clock())
    with opened.database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE changes (old INTEGER, new INTEGER)")
        connection.exec_driver_sql(TRIGGER)
    yield opened
    opened.close()


def changes(store: Store) -> set[Change]:
    with store.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT old, new FROM changes").all()
    return {(STATES[old], STATES[new]) for old, new in rows}


def brought_to(store: Store, state: BatchState, *, has_left: bool) -> Claim | None:
    """Bring the only batch of a dispatch into a state; return the claim of its last holder."""
    readers(store, 2)
    dispatch = a_dispatch(store)
    if state is BatchState.PENDING:
        return None
    if state is BatchState.CANCELLED:
        store.dispatches.cancel(dispatch.id)
        return None
    claim = store.ledger.claim(LEASE, NOW)
    assert claim is not None
    if has_left or state is not BatchState.SENDING:
        assert store.ledger.ready(claim, HASH)
    if state is BatchState.SENT:
        assert store.ledger.note(claim, receipts(claim))
    if state in (BatchState.IN_DOUBT, BatchState.HELD):
        assert store.ledger.note_doubt(claim, "no answer")
    if state is BatchState.HELD:
        assert doubting(store, lambda doubt: store.doubts.hold(doubt, "nobody can tell"))
    with store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM changes")
    return claim


def doubting(store: Store, act: Callable[[Claim], object]) -> object:
    """Take the batch as one in doubt, if it is one, and act on it."""
    doubt = store.doubts.take(LEASE, (1, 1))
    return None if doubt is None else act(doubt.claim)


def nobody_left(store: Store) -> None:
    for subscriber in store.subscribers.page(limit=10):
        store.suppressions.add(subscriber.address, SuppressionReason.MANUAL, "asked for it")


def report_on(store: Store, reader: int) -> None:
    store.outcomes.record(
        Report(
            provider="fake",
            kind=ReportKind.DELIVERED,
            replay_key=f"replay {reader}",
            delivery_id=delivery_id("key00001", reader),
            at=NOW,
        )
    )


def reports_on_all(store: Store) -> None:
    report_on(store, 1)
    report_on(store, 2)


def cancel(store: Store) -> None:
    with suppress(DeskError):
        store.dispatches.cancel(1)


SOON = timedelta(minutes=1)
OF_A_SENDER: dict[str, Callable[[Store, Claim], object]] = {
    "ready": lambda store, claim: store.ledger.ready(claim, HASH),
    "rekey": lambda store, claim: store.ledger.rekey(claim, NOW),
    "note": lambda store, claim: store.ledger.note(claim, receipts(claim)),
    "note_part": lambda store, claim: store.ledger.note_part(
        claim, receipts(claim)[:1], SOON, "the other one not", pausing=False
    ),
    "note_refused": lambda store, claim: store.ledger.note_refused(claim, "too large"),
    "release": lambda store, claim: store.ledger.release(claim, SOON),
    "release_paused": lambda store, claim: store.ledger.release_paused(claim, "bad key"),
    "note_doubt": lambda store, claim: store.ledger.note_doubt(claim, "no answer"),
}
OF_A_DOUBT: dict[str, Callable[[Store, Claim], object]] = {
    "repeat": lambda store, claim: store.doubts.repeat(claim, LEASE),
    "found": lambda store, claim: store.doubts.found(claim, receipts(claim), proves_all=True),
    "found in part": lambda store, claim: store.doubts.found(
        claim, receipts(claim)[:1], proves_all=False
    ),
    "absent": lambda store, claim: store.doubts.absent(claim),
    "postpone": lambda store, claim: store.doubts.postpone(claim, SOON),
    "hold": lambda store, claim: store.doubts.hold(claim, "nobody can tell"),
    "sent": lambda store, claim: store.doubts.sent(claim, "the editor says so"),
}
OF_ANYONE: dict[str, Callable[[Store], object]] = {
    "claim": lambda store: store.ledger.claim(LEASE, NOW),
    "claim when nobody is left": lambda store: (
        nobody_left(store),
        store.ledger.claim(LEASE, NOW),
    ),
    "sweep": lambda store: (wait(store, 2 * LEASE), store.ledger.sweep()),
    "cut_waits": lambda store: store.ledger.cut_waits(LEASE, SOON),
    "take": lambda store: store.doubts.take(LEASE, (1, 1)),
    "look_again": lambda store: store.doubts.look_again(1, 1, 0),
    "cancel": cancel,
    "report on one": lambda store: report_on(store, 1),
    "report on all": reports_on_all,
    "restore": lambda store: store.make_safe(has_journal=True),
}
READING = {
    *(
        "edition",
        "waiting",
        "due_in",
        "sending_since",
        "handed_within",
        "unsettled",
        "held",
        "is_leased",
    ),
}


def act(store: Store, name: str, claim: Claim | None) -> None:
    if name in OF_ANYONE:
        OF_ANYONE[name](store)
    elif name in OF_A_DOUBT:
        doubting(store, lambda doubt: OF_A_DOUBT[name](store, doubt))
    elif claim is not None:
        OF_A_SENDER[name](store, claim)


# a batch that is being sent counts twice: what a sweep makes of it depends on whether bytes left
STARTS = [(state, True) for state in BatchState] + [(BatchState.SENDING, False)]


def acts_on(state: BatchState) -> Iterator[str]:
    """Name the acts that can be tried: a batch that nobody claimed has no sender."""
    yield from OF_ANYONE
    if state not in (BatchState.PENDING, BatchState.CANCELLED):
        yield from OF_A_SENDER
    if state in (BatchState.IN_DOUBT, BatchState.HELD):
        yield from OF_A_DOUBT


def drawn() -> set[tuple[str, str]]:
    """Read the table of transitions."""
    rows = re.findall(r"^\| ([a-z ]+) \| ([a-z ]+) \| ", PAGE, re.MULTILINE)
    return {row for row in rows if row[0] in {state.value for state in BatchState}}


def observed(folder: Path) -> dict[Change, list[str]]:
    """Try every act on a batch in every state; return which acts made which change."""
    made: dict[Change, list[str]] = {}
    for state, has_left in STARTS:
        for name in acts_on(state):
            with a_recording_store(folder) as store:
                act(store, name, brought_to(store, state, has_left=has_left))
                for change in changes(store):
                    made.setdefault(change, []).append(name)
    return made


def test_the_states_that_are_drawn_are_those_that_a_batch_goes_through(tmp_path: Path) -> None:
    made = observed(tmp_path)
    assert {(old.value, new.value): names for (old, new), names in made.items()}.keys() == drawn()


def test_the_diagram_has_the_arrows_of_the_table() -> None:
    diagram = re.search(r"^```mermaid\nstateDiagram-v2\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert diagram is not None
    arrows = re.findall(r"^ +(\w+) --> (\w+)", diagram[1], re.MULTILINE)
    named = {(old.replace("_", " "), new.replace("_", " ")) for old, new in arrows}
    assert named == drawn()


def test_every_act_on_a_batch_is_tried(tmp_path: Path) -> None:
    with a_recording_store(tmp_path) as store:
        acts = {
            name
            for part in (store.ledger, store.doubts)
            for name in vars(type(part))
            if not name.startswith("_")
        }
    assert acts <= {*OF_ANYONE, *OF_A_DOUBT, *OF_A_SENDER} | READING
