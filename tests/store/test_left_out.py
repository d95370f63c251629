"""Who was left out of a dispatch, by reason, on each database."""

from sqlalchemy import case, update

from newsletter.store.codes import SKIPPED
from newsletter.store.schema.sending import deliveries
from newsletter.store.store import Store
from tests.store.builders import a_dispatch, readers

NUMBER = deliveries.c.subscriber
REASONS = ("often", "seldom", "at the end", "never")


def left_out(store: Store) -> int:
    """A dispatch that left out all of its 300 readers but every third of the first 30."""
    readers(store, 300)
    dispatch = a_dispatch(store)
    why = case(
        (NUMBER.in_([40, 41]), "seldom"),
        (NUMBER.in_([42, 50]), "of another version"),
        (NUMBER == 43, None),
        (NUMBER > 290, "at the end"),
        else_="often",
    )
    with store.database.write() as connection:
        connection.execute(
            update(deliveries)
            .where((NUMBER > 30) | (NUMBER % 3 != 0))
            .values(state=SKIPPED, detail=why)
        )
    return dispatch.id


def test_who_was_left_out_is_counted_by_reason_with_the_first_of_them(any_store: Store) -> None:
    dispatch = left_out(any_store)
    for is_few in (True, False):
        found = any_store.counts.left_out(dispatch, REASONS, limit=3, is_few=is_few)
        assert {
            why: (many, [one.subscriber for one in people]) for why, (many, people) in found.items()
        } == {
            "often": (275, [1, 2, 4]),
            "seldom": (2, [40, 41]),
            "at the end": (10, [291, 292, 293]),
            "": (3, [42, 43, 50]),
        }
        assert {one.detail for one in found[""][1]} == {"of another version", ""}
        assert all(one.address is not None for _, people in found.values() for one in people)


def test_of_the_dispatch_of_others_nobody_is_counted(any_store: Store) -> None:
    dispatch = left_out(any_store)
    for is_few in (True, False):
        assert not any_store.counts.left_out(dispatch + 1, REASONS, limit=3, is_few=is_few)
