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

    def __init__(self, container: Container, queue: Queue) -> None:
        self._container = container
        self._queue = queue

    def start_series(self) -> int:
        """Freeze the next issue of the series for newcomers, once per slot.

        It runs after the slot's own dispatch, so that readers who are about to finish the
        series do not get two issues.

        Returns:
            How many dispatches were frozen.
        """
        series = self._container.settings.series.series
        store = self._container.store
        passed = self._queue.last_slot()
        if series is None or passed is None or problems(self._container) or store.holding():
            return 0
        if not store.chores.is_due("series", self._container.now() - passed):
            return 0
        started = 0
        for issue in series.issues:
            edition = self._edition(issue)
            if edition is not None:
                plan = plan_of(self._container, issue, edition, Audience(), newcomers_only=True)
                if store.dispatches.would_reach(plan):
                    store.dispatches.freeze(plan)
                    started += 1
        store.chores.done("series")
        return started

    def _edition(self, issue: int) -> str | None:
        """Return the last approved edition of an issue that was sent or is not queued."""
        sent = {one.issue: one.edition for one in self._container.store.history.sent()}
        approval = self._container.store.queue.approval(issue)
        if approval is None and cancelled(self._container, issue) is not None:
            return None  # the editor cancelled it and has not approved it again
        known = [sent[issue]] if issue in sent else []
        # renewed: newcomers get the newest edition, the archive keeps the first
        if approval is not None and (issue in sent or approval.position is None):
            known.insert(0, approval.edition)
        if not known:
            return None
        found = agreement.agreeing(self._container, known)
        if found is None:
            log.error(
                "issue %s is not sent to newcomers: it was approved under other settings", issue
            )
        return found
