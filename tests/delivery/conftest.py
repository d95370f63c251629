"""A database of its own for every test of the heart."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.store.store import Store
from tests.store.builders import Clock, a_store
from tests.store.places import url_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of("sqlite, wal", tmp_path), Clock())
    yield opened
    opened.close()
