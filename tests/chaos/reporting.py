"""The provider's reports about what it took, which come before it has answered the call."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from newsletter import store as stores
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.delivery_ids import read_delivery_id
from tests.chaos.strategies import STRATEGIES
from tests.chaos.worker import Job, patiently

_EVERY = 3  # readers, of whom one is not reported


def report_at_once(log: Path) -> Callable[[Job], Callable[[], None]]:
    """What a child runs that reports most of what is in the provider's log, as soon as it is."""

    def reporting(job: Job) -> Callable[[], None]:
        def report() -> None:
            store = patiently(lambda: stores.open(job.url, lambda: datetime.now(UTC)))
            reads = STRATEGIES[job.strategy].reads
            with log.open("rb") as lines:
                while True:
                    line = _whole_line(lines)
                    if line is None:
                        time.sleep(0.005)
                    elif (told := _reported(reads(json.loads(line)["delivery"]))) is not None:
                        patiently(lambda told=told: store.outcomes.record(told))

        return report

    return reporting


def _whole_line(lines: BinaryIO) -> bytes | None:
    """The next line of the log, or nothing while it is not written to its end."""
    place = lines.tell()
    line = lines.readline()
    if line.endswith(b"\n"):
        return line
    lines.seek(place)
    return None


def _reported(delivery: str) -> Report | None:
    name = read_delivery_id(delivery)
    if name is None or name.number % _EVERY == 0:
        return None
    return Report(
        provider="chaos",
        kind=ReportKind.DELIVERED,
        replay_key=delivery,
        delivery_id=delivery,
    )
