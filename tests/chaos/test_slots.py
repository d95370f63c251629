"""Every slot is taken once, whoever rings, whenever they die, and whatever the clocks do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.chaos.databases import sqlite_url
from tests.chaos.slots import sundays, through


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (datetime(2026, 10, 17, 12, tzinfo=UTC), datetime(2026, 11, 2, 12, tzinfo=UTC)),
        (datetime(2027, 3, 20, 12, tzinfo=UTC), datetime(2027, 4, 5, 12, tzinfo=UTC)),
    ],
    ids=["02:30 comes twice", "02:30 never comes"],
)
def test_two_processes_take_each_slot_once_while_the_clocks_change(
    tmp_path: Path, begin: datetime, end: datetime
) -> None:
    made = sorted(
        through(tmp_path, sqlite_url(tmp_path), begin, end, seed=11), key=lambda one: one.id
    )
    assert [one.slot for one in made] == sundays(begin, end)
    assert [one.issue for one in made] == list(range(1, len(made) + 1))


def test_on_hold_only_what_has_a_yes_goes_and_each_at_its_own_slot(tmp_path: Path) -> None:
    begin = datetime(2026, 10, 17, 12, tzinfo=UTC)
    end = datetime(2026, 11, 2, 12, tzinfo=UTC)
    made = through(tmp_path, sqlite_url(tmp_path), begin, end, seed=5, hold=True)
    first, _, third = sundays(begin, end)
    assert sorted((one.issue, one.slot) for one in made) == [(1, first), (3, third)]
