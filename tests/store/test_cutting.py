"""The batches of a dispatch hold each of its readers once, and cutting them costs little."""

from itertools import count
from math import ceil

import pytest
from sqlalchemy import Connection, insert, select

from newsletter.model.dispatch import Canary, DispatchState
from newsletter.store.ledger.cutting import cut_batches
from newsletter.store.schema.sending import batches, deliveries, dispatches
from newsletter.store.store import Store
from tests.store.builders import NOW

CANARY = Canary(percent=10, at_least=2)


def with_readers(connection: Connection, dispatch: int, numbers: list[int]) -> None:
    connection.execute(
        insert(dispatches).values(
            id=dispatch, key=f"key{dispatch:05}", issue=dispatch, edition="", why="", provider="",
            state=DispatchState.GOING, frozen_at=NOW, is_keyed=1,
        )
    )  # fmt: skip
    if numbers:
        common = {"dispatch": dispatch, "issue": dispatch, "state": 0}
        connection.execute(
            insert(deliveries), [{**common, "subscriber": number} for number in numbers]
        )


def cut_by_hand(
    numbers: list[int], size: int, canary: Canary | None
) -> list[tuple[int, int, int, int]]:
    """Number, first, last and members of each batch."""
    first = len(numbers) - (canary.size(len(numbers)) if canary else 0)
    parts = (numbers[first:], numbers[:first])  # the canary is of those who joined last
    groups = [part[at : at + size] for part in parts for at in range(0, len(part), size)]
    return [(n, group[0], group[-1], len(group)) for n, group in enumerate(groups, 1)]


def test_batches_are_full_and_in_order_and_those_of_the_canary_come_first(
    any_store: Store,
) -> None:
    dispatch = count(1)
    with any_store.database.write() as connection:
        for many in (0, 1, 2, 3, 9, 10, 11, 40):
            numbers = [7 * one + one % 3 for one in range(1, many + 1)]
            for size in (1, 2, 3, 10, 1_000):
                for canary in (None, CANARY):
                    number = next(dispatch)
                    with_readers(connection, number, numbers)
                    cut_batches(connection, number, size, canary)
                    found = connection.execute(
                        select(batches.c.number, batches.c.first, batches.c.last, batches.c.members)
                        .where(batches.c.dispatch == number)
                        .order_by(batches.c.number)
                    ).all()
                    assert found == cut_by_hand(numbers, size, canary), (many, size, canary)
                    behind = select(dispatches.c.canary).where(dispatches.c.id == number)
                    readers = canary.size(many) if canary else 0
                    assert connection.execute(behind).scalar() == (ceil(readers / size) or None)


@pytest.mark.parametrize("canary", [None, CANARY], ids=["all at once", "after a canary"])
def test_cutting_looks_at_each_reader_a_few_times(store: Store, canary: Canary | None) -> None:
    readers, steps = 5_000, count()
    with store.database.write() as connection:
        with_readers(connection, 1, list(range(1, readers + 1)))
        sqlite = connection.connection.dbapi_connection
        sqlite.set_progress_handler(lambda: next(steps) and 0, 1)  # called for each step of SQLite
        cut_batches(connection, 1, 100, canary)
        sqlite.set_progress_handler(None, 0)
        assert connection.execute(select(batches.c.number)).fetchall()
    assert next(steps) < 12 * readers  # numbering and sorting them takes fifty each
