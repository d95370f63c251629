"""Subjects of editions are read once: an edition never changes under its hash."""

from pathlib import Path

from newsletter.app.subjects import Subjects
from tests.app.builders import SetClock, a_publication
from tests.builders.editions import an_edition


def test_a_subject_is_read_once_and_one_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    editions, subjects = app.container.store.editions, Subjects()
    first, second = (editions.keep(an_edition(n, f"Brief {n}")) for n in (1, 2))
    with app.container.listing() as listing:
        assert subjects.among(listing, [first, "", "0" * 64]) == {first: "Brief 1"}
        with app.container.store.database.write() as connection:
            connection.exec_driver_sql("UPDATE editions SET json = '' WHERE issue = 1")
        assert subjects.among(listing, [first, second]) == {first: "Brief 1", second: "Brief 2"}
        assert subjects.among(listing, []) == {}
