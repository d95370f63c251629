"""Starts whose minute is over: a round makes dispatches of them, or drops them."""

import logging
from datetime import timedelta
from functools import partial
from typing import Final

from newsletter.app import agreement
from newsletter.app.backups import catch_up_with_journal
from newsletter.app.container import Container
from newsletter.app.liveness import LATE
from newsletter.app.planning import plan_of
from newsletter.app.queue import Queue
from newsletter.app.readiness import Deliverability, problems
from newsletter.app.starts import why_not_sent
from newsletter.errors import ConfigError, DeskError
from newsletter.model.editor import Act, Actor, LogEntry, Permission
from newsletter.model.start import NotSent, Start

log = logging.getLogger(__name__)
_NOTED_FOR: Final = timedelta(days=7)


class DueStarts:
    """Turns due starts into dispatches."""

    def __init__(self, container: Container, queue: Queue, proof: Deliverability) -> None:
        """Store the dependencies. Nothing is opened yet."""
        self._container = container
        self._queue = queue
        self._proof = proof

    def freeze(self) -> None:
        """Turn due starts into dispatches, and drop those that cannot be sent.

        A start that was not frozen within the schedule's grace is dropped, because nobody
        expects it any more.
        """
        store = self._container.store
        due = store.starts.due(self._container.now())
        if not due or store.holding() is not None or catch_up_with_journal(self._container):
            return
        for start in due:
            why = self._send(start)
            if why is not None:
                self._drop(start, why)

    def _obstacle(self, start: Start) -> NotSent | None:
        """Return why a due start cannot be sent now; ``None`` if it can."""
        if self._container.now() - start.at > max(self._container.settings.schedule.grace, LATE):
            return NotSent.LATE
        editor = self._container.store.editors.find(start.editor)
        if editor is None or not editor.may(Permission.SEND):
            return NotSent.NOT_ALLOWED
        if (why := why_not_sent(self._container, start)) is not None:
            return why
        try:
            problems(self._container, refuse=True)
            agreement.demand(self._container, start.issue, start.edition)
            self._proof.demand()
        except ConfigError as error:
            log.warning("issue %s was started and cannot go: %s", start.issue, error)
            return NotSent.NOT_READY
        return None

    def _send(self, start: Start) -> NotSent | None:
        """Turn a due start into a dispatch. Return why it cannot be sent; ``None`` if it can."""
        store = self._container.store
        why, approval = self._obstacle(start), store.queue.approval(start.issue)
        if why is not None or approval is None:
            return why or NotSent.WITHDRAWN
        plan = plan_of(self._container, start.issue, start.edition, approval.audience)
        if not store.dispatches.would_reach(plan):
            return NotSent.NO_READERS
        try:
            store.dispatches.freeze(plan, is_due=partial(self._still_goes, start))
        except DeskError as error:  # the next round tries again
            log.warning("issue %s was started and changed just then: %s", start.issue, error)
        return None

    def _still_goes(self, start: Start) -> bool:
        """Return whether a start still waits for the approved edition, which is not due.

        An issue whose slot has come is sent at that slot, because otherwise the next issue
        would take it.
        """
        is_there = self._container.store.starts.find(start.issue) == start
        is_approved = why_not_sent(self._container, start) is None
        return is_there and is_approved and not self._queue.has_come(start.issue)

    def _drop(self, start: Start, why: NotSent) -> None:
        """Drop a start, unless it was undone or replaced meanwhile."""
        store = self._container.store
        with store.queue.alone():
            if store.starts.find(start.issue) == start:
                store.starts.drop(start.issue, why)
                store.log.add(
                    LogEntry(
                        at=self._container.now(),
                        actor=Actor.TICKER,
                        act=Act.START_DROPPED,
                        thing=f"issue {start.issue}",
                        after=why.value,
                    )
                )


def tidy_starts(container: Container) -> None:
    """Delete starts that were dropped a week ago."""
    container.store.starts.tidy(before=container.now() - _NOTED_FOR)
