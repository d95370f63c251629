"""Databases: one of each kind, or the embedded one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.store.store import Store
from tests.store.builders import Clock, a_store
from tests.store.places import KINDS, url_of


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of("sqlite, wal", tmp_path), Clock())
    yield opened
    opened.close()


@pytest.fixture(params=KINDS)
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = a_store(url_of(request.param, tmp_path), Clock())
    yield opened
    opened.close()
