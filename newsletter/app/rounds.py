"""What the bell brings: slots that are due, doubts, reports, and the chores of a running newsletter."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

from newsletter.app.backups import caught_up
from newsletter.app.dispatches import Dispatches
from newsletter.app.parts import Parts
from newsletter.app.readers import Readers
from newsletter.app.reminders import Reminders
from newsletter.app.reports import Reports
from newsletter.app.way_out import peculiarities, problems
from newsletter.model.dispatch import DispatchState

log = logging.getLogger(__name__)
_DAILY = timedelta(days=1)
_REPORTS_KEPT = timedelta(days=30)


class Rounds:
    """One round does all that is due; any number of processes may make them at once."""

    def __init__(
        self,
        parts: Parts,
        dispatches: Dispatches,
        reports: Reports,
        reminders: Reminders,
        readers: Callable[[], Readers],
    ) -> None:
        self._parts = parts
        self._reminders = reminders
        self._readers = readers
        self._dispatches = dispatches
        self._reports = reports
        self._name = secrets.token_hex(4)  # who holds the chores, among processes

    def make(self) -> None:
        """One round: reports are read, doubts looked into, slots taken; handing over is rung for."""
        self._reports.read_all()
        self._dispatches.reconciler.reconcile()
        self.watch_for_trouble()
        while self._dispatches.start_due() is not None:
            log.info("a slot was due; its dispatch is on its way")
        self._dispatches.start_series()
        self._parts.store.dispatches.ring_due()  # a bell that the fleet did not hear
        self._dispatches.dispatcher.ring()
        self._chores()
        if self._reminders.write():
            self._dispatches.dispatcher.ring()

    def make_at_once(self) -> None:
        """One round, and everything due is handed over before it returns."""
        self.make()
        self._dispatches.dispatcher.drain()

    def watch_for_trouble(self) -> None:
        """Pause what draws too many complaints or bounces."""
        from newsletter.delivery.circuit import trouble

        store = self._parts.store
        for dispatch in store.dispatches.latest(5):
            if dispatch.state is DispatchState.GOING:
                why = trouble(store.counts.progress(dispatch.id), self._parts.settings.dispatch)
                if why is not None:
                    store.dispatches.pause(dispatch.id, why)

    def _chores(self) -> None:
        """What needs doing once a day, by one process only."""
        store, settings = self._parts.store, self._parts.settings.dispatch
        if not store.chores.is_due("daily", _DAILY) or not store.chores.take(
            "daily", self._name, timedelta(minutes=10)
        ):
            return
        if not store.chores.is_due("daily", _DAILY):  # who had it until now has done it
            store.chores.leave("daily", self._name)
            return
        store.outcomes.suppress_soft_bouncers(settings.soft_bounces, settings.soft_bounces_within)
        store.inbox.clean(self._parts.now() - _REPORTS_KEPT)
        store.notices.clean(self._parts.now() - _REPORTS_KEPT)
        self._readers().joining.remind()
        self._readers().tidying.tidy()
        store.chores.done("daily")
        store.chores.leave("daily", self._name)

    @contextmanager
    def ringing(self) -> Iterator[None]:
        """While inside: the bell rings, and one thread hands over whatever is due."""
        from newsletter.scheduling.bell import Bell

        dispatcher = self._dispatches.dispatcher
        sender = Thread(target=dispatcher.serve, name="dispatcher")
        bell = Bell(self.make)
        self.make()
        try:
            sender.start()
            bell.start()
            yield
        finally:  # told at once, so that both end what they have in hand at the same time
            dispatcher.stop()
            bell.stop()
            if sender.is_alive():
                sender.join()

    def opening_words(self) -> list[str]:
        """What an operator should know when it starts."""
        said = [f"mail goes through: {self._parts.provider.name}"]
        caught_up(self._parts)  # which says what it did
        hold = self._parts.store.holding()
        said += [f"nothing goes out: {hold}; then `newsletter restore --release`"] if hold else []
        said += filter(None, [self._dispatches.trouble_with_notices()])
        said += peculiarities(self._parts)
        said += [f"nothing can leave yet: {problem}" for problem in problems(self._parts)]
        return said
