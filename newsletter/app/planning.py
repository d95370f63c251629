"""Planning of dispatches, and handing them over."""

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread
from typing import TYPE_CHECKING

from newsletter.app.canaries import canary_of
from newsletter.app.container import Container
from newsletter.app.shown_counts import count_readers
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience
from newsletter.model.delivery_ids import KEY_CHARACTERS
from newsletter.model.dispatch import Dispatch, Plan
from newsletter.model.edition import Edition

if TYPE_CHECKING:
    from newsletter.delivery.dispatch import Dispatcher

_LOOKS_EVERY = 0.2  # seconds


def plan_of(
    container: Container,
    issue: int,
    edition: str,
    audience: Audience,
    slot: date | None = None,
    *,
    newcomers_only: bool = False,
    compiled: Edition | None = None,
) -> Plan:
    """Return the plan of a dispatch through the current provider, with a new random key.

    ``compiled`` is an edition that is not stored.
    """
    from newsletter.delivery.rules import batch_size

    store, provider = container.store, container.provider
    if compiled is None:
        compiled = store.editions.get(edition)
    return Plan(
        key=secrets.token_hex(KEY_CHARACTERS // 2),
        issue=issue,
        edition=edition,
        audience=audience,
        at=container.now(),
        batch_size=batch_size(provider.capabilities, compiled, container.settings.dispatch),
        provider=provider.name,
        slot=slot,
        series=container.settings.series.series,
        newcomers_only=newcomers_only,
        nowhere=nowhere(container, audience),
        # the newcomers of a series get a text that others have had
        canary=None if newcomers_only else canary_of(container),
    )


def nowhere(container: Container, audience: Audience) -> frozenset[str]:
    """Return the providers by which nobody got the issue that an audience is about.

    These are the ones that wrote it into the outbox, once email leaves this machine.
    """
    if audience.readers_of is None or container.stays_here:
        return frozenset()
    before = {one.provider for one in container.store.dispatches.of_issue(audience.readers_of)}
    return frozenset(one for one in before if one and container.has_outbox(one))


def count_new(container: Container, issue: int, audience: Audience, *, is_exact: bool) -> int:
    """Return how many readers who did not get an issue yet would get it now.

    Args:
        container: The publication's container.
        issue: The issue; 0 for one that is not written yet.
        audience: Whom it is for.
        is_exact: See ``shown_counts``. Without it, this is how many at most.
    """
    plan = Plan(  # counting asks for no provider, which may not be set up
        key="",
        issue=issue,
        edition="",
        audience=audience,
        at=container.now(),
        batch_size=1,
        provider="",
        series=container.settings.series.series,
        nowhere=nowhere(container, audience),
    )
    return count_readers(container, plan, is_exact=is_exact)


def cancelled(container: Container, issue: int) -> Dispatch | None:
    """Return the newest dispatch of an issue if it was cancelled."""
    found = container.store.dispatches.of_issue(issue)
    return found[-1] if found and found[-1].is_cancelled else None


def not_approved(container: Container, issue: int) -> DeskError:
    """Return the refusal of an issue that is not approved."""
    newest = cancelled(container, issue)
    if newest is None:
        return DeskError("issue-not-approved", issue=issue)
    return DeskError("dispatch-was-cancelled", dispatch=newest.id, issue=issue)


def refuse_if_maybe_sent(container: Container, issue: int) -> None:
    """Refuse an issue sent after the restored backup was made: its recipients are unknown."""
    for dispatch in container.store.dispatches.of_issue(issue):
        if dispatch.is_from_journal:
            why = Message.from_text(dispatch.why)
            raise DeskError("issue-went-before-restore", issue=issue, reason=why)


@contextmanager
def meanwhile(prepare: Callable[[], object]) -> Iterator[None]:
    """Prepare something in another thread, while something else is done inside.

    An error in it is ignored here, because the code that needs the result raises it again.
    """
    with ThreadPoolExecutor(1, "meanwhile") as thread:
        thread.submit(prepare)
        yield


def drain(
    dispatcher: "Dispatcher",
    handed: Callable[[int], tuple[int, int]],
    dispatch: int,
    follow: Callable[[int, int], None] | None,
) -> None:
    """Hand over everything that is due.

    Args:
        dispatcher: Hands over batches.
        handed: Returns how many recipients of a dispatch were handed over, and the total.
        dispatch: The dispatch to follow.
        follow: Called regularly and at the end with the result of ``handed``.
    """
    if follow is None:
        dispatcher.drain()
        return
    done = Event()

    def watch() -> None:
        while not done.wait(_LOOKS_EVERY):
            follow(*handed(dispatch))

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        dispatcher.drain()
    finally:
        done.set()
        watcher.join()
        follow(*handed(dispatch))
