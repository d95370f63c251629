"""Counting the recipients of dispatches by state, in one statement and so at one moment.

Nothing is stored: all numbers come from rows. Yet few rows are looked at: batches know how many
members they have, and an index has the recipients who are apart. This module does not use
SQLAlchemy, so that lists can be read without it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from newsletter.model.delivery import BatchState, Outcome
from newsletter.model.dispatch import NOTICES, DeliveryState, DispatchState, Progress
from newsletter.store import codes

Tallied: TypeAlias = tuple[int, int, int, int, int]  # kind, dispatch, code, batches, people

_BATCHES: Final = {code: state for state, code in codes.BATCH_STATE.items()}
_STATES: Final = {code: state for state, code in codes.DISPATCH_STATE.items()}
_BY_BATCH, _APART, _WAITING, _DELIVERED, _DISPATCH = range(5)
# Numbers in the words, or SQLite does not use the index.
_IS_APART: Final = " AND ".join(f"state <> {code}" for code in codes.AS_USUAL)


def _in_sums(apart: str, waiting: str) -> str:
    """Return the statement that counts batches, recipients apart, and those who wait.

    The rows of a batch are counted in a subquery. For a join on ranges PostgreSQL may choose
    a plan that takes a minute and a half for a million readers.
    """
    return f"""
    SELECT {_BY_BATCH}, dispatch, state, count(*), sum(members) FROM batches
    WHERE dispatch IN (MARKS) GROUP BY dispatch, state
    UNION ALL
    SELECT {_APART}, dispatch, state, 0, count(*) FROM deliveries
    WHERE dispatch IN (MARKS) AND {apart} GROUP BY dispatch, state
    UNION ALL
    SELECT {_WAITING}, dispatch, state, 0, sum(people) FROM (
        SELECT b.dispatch, b.state, (
            SELECT count(*) FROM deliveries d
            WHERE d.dispatch = b.dispatch AND d.subscriber BETWEEN b.first AND b.last
            AND d.state IN ({waiting})
        ) AS people
        FROM batches b
        WHERE b.dispatch IN (MARKS) AND b.state <> {codes.BATCH_STATE[BatchState.SENT]}
    ) AS each_batch GROUP BY dispatch, state"""  # noqa: S608  # only our own numbers


_DISPATCHES: Final = f"""
    UNION ALL
    SELECT {_DISPATCH}, id, state, CASE WHEN waits_until IS NULL THEN 0 ELSE 1 END, 0
    FROM dispatches WHERE id IN (MARKS)"""  # noqa: S608  # only our own numbers
_IN_SUMS: Final = _in_sums(_IS_APART, f"{codes.QUEUED}")
_EACH_STATE: Final = f"""{_IN_SUMS}
    UNION ALL
    SELECT {_DELIVERED}, dispatch, state, 0, count(*) FROM deliveries
    WHERE dispatch IN (MARKS) AND state = {codes.OUTCOME[Outcome.DELIVERED]}
    GROUP BY dispatch, state{_DISPATCHES}"""  # noqa: S608  # only our own numbers
# Who was left out is not apart, and waits with the batch.
_AS_PLANNED: Final = (
    _in_sums(f"{_IS_APART} AND state <> {codes.SKIPPED}", f"{codes.QUEUED}, {codes.SKIPPED}")
    + _DISPATCHES
)


def counting(
    dispatches: Sequence[int], mark: str, *, in_sums: bool, is_exact: bool = True
) -> tuple[str, tuple[int, ...]]:
    """Return the statement and its parameters, which give rows of ``Tallied``.

    Args:
        dispatches: At least one.
        mark: How the driver marks a parameter.
        in_sums: Do not tell the delivered from the accepted, and so look at neither.
        is_exact: Tell those whom a batch left out from its others. If not, nor are the
            delivered counted apart: a reader who was left out is never among them.
    """
    words = (_IN_SUMS if in_sums else _EACH_STATE) if is_exact else _AS_PLANNED
    parts = words.count("MARKS")
    return words.replace("MARKS", ", ".join([mark] * len(dispatches))), (*dispatches,) * parts


def states_from(rows: Iterable[Tallied]) -> dict[int, DispatchState]:
    """Return the state of each dispatch that exists, if the rows have them."""
    return {number: _STATES[code] for kind, number, code, _, _ in rows if kind == _DISPATCH}


def progress_from(rows: Sequence[Tallied], dispatches: Iterable[int]) -> dict[int, Progress]:
    """Return the progress of these dispatches. Every recipient is in one state."""
    counts: dict[int, Counter[DeliveryState]] = {one: Counter() for one in dispatches}
    batches: dict[int, dict[BatchState, int]] = {one: {} for one in counts}
    audience: Counter[int] = Counter()
    waiting = _waiting(rows)
    for kind, number, code, boxes, people in rows:
        if kind == _BY_BATCH:
            state = _BATCHES[code]
            batches[number][state] = int(boxes)
            if number == NOTICES:  # each is a batch of one, without deliveries
                counts[number][codes.AS_BATCH[state]] += int(boxes)
                audience[number] += int(boxes)
            else:
                audience[number] += int(people)
        elif kind == _WAITING and number != NOTICES:
            counts[number][codes.AS_BATCH[_BATCHES[code]]] += int(people)
        elif kind in (_APART, _DELIVERED):
            counts[number][codes.OWN[code]] += int(people)
    for number, found in counts.items():
        found[DeliveryState.ACCEPTED] += audience[number] - found.total()
    return {
        number: Progress(
            audience=audience[number],
            counts={state: found[state] for state in DeliveryState if found[state]},
            batches=batches[number],
            is_waiting=number in waiting,
        )
        for number, found in counts.items()
    }


def _waiting(rows: Sequence[Tallied]) -> set[int]:
    """Return the dispatches whose others wait after the canary, if the rows have them."""
    return {number for kind, number, _, waits, _ in rows if kind == _DISPATCH and waits}
