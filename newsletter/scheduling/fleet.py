"""Many machines: PGQueuer notifies workers of batches, which they take by number.

The queue only signals. A job is the number of a batch and nothing else. The worker
that takes it asks the ledger, whose fence admits one worker. A job may therefore run
twice (a suspended worker wakes up) or be lost (due batches are announced again)
without any effect on readers.

It needs PostgreSQL and the extra ``newsletter[fleet]``. One machine alone needs neither.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from newsletter.errors import ConfigError, StoreError
from newsletter.scheduling import FleetSettings
from newsletter.system import process_name

if TYPE_CHECKING:
    import psycopg
    from pgqueuer.core.qm import QueueManager
    from pgqueuer.domain.models import Job
    from pgqueuer.queries import Queries

ENTRYPOINT = "newsletter.batch"
# for a batch that waits without a date, such as at the day's ceiling
_NOT_SOONER = timedelta(seconds=1)
_BETWEEN_BATCHES = timedelta(milliseconds=20)  # until a busy worker asks for the next ones

HandOver: TypeAlias = Callable[[int, int], timedelta | None]
"""Try one batch of a dispatch. Return when to try again, or ``None`` for never.

It must be safe to call at any time, for any batch, in many processes at once.
"""


class FleetNotifier:
    """Notifies the fleet of batches inside the transaction that creates or releases them.

    The notification is delivered when that transaction commits, and discarded if it is
    rolled back.
    """

    def __call__(self, transaction: Any, dispatch: int, numbers: Sequence[int]) -> None:  # noqa: ANN401  # SQLAlchemy is not imported in this package
        """Ask the fleet to try these batches of a dispatch.

        A batch that is already waiting in the queue is not queued twice.

        Args:
            transaction: The open one, as a SQLAlchemy connection to PostgreSQL.
            dispatch: The dispatch's number in the database.
            numbers: The numbers of its batches.

        Raises:
            ConfigError: The queue's tables do not exist. See ``install``.
            StoreError: The database went away.
        """
        from pgqueuer.queries import SyncQueries

        if not numbers:
            return
        jobs = [f"{dispatch}.{number}" for number in numbers]
        SyncQueries(_OpenTransaction(transaction.connection.driver_connection)).enqueue(
            [ENTRYPOINT] * len(jobs),
            [job.encode() for job in jobs],
            [0] * len(jobs),
            dedupe_key=list(jobs),
            on_conflict="skip",
        )


class _OpenTransaction:
    """A PGQueuer driver on our own connection, which neither begins nor commits."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        import psycopg
        from psycopg.rows import dict_row

        try:
            with psycopg.RawCursor(self._connection, row_factory=dict_row) as cursor:
                cursor.execute(query, args or None)
                return cursor.fetchall()
        except psycopg.errors.UndefinedTable as error:
            raise ConfigError("fleet-queue-missing") from error
        except psycopg.OperationalError as error:
            raise StoreError("fleet-not-notified", reason=_first_line(error)) from error


def install(url: str) -> None:
    """Create or migrate the queue's own tables. Many processes may call it at once.

    Raises:
        ConfigError: The database is not PostgreSQL, or the extra is missing.
        StoreError: The database does not answer.
    """
    _demand(url)
    asyncio.run(_install(url))


def work(
    url: str,
    hand_over: HandOver,
    settings: FleetSettings,
    *,
    ready: Callable[[], object] = lambda: None,
) -> None:
    """Try notified batches until SIGTERM or Ctrl-C. Calls in flight are completed first.

    Args:
        url: The database, such as ``postgresql://newsletter@db/newsletter``.
        hand_over: Tries one batch; called on ``settings.threads`` threads.
        settings: How this machine takes part.
        ready: Called once, when the worker is listening.

    Raises:
        ConfigError: The database is not PostgreSQL, or the extra is missing.
        StoreError: The connection was lost. Calls in flight were completed first.
            The process should exit and be restarted by its supervisor.
    """
    _demand(url)
    asyncio.run(_work(url, hand_over, settings, ready))


async def _install(url: str) -> None:
    from pgqueuer.queries import Queries

    async with await _connect(url) as connection:
        queries = Queries.from_psycopg_connection(connection)
        async with queries.schema_lock():
            if not await queries.schema_is_installed():
                await queries.install()
            else:
                await queries.apply_upgrade()


async def _work(
    url: str, hand_over: HandOver, settings: FleetSettings, ready: Callable[[], object]
) -> None:
    import psycopg
    from pgqueuer.errors import FailingListenerError
    from psycopg import sql

    with ThreadPoolExecutor(settings.threads, "fleet") as pool:
        async with await _connect(url) as asking, await _connect(url) as hearing:
            manager = _manager(_queries(asking, hearing), pool, hand_over, settings)
            stopping = _stop_on_signals(manager)
            lost = asyncio.create_task(_watch(manager, asking, hearing))
            # before PGQueuer checks its own connection, which would be too early (1.6.0)
            await hearing.execute(sql.SQL("LISTEN {}").format(sql.Identifier(manager.channel)))
            ready()
            try:
                await _answer(manager, settings)
            except (psycopg.Error, FailingListenerError) as error:
                raise StoreError("fleet-lost-database", reason=_first_line(error)) from error
            finally:
                lost.cancel()
                stopping()
            if asking.closed or hearing.closed:
                raise StoreError("fleet-lost-connection")


async def _answer(manager: "QueueManager", settings: FleetSettings) -> None:
    await manager.run(
        dequeue_timeout=settings.poll,
        batch_size=settings.threads,
        max_concurrent_tasks=2 * settings.threads,
        shutdown_on_listener_failure=True,
        heartbeat_timeout=settings.heartbeat,
        log_aggregation_interval=timedelta(0),
    )


def _manager(
    queries: "Queries", pool: ThreadPoolExecutor, hand_over: HandOver, settings: FleetSettings
) -> "QueueManager":
    from pgqueuer.core.qm import QueueManager
    from pgqueuer.errors import RetryRequested

    manager = QueueManager(queries)
    manager.min_dequeue_poll_interval = _BETWEEN_BATCHES

    @manager.entrypoint(ENTRYPOINT, concurrency_limit=settings.calls_at_once)
    async def batch(job: "Job") -> None:
        dispatch, number = _read(job.payload)
        again = await asyncio.get_running_loop().run_in_executor(pool, hand_over, dispatch, number)
        if again is not None:
            raise RetryRequested(delay=max(again, _NOT_SOONER), reason="not yet")

    return manager


async def _watch(manager: "QueueManager", *lines: "psycopg.AsyncConnection[Any]") -> None:
    """Stop the manager soon after a connection is lost. PGQueuer notices only at a query."""
    while not any(line.closed for line in lines):
        await asyncio.sleep(0.5)
    manager.shutdown.set()


def _stop_on_signals(manager: "QueueManager") -> Callable[[], None]:
    loop = asyncio.get_running_loop()
    caught = (signal.SIGTERM, signal.SIGINT)
    for wanted in caught:
        # not on the main thread: the embedding program handles signals
        with suppress(RuntimeError, ValueError):
            loop.add_signal_handler(wanted, manager.shutdown.set)

    def restore() -> None:
        for wanted in caught:
            with suppress(RuntimeError, ValueError):
                loop.remove_signal_handler(wanted)

    return restore


def _demand(url: str) -> None:
    """Refuse a database or an installation on which no fleet can run.

    Raises:
        ConfigError: The database is not PostgreSQL, or the extra is missing.
    """
    if not url.startswith(("postgresql:", "postgresql+psycopg:", "postgres:")):
        raise ConfigError("fleet-needs-postgresql")
    try:
        import pgqueuer  # noqa: F401  # only whether it is installed
        import psycopg  # noqa: F401  # likewise
    except ImportError as error:
        raise ConfigError("fleet-needs-pgqueuer") from error


async def _connect(url: str) -> "psycopg.AsyncConnection[Any]":
    import psycopg

    plain = url.replace("postgresql+psycopg:", "postgresql:", 1)
    try:
        return await psycopg.AsyncConnection.connect(
            plain, autocommit=True, connect_timeout=10, application_name=process_name()
        )
    except psycopg.Error as error:
        raise StoreError("fleet-database-unreachable", reason=_first_line(error)) from error


def _queries(
    asking: "psycopg.AsyncConnection[Any]", hearing: "psycopg.AsyncConnection[Any]"
) -> "Queries":
    """Return the queries of PGQueuer over one connection, with notifications over another.

    PGQueuer's own driver for psycopg waits for notifications on the connection that its
    queries need, up to a second each, which allows ten batches a second (1.6.0, measured).
    """
    from pgqueuer.adapters.drivers.psycopg import PsycopgDriver
    from pgqueuer.ports.driver import NotifyCallback
    from pgqueuer.queries import Queries

    listener = PsycopgDriver(hearing)

    class TwoLines(PsycopgDriver):
        async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
            await listener.add_listener(channel, callback)

        async def remove_listener(self, channel: str, callback: NotifyCallback) -> None:
            await listener.remove_listener(channel, callback)

        async def __aexit__(self, *error: object) -> None:
            await super().__aexit__(*error)
            if self._entered == 0:
                await listener.__aexit__(*error)

    return Queries(TwoLines(asking))


def _read(payload: bytes | None) -> tuple[int, int]:
    dispatch, _, number = (payload or b"").decode().partition(".")
    return int(dispatch), int(number)


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
