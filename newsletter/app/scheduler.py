"""The scheduled work of a running newsletter, and the fleet's worker on each machine."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from newsletter.app.alarm import Alarm
from newsletter.app.container import Container, utc_now
from newsletter.app.decisions import tidy_decisions
from newsletter.app.desk_retention import tidy_desk
from newsletter.app.dispatch_log import DispatchLog
from newsletter.app.dispatches import Dispatches
from newsletter.app.due_starts import DueStarts, tidy_starts
from newsletter.app.health import note_letterbox, note_stuck, obstacles
from newsletter.app.list_moves import tidy_lists
from newsletter.app.liveness import Liveness, RoundStep
from newsletter.app.open_letters import tidy_open_letters
from newsletter.app.portraits import tidy_portraits
from newsletter.app.reader_services import ReaderServices
from newsletter.app.reminders import Reminders
from newsletter.app.reports import Reports
from newsletter.app.saved_addresses import tidy_saved_addresses
from newsletter.app.series import Newcomers
from newsletter.app.webhooks import Webhooks
from newsletter.app.writing import tidy_texts
from newsletter.config import Settings
from newsletter.errors import ConfigError, ProviderError
from newsletter.model.dispatch import DispatchState
from newsletter.model.preferences import LETTERS_KEPT
from newsletter.model.reactions import Reactions
from newsletter.scheduling import AfterRounds, Ticker

if TYPE_CHECKING:
    from newsletter.app.newsletter import Newsletter

log = logging.getLogger(__name__)
_DAILY = timedelta(days=1)
_READING = timedelta(seconds=20)  # in one round: a flood of reports must not delay what is due
_AGAIN = timedelta(seconds=5)  # after a failure of the dispatching thread


class Scheduler:
    """Runs everything that is due, in rounds. Any number of processes may do so at once."""

    def __init__(
        self,
        container: Container,
        *,
        dispatches: Dispatches,
        due_starts: DueStarts,
        newcomers: Newcomers,
        reports: Reports,
        reminders: Reminders,
        readers: ReaderServices,
        liveness: Liveness,
        poll_feed: Callable[[], bool],
        webhooks: Webhooks,
    ) -> None:
        """Store the dependencies. ``poll_feed`` polls one due feed, which may take minutes."""
        self._container = container
        self._reminders = reminders
        self._readers = readers
        self._dispatches = dispatches
        self._due_starts = due_starts
        self._newcomers = newcomers
        self._reports = reports
        self._liveness = liveness
        self._poll_feed = poll_feed
        self._webhooks = webhooks
        self._after_rounds: tuple[AfterRounds, ...] = ()
        self._log = DispatchLog(container)
        self._alarm = Alarm(container)
        self._name = secrets.token_hex(4)  # identifies the process that holds a chore
        self._stopping = Event()

    @classmethod
    def of(cls, newsletter: "Newsletter") -> Self:
        """Return the scheduled work of a publication."""
        return cls(
            newsletter.container,
            dispatches=newsletter.dispatches,
            due_starts=DueStarts(newsletter.container, newsletter.queue, newsletter.proof),
            newcomers=Newcomers(newsletter.container, newsletter.queue),
            reports=newsletter.reports,
            reminders=newsletter.reminders,
            readers=newsletter.readers,
            liveness=newsletter.liveness,
            poll_feed=newsletter.feeds.poll_next,
            webhooks=newsletter.webhooks,
        )

    def make(self) -> bool:
        """Do everything that is due, and return whether every step succeeded.

        A failing step is logged and retried in the next round; the others still run.
        """
        steps: dict[str, Callable[[], object]] = {
            RoundStep.READING_REPORTS.value: self._read_calls,
            RoundStep.READING_LETTERS.value: self._read_letters,
            RoundStep.SETTLING_DOUBTS.value: self._settle_doubts,
            RoundStep.WATCHING.value: self.watch_for_trouble,
            RoundStep.STARTING.value: self._start_due,
            RoundStep.SERIES.value: self._newcomers.start_series,
            RoundStep.HANDING_OVER.value: self._wake,
            RoundStep.CHORES.value: self._chores,
            RoundStep.REMINDERS.value: self._remind,
        }
        began = self._container.ticking()
        failing = _failing(steps)
        for work in self._after_rounds:
            work.begin()
        log.debug("round made", extra={"seconds": round(self._container.ticking() - began, 3)})
        try:
            self._liveness.note(failing)
        except Exception:
            log.exception("this round could not be recorded")
            return False
        return not failing and self._alarmed()

    def _alarmed(self) -> bool:
        """Ping after a good round. A failure is logged, and stops nothing."""
        try:
            self._alarm.note_good_round()
        except Exception:
            log.exception("the ping failed; the next round tries again")
        return True

    def make_at_once(self) -> None:
        """Run one round and hand over everything due before returning."""
        self.make()
        self._dispatches.dispatcher.drain()

    def _read_calls(self) -> None:
        self._reports.read_calls(self._is_enough())

    def _read_letters(self) -> None:
        why = None
        try:
            self._reports.read_letters(self._is_enough())
        except ProviderError as error:  # the next round tries again
            log.warning("%s", error)
            why = error.message
        note_letterbox(self._container, why)

    def _is_enough(self) -> Callable[[], bool]:
        """Return a check whether the round has read long enough or the process must stop."""
        until = self._container.ticking() + _READING.total_seconds()
        return lambda: self._stopping.is_set() or self._container.ticking() > until

    def _settle_doubts(self) -> None:
        self._dispatches.reconciler.reconcile()

    def _wake(self) -> None:
        self._container.store.dispatches.notify_due()  # in case the fleet missed the notification
        self._dispatches.dispatcher.wake()

    def _remind_unconfirmed(self) -> None:
        self._readers.subscribe.remind()

    def _tidy(self) -> None:
        self._readers.retention.tidy()

    def _start_due(self) -> None:
        while self._dispatches.start_due() is not None:
            pass  # each is logged where it is frozen
        self._due_starts.freeze()

    def _remind(self) -> None:
        if self._reminders.write():
            self._dispatches.dispatcher.wake()

    def watch_for_trouble(self) -> None:
        """Pause dispatches with too many complaints or bounces, and end the waits that are over."""
        from newsletter.delivery.rules import trouble

        store = self._container.store
        newest = store.dispatches.latest(5)
        found = [(one, store.counts.progress(one.id)) for one in newest]
        obstructed = obstacles(self._container)
        self._log.note(found, obstructed)
        note_stuck(self._container, found, obstructed)
        for dispatch, progress in found:
            if dispatch.state is DispatchState.GOING:
                resumed = store.dispatches.resumptions.find(dispatch.id)
                why = trouble(Reactions.to(progress), self._container.settings.dispatch, resumed)
                if why is not None:
                    store.dispatches.pause(dispatch.id, why.to_text())
        self._dispatches.canaries.look()

    def _chores(self) -> None:
        """Delete old lists; run the daily chores, in one process, and repeat all if one failed."""
        tidy_lists(self._container)  # in each round: they are kept for an hour
        store = self._container.store
        if not store.chores.is_due("daily", _DAILY) or not store.chores.take(
            "daily", self._name, timedelta(minutes=10)
        ):
            return
        try:
            if not store.chores.is_due("daily", _DAILY):  # another process has just done them
                return
            failing = _failing(self._daily())
            if failing:
                raise _UndoneError(", ".join(failing))
            store.chores.done("daily")
        finally:
            store.chores.leave("daily", self._name)

    def _daily(self) -> dict[str, Callable[[], object]]:
        store, settings = self._container.store, self._container.settings.dispatch
        old = self._container.now() - LETTERS_KEPT
        times, within = settings.soft_bounces, settings.soft_bounces_within
        return {
            "soft bounces": lambda: store.outcomes.suppress_soft_bouncers(times, within),
            "old reports": lambda: store.inbox.clean(old),
            "old notices": lambda: store.notices.clean(old),
            "old replies": lambda: store.replies.clean(old),
            "old events": lambda: store.webhooks.clean(old),
            "reminding the unconfirmed": self._remind_unconfirmed,
            "tidying": self._tidy,
            "tidying the desk": lambda: tidy_desk(self._container),
            "tidying texts": lambda: tidy_texts(self._container),
            "tidying decisions": lambda: tidy_decisions(self._container),
            "tidying starts": lambda: tidy_starts(self._container),
            "tidying open letters": lambda: tidy_open_letters(self._container),
            "tidying saved addresses": lambda: tidy_saved_addresses(self._container),
            "tidying portraits": lambda: tidy_portraits(self._container),
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run rounds, a dispatching thread and what follows rounds while the context is open."""
        self._stopping.clear()
        self._after_rounds = (
            AfterRounds("feeds", self._poll_feed),
            AfterRounds("webhooks", lambda: self._webhooks.deliver(self._stopping.is_set)),
        )
        dispatcher = self._dispatches.dispatcher
        sender = Thread(target=self._hand_over, name="dispatcher")
        ticker = Ticker(self.make, utc_now)
        self._liveness.begin()
        try:
            sender.start()
            for work in self._after_rounds:
                work.start()
            ticker.start()
            yield
        finally:  # signalled together, so that both finish their work in parallel
            self._stopping.set()
            for work in self._after_rounds:
                work.stop()
            dispatcher.stop()
            ticker.stop()
            self._liveness.end()
            if sender.is_alive():
                sender.join()

    def _hand_over(self) -> None:
        """Hand over until the process stops, retrying after failures."""
        while not self._stopping.is_set():
            try:
                self._dispatches.dispatcher.serve()
            except Exception:
                log.exception("handing over failed; trying again")
                self._stopping.wait(_AGAIN.total_seconds())


class _UndoneError(Exception):
    """Some parts of a step failed. Each was logged."""


def _failing(steps: dict[str, Callable[[], object]]) -> list[str]:
    """Run each step independently, and return the names of those that failed."""
    failing = []
    for name, step in steps.items():
        try:
            step()
        except _UndoneError:
            failing.append(name)
        except Exception:
            log.exception("%s: this failed; the next round tries again", name)
            failing.append(name)
    return failing


class Fleet:
    """A worker of the fleet. Any number may run: the ledger gives each batch to one of them."""

    def __init__(self, settings: Settings, dispatches: Dispatches) -> None:
        self._settings = settings
        self._dispatches = dispatches

    def work(self, ready: Callable[[], object]) -> None:
        """Hand over batches until SIGTERM, then finish the calls in flight.

        Args:
            ready: Called once, when the worker is listening.

        Raises:
            ConfigError: The fleet is not switched on, or the database is not PostgreSQL.
            StoreError: The connection was lost; a supervisor should restart the worker.
        """
        from newsletter.scheduling.fleet import install, work

        settings = self._settings.fleet
        if not settings.enabled:
            raise ConfigError("fleet-not-enabled")
        install(self._settings.database_url)
        work(
            self._settings.database_url,
            self._dispatches.dispatcher.try_batch,
            settings,
            ready=ready,
        )
