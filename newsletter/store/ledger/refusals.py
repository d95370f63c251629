"""Counts of refusals that may pause a dispatch, updated when answers are recorded.

They are in the database, so no process has to notify another, and a restart forgets
nothing. A dispatch has no row before its first refusal.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, Row, Update, bindparam, func, select, update

from newsletter.message import Message
from newsletter.model.batch import AllAccepted
from newsletter.model.delivery import BatchState, Outcome, Receipt
from newsletter.model.dispatch import NOTICES, Judge, Tally
from newsletter.store.database import insert_or_leave
from newsletter.store.ledger.pausing import pause
from newsletter.store.schema.sending import batches, refusals


def _ending(run: Column[int]) -> Update:
    own = refusals.c.dispatch == bindparam("the_dispatch", type_=Integer)
    return update(refusals).where(own, run > 0).values({run: 0})


# They run for every mail that arrived, and building one takes longer than running it.
_END_REPORTED = _ending(refusals.c.reported_in_a_row)
_END_ANSWERED = _ending(refusals.c.in_a_row)


def judge_answers(
    connection: Connection,
    dispatch: int,
    answers: Sequence[Receipt],
    judge: Judge | None,
    at: datetime,
    *,
    is_part: bool = False,
) -> None:
    """Count the answers at a hand-over, and pause the dispatch if the judge says so.

    Args:
        connection: The transaction that records them.
        dispatch: Its number. Notices are not counted.
        answers: The answers in order. Those from the provider's own list are ignored.
        judge: Decides whether to pause. ``None``: nothing is counted.
        at: The time.
        is_part: Whether the rest of the batch was not accepted and waits again.
    """
    ours, refused = _counted(answers)
    if dispatch == NOTICES or judge is None or not ours:
        return
    if not refused and not is_part:
        connection.execute(_END_ANSWERED, {"the_dispatch": dispatch})
        return
    before = _locked(connection, dispatch)
    run, longest = longest_run(before.in_a_row, [one.outcome is Outcome.REFUSED for one in ours])
    many = before.refused + len(refused)
    partly = before.partly + len(ours) * is_part
    connection.execute(
        update(refusals)
        .where(refusals.c.dispatch == dispatch)
        .values(refused=many, in_a_row=run, partly=partly)
    )
    if refused:
        handed = _handed(connection, dispatch) - before.handed_before + partly
        tally = Tally(handed=handed, refused=many, in_a_row=longest, words=refused[-1].detail)
        _pause(connection, dispatch, judge(tally), at)


def _counted(answers: Sequence[Receipt]) -> tuple[Sequence[Receipt], Sequence[Receipt]]:
    """Return the answers that count, and the refusals among them."""
    if isinstance(answers, AllAccepted):
        return answers, ()
    ours = [one for one in answers if one.listed is None]
    refusal = Outcome.REFUSED
    return ours, [one for one in ours if one.outcome is refusal]


def judge_report(
    connection: Connection, dispatch: int, words: str, judge: Judge | None, at: datetime
) -> None:
    """Count a refusal that was reported later and blames us. See ``judge_answers``."""
    if dispatch == NOTICES or judge is None:
        return
    before = _locked(connection, dispatch)
    run, many = before.reported_in_a_row + 1, before.refused + 1
    connection.execute(
        update(refusals)
        .where(refusals.c.dispatch == dispatch)
        .values(refused=many, reported_in_a_row=run)
    )
    handed = _handed(connection, dispatch) - before.handed_before + before.partly
    _pause(
        connection,
        dispatch,
        judge(Tally(handed=handed, refused=many, in_a_row=run, words=words)),
        at,
    )


def note_delivered(connection: Connection, dispatch: int) -> None:
    """Record that a mail arrived, which ends a run of reports that blame us."""
    connection.execute(_END_REPORTED, {"the_dispatch": dispatch})


def reset_refusals(connection: Connection, dispatch: int) -> None:
    """Forget the refusals so far, as the editor resumes the dispatch."""
    connection.execute(
        update(refusals)
        .where(refusals.c.dispatch == dispatch)
        .values(
            handed_before=_handed(connection, dispatch),
            partly=0,
            refused=0,
            in_a_row=0,
            reported_in_a_row=0,
        )
    )


def longest_run(run: int, refused: Sequence[bool]) -> tuple[int, int]:
    """Return the run of refusals after these answers, and the longest until then."""
    longest = 0
    for is_refused in refused:
        run = run + 1 if is_refused else 0
        longest = max(longest, run)
    return run, longest


def _locked(connection: Connection, dispatch: int) -> Row[Any]:
    first = insert_or_leave(connection, refusals, "dispatch")
    connection.execute(first, {"dispatch": dispatch})
    own = select(refusals).where(refusals.c.dispatch == dispatch)
    return connection.execute(own.with_for_update()).one()


def _handed(connection: Connection, dispatch: int) -> int:
    """Return how many recipients are in batches that the provider answered."""
    return int(
        connection.execute(
            select(func.coalesce(func.sum(batches.c.handed), 0)).where(
                batches.c.dispatch == dispatch, batches.c.state == BatchState.SENT
            )
        ).scalar_one()
    )


def _pause(connection: Connection, dispatch: int, why: Message | None, at: datetime) -> None:
    if why is not None:
        pause(connection, dispatch, why.to_text(), at)
