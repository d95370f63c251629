"""Every step that a batch took, written down by the database itself.

A trigger notes each change of a batch. So the rules over time are checked on
what happened, not on what the code believes to have done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import Dispatch
from newsletter.store.codes import BATCH_STATE
from newsletter.store.database import Database

_NAMES = {code: state for state, code in BATCH_STATE.items()}
_TABLE = (
    "CREATE TABLE batch_history (id {serial}, dispatch INTEGER, number INTEGER, "
    "before_state INTEGER, after_state INTEGER, before_attempt INTEGER, after_attempt INTEGER, "
    "before_generation INTEGER, after_generation INTEGER)"
)
_INSERT = (
    "INSERT INTO batch_history (dispatch, number, before_state, after_state, before_attempt, "
    "after_attempt, before_generation, after_generation) VALUES (OLD.dispatch, OLD.number, OLD.state, "
    "NEW.state, OLD.attempt, NEW.attempt, OLD.generation, NEW.generation);"
)
_SQLITE = (
    _TABLE.format(serial="INTEGER PRIMARY KEY AUTOINCREMENT"),
    f"CREATE TRIGGER note_batch AFTER UPDATE ON batches BEGIN {_INSERT} END",
)
_POSTGRESQL = (
    _TABLE.format(serial="SERIAL PRIMARY KEY"),
    f"CREATE FUNCTION note_batch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_INSERT} RETURN NULL; END $$",
    "CREATE TRIGGER note_batch AFTER UPDATE ON batches FOR EACH ROW EXECUTE FUNCTION note_batch()",
)

# The arrows of docs: whatever else happens is a bug.
ALLOWED = {
    BatchState.PENDING: {
        BatchState.SENDING,
        BatchState.SENT,
        BatchState.CANCELLED,
    },  # sent: all have left
    BatchState.SENDING: {
        BatchState.SENT,
        BatchState.PENDING,
        BatchState.IN_DOUBT,
        BatchState.SENDING,
    },
    BatchState.IN_DOUBT: {
        BatchState.SENT,
        BatchState.PENDING,
        BatchState.HELD,
        BatchState.IN_DOUBT,
    },
    BatchState.HELD: {BatchState.SENT, BatchState.PENDING, BatchState.HELD},
    BatchState.SENT: set[BatchState](),
    BatchState.CANCELLED: set[BatchState](),
}


@dataclass(frozen=True)
class Step:
    """One change of one batch."""

    dispatch: int
    number: int
    before: BatchState
    after: BatchState
    attempts: tuple[int, int]
    generations: tuple[int, int]


def keep_history(database: Database) -> None:
    """From now on, in this database."""
    with database.write() as connection:
        for statement in _SQLITE if database.is_sqlite else _POSTGRESQL:
            connection.exec_driver_sql(statement)


def steps(connection: Connection) -> list[Step]:
    """What happened, in order."""
    rows = connection.execute(text("SELECT * FROM batch_history ORDER BY id"))
    return [
        Step(
            row.dispatch,
            row.number,
            _NAMES[row.before_state],
            _NAMES[row.after_state],
            (row.before_attempt, row.after_attempt),
            (row.before_generation, row.after_generation),
        )
        for row in rows
    ]


def broken_rules(happened: Sequence[Step]) -> list[str]:
    """What should never have happened; empty: nothing did."""
    broken = []
    for step in happened:
        who = f"batch {step.dispatch}.{step.number}"
        if step.after not in ALLOWED[step.before] and step.after is not step.before:
            broken.append(f"{who} went from {step.before.value} to {step.after.value}")
        if step.attempts[1] < step.attempts[0] or step.attempts[1] > step.attempts[0] + 1:
            broken.append(f"{who} went from attempt {step.attempts[0]} to {step.attempts[1]}")
        claimed = step.after is BatchState.SENDING and step.before is not BatchState.SENDING
        if claimed and step.attempts[1] != step.attempts[0] + 1:
            broken.append(f"{who} was claimed without a new attempt")
        if step.generations[1] < step.generations[0]:
            broken.append(
                f"{who} went back from key {step.generations[0]} to {step.generations[1]}"
            )
        if step.before is BatchState.SENT and step.after is BatchState.SENT:
            broken.append(f"{who} was settled and changed again")
    return broken


def gone_before(happened: Sequence[Step], dispatch: Dispatch) -> list[str]:
    """Which batches went out before the canary of their dispatch; empty: none did."""
    first = dispatch.canary or 0
    ahead, broken = set(range(1, first + 1)), []
    for step in (one for one in happened if one.dispatch == dispatch.id):
        if step.number in ahead and step.after not in (BatchState.PENDING, BatchState.SENDING):
            ahead.remove(step.number)
        elif ahead and step.number > first and step.after is BatchState.SENDING:
            broken.append(f"batch {step.number} went out before the canary")
    return broken
