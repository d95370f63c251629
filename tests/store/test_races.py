"""What two processes do at the same moment: on PostgreSQL neither waits for the other to begin."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from newsletter.model.audience import SuppressionReason
from newsletter.store.store import Store
from tests import patience
from tests.store.builders import NOW, a_store, an_address
from tests.store.places import url_of


@pytest.fixture(params=["postgresql"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Two processes with one database."""
    url = url_of(request.param, tmp_path)
    stores = a_store(url), a_store(url)
    yield stores
    for store in stores:
        store.close()


def meanwhile(store: Store, other: Callable[[], object], act: Callable[[], object]) -> None:
    """Act in a transaction that is committed once the other one waits for it."""
    failed: list[Exception] = []

    def try_other() -> None:
        try:
            other()
        except Exception as error:  # noqa: BLE001  # shown by the assertion
            failed.append(error)

    thread = threading.Thread(target=try_other)
    with store.together():
        act()
        thread.start()
        with store.database.engine.connect() as looking:
            waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            assert patience.until(lambda: bool(looking.execute(waits).scalar()))
    thread.join(patience.SECONDS)
    assert failed == []


def test_two_reports_of_one_address_both_count_and_the_weightier_stays(
    two: tuple[Store, Store],
) -> None:
    ours, theirs = two
    meanwhile(
        ours,
        lambda: theirs.suppressions.add(an_address(), SuppressionReason.COMPLAINED),
        lambda: ours.suppressions.add(an_address(), SuppressionReason.BOUNCED),
    )
    assert ours.suppressions.of(an_address()).reason is SuppressionReason.COMPLAINED


def test_two_first_votes_on_an_issue_get_the_same_key(two: tuple[Store, Store]) -> None:
    ours, theirs = two
    keys: list[bytes | None] = []
    meanwhile(
        ours,
        lambda: keys.append(theirs.votes.key(1, b"t" * 32, NOW)),
        lambda: keys.append(ours.votes.key(1, b"o" * 32, NOW)),
    )
    assert keys == [b"o" * 32, b"o" * 32]
