"""Log lines about a batch of webhook calls: how many, and which could not be read."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from newsletter.message import Message
from newsletter.model.delivery import Report

if TYPE_CHECKING:
    from newsletter.store.inbox import StoredHook

log = logging.getLogger(__name__)


class HookBatch:
    """Counts the calls of one batch, by provider."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self.calls: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()

    def add(self, kept: "StoredHook", reports: Sequence[Report], trouble: str) -> None:
        """Count one call, and warn if something in it stays unread."""
        self.calls[kept.provider] += 1
        self.events[kept.provider] += len(reports)
        if trouble:
            self.unread[kept.provider] += 1
            facts = {"provider": kept.provider, "event_id": kept.id}
            log.warning("event unread", extra={**facts, "why": Message.from_text(trouble)})


@contextmanager
def logged_batch() -> Iterator[HookBatch]:
    """Log a line for each provider at the end of a batch, also of one that broke off."""
    batch = HookBatch()
    try:
        yield batch
    finally:
        for provider, calls in batch.calls.items():
            counts = {"calls": calls, "count": batch.events[provider]}
            facts = {"provider": provider, **counts, "unread": batch.unread[provider]}
            log.info("hook batch read", extra=facts)
