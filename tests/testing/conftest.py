"""A running sandbox for each test, with a clock that the test turns."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.testing.sandbox import Sandbox


class Clock:
    """Seconds since the epoch that pass only when told to."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: Clock) -> Iterator[Sandbox]:
    with Sandbox(tmp_path / "accepted.jsonl", clock=clock) as running:
        yield running
