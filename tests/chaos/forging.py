"""One reader writes to the letterbox in the name of all the others, while their mail is on its way."""

import mailbox
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from newsletter import store as stores
from newsletter.app.meter import Meter
from newsletter.app.reports import Reports
from newsletter.model.audience import Standing
from newsletter.model.delivery_ids import read_delivery_id
from newsletter.providers.wire import letterbox
from newsletter.store.store import Store
from tests.app.letters import a_bounce, a_complaint
from tests.chaos import people
from tests.chaos.strategies import STRATEGIES
from tests.chaos.worker import Job

READERS = range(1, 61)  # those in whose name letters are written
_FORGER = 61


def write_letters(folder: Path, key: str) -> int:
    """Fill a Maildir with bounces, complaints and "delivered" for others; how many.

    The forger has a letter of the same dispatch, so it knows the key and how
    ids are written; it tries them without a tag, with its own, and with one made up.
    """
    own = read_delivery_id(people.KEYRING.delivery_id(key, _FORGER))
    assert own is not None
    box = mailbox.Maildir(folder, create=True)
    for number in READERS:
        tag = ("", f"-{own.tag}", "-" + "a" * 16)[number % 3]
        forged, address = f"{key}.{number}{tag}", f"lezer{number}@example.org"
        box.add(a_bounce(forged, address=address))
        box.add(a_bounce(forged, address=address, action="delivered", status="2.0.0"))
        box.add(a_complaint(forged, address=address))
    return len(box)


_NOBODY: Any = None  # no forged letter holds a token to leave with


def read_letters(folder: Path) -> Callable[[Job], Callable[[], None]]:
    """What a child runs that reads them as a newsletter does."""

    def reading(job: Job) -> Callable[[], None]:
        def read() -> None:
            container: Any = SimpleNamespace(
                store=stores.open(job.url, _now),
                keyring=people.KEYRING,
                now=_now,
                meter=Meter(),
                capabilities=STRATEGIES[job.strategy].build(job.sandbox).capabilities,
                settings=SimpleNamespace(letterbox=letterbox.Settings(maildir=folder)),
            )
            Reports(container, _NOBODY).read_letters()

        return read

    return reading


def struck_out(store: Store) -> int:
    """How many are suppressed or have left."""
    left = store.subscribers.count(standing=Standing.UNSUBSCRIBED)
    return left + sum(store.suppressions.count().values())


def _now() -> datetime:
    return datetime.now(UTC)
