"""What a dispatch is frozen from: one issue's edition, its audience, and calls of a size."""

import secrets
from collections.abc import Callable
from datetime import date
from threading import Event, Thread
from typing import TYPE_CHECKING

from newsletter.app.container import Container
from newsletter.model.audience import Audience
from newsletter.model.delivery_ids import KEY_CHARACTERS
from newsletter.model.dispatch import Dispatch, Plan

if TYPE_CHECKING:
    from newsletter.delivery.dispatch import Dispatcher

_LOOKS_EVERY = 0.2  # seconds


def plan_of(
    parts: Container,
    issue: int,
    edition: str,
    audience: Audience,
    slot: date | None = None,
    *,
    newcomers_only: bool = False,
) -> Plan:
    """Return the plan of a dispatch through today's provider; the key is drawn anew."""
    from newsletter.delivery.rules import batch_size

    store, provider = parts.store, parts.provider
    return Plan(
        key=secrets.token_hex(KEY_CHARACTERS // 2),
        issue=issue,
        edition=edition,
        audience=audience,
        at=parts.now(),
        batch_size=batch_size(
            provider.capabilities, store.editions.get(edition), parts.settings.dispatch
        ),
        provider=provider.name,
        slot=slot,
        series=parts.settings.series.series,
        newcomers_only=newcomers_only,
    )


def cancelled(parts: Container, issue: int) -> Dispatch | None:
    """Return the newest dispatch of an issue if it was cancelled."""
    found = parts.store.dispatches.of_issue(issue)
    return found[-1] if found and found[-1].is_cancelled else None


def drain(
    dispatcher: "Dispatcher",
    handed: Callable[[int], tuple[int, int]],
    dispatch: int,
    follow: Callable[[int, int], None] | None,
) -> None:
    """Hand over everything that is due.

    Args:
        dispatcher: Hands it over.
        handed: Counts the recipients of a dispatch that are handed over, and all.
        dispatch: The dispatch to follow.
        follow: Called now and then, and at the end, with what ``handed`` says.
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
