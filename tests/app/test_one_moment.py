"""What one method reads is of one moment, whatever others write meanwhile."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.container import Container
from newsletter.app.one_moment import of_one_moment
from tests.app.builders import SetClock, a_publication
from tests.app.dispatching import BY_TWO, accept, frozen
from tests.store.builders import a_newcomer
from tests.store.places import url_of


def on(kind: str, folder: Path) -> Newsletter:
    url = url_of(kind, folder)
    return a_publication(folder / "own", SetClock(), f'database = "{url}"\n{BY_TWO}')


def by_another(act: Callable[[], object]) -> None:
    """Do it in another thread, to its end."""
    other = threading.Thread(target=act)
    other.start()
    other.join()


class Reading:
    """Counts readers and a dispatch twice, and lets something happen in between."""

    def __init__(self, container: Container, between: Callable[[], object]) -> None:
        self._container = container
        self._between = between

    def _counts(self) -> list[object]:
        store = self._container.store
        with self._container.listing() as listing:  # by the driver alone, in the same snapshot
            listed = listing.progress([1])[1]
        return [store.subscribers.count(), store.counts.progress(1), listed]

    @of_one_moment
    def twice(self) -> tuple[list[object], list[object]]:
        first = self._counts()
        by_another(self._between)
        return first, self._counts()


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
def test_what_others_write_meanwhile_is_not_seen_in_half(kind: str, tmp_path: Path) -> None:
    app = on(kind, tmp_path)
    frozen(app)

    def somebody_writes() -> None:
        app.container.store.subscribers.add(a_newcomer("nieuw"))
        accept(app)

    first, second = Reading(app.container, somebody_writes).twice()
    assert first == second
    later, _ = Reading(app.container, lambda: None).twice()
    assert all(before != after for before, after in zip(first, later, strict=True))


def test_nothing_is_written_in_the_middle_of_reading(tmp_path: Path) -> None:
    app = on("sqlite, wal", tmp_path)
    store = app.container.store
    with app.container.snapshot(), pytest.raises(RuntimeError, match="within a snapshot"):
        store.facts.put("x", "y")
    store.facts.put("x", "y")
    with store.together():
        store.facts.put("x", "z")
        with app.container.snapshot():  # of what this transaction has written
            assert store.facts.get("x") == "z"


def test_a_list_without_the_store_is_of_one_moment_too(tmp_path: Path) -> None:
    app = on("sqlite, wal", tmp_path)
    frozen(app)
    listing_alone = Newsletter.at(app.container.folder, SetClock()).container
    with listing_alone.listing() as listing, listing.one_moment(), listing.one_moment():
        before = listing.progress([1])
        by_another(lambda: accept(app))
        assert listing.progress([1]) == before
    assert "store" not in vars(listing_alone)
