"""The series: the issues that newcomers get first, one for each slot."""

import logging

from newsletter.app import agreement
from newsletter.app.container import Container
from newsletter.app.planning import cancelled, plan_of
from newsletter.app.queue import Queue
from newsletter.app.readiness import problems
from newsletter.model.audience import Audience

log = logging.getLogger(__name__)


class Newcomers:
    """Dispatches to the readers of the series."""

    def __init__(self, parts: Container, queue: Queue) -> None:
        self._parts = parts
        self._queue = queue

    def start_series(self) -> int:
        """Freeze the next issue of the series for newcomers, once per slot.

        It runs after the slot's own dispatch, so that readers who are about to finish the
        series do not get two issues.

        Returns:
            How many dispatches were frozen.
        """
        series = self._parts.settings.series.series
        store = self._parts.store
        passed = self._queue.last_slot()
        if series is None or passed is None or problems(self._parts) or store.holding():
            return 0
        if not store.chores.is_due("series", self._parts.now() - passed):
            return 0
        started = 0
        for issue in series.issues:
            edition = self._edition(issue)
            if edition is not None:
                plan = plan_of(self._parts, issue, edition, Audience(), newcomers_only=True)
                if store.dispatches.would_reach(plan):
                    store.dispatches.freeze(plan)
                    started += 1
        store.chores.done("series")
        return started

    def _edition(self, issue: int) -> str | None:
        """Return the last approved edition of an issue that was sent or is not queued."""
        sent = {one.issue: one.edition for one in self._parts.store.history.sent()}
        approval = self._parts.store.queue.approval(issue)
        if approval is None and cancelled(self._parts, issue) is not None:
            return None  # the editor cancelled it and has not approved it again
        known = [sent[issue]] if issue in sent else []
        # renewed: newcomers get the newest edition, the archive keeps the first
        if approval is not None and (issue in sent or approval.position is None):
            known.insert(0, approval.edition)
        if not known:
            return None
        found = agreement.agreeing(self._parts, known)
        if found is None:
            log.error(
                "issue %s is not sent to newcomers: it was approved under other settings", issue
            )
        return found
