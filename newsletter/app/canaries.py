"""The wait after the first readers of a dispatch, for reports about them."""

import logging

from newsletter.app.container import Container
from newsletter.message import Message
from newsletter.model.dispatch import Canary, Dispatch
from newsletter.model.reactions import Reactions

log = logging.getLogger(__name__)


def canary_of(container: Container) -> Canary | None:
    """Return how many readers get a dispatch first under the present settings, if any do."""
    settings = container.settings.dispatch
    if not settings.canary:
        return None
    return Canary(percent=settings.canary_percent, at_least=settings.canary_at_least)


def waits_for_nothing(container: Container) -> Message | None:
    """Return that nothing reports what a canary waits for, if that is so.

    A webhook whose key is missing is reported by the provider's own check.
    """
    from newsletter.providers import webhook

    settings = container.settings
    if not settings.dispatch.canary or container.stays_here or settings.letterbox.is_read:
        return None
    if webhook(settings.provider, container.provider_settings) is not None:
        return None
    provider = container.capabilities.title or settings.provider
    return Message("canary-without-reports", provider=provider)


class CanaryWatch:
    """Has dispatches wait after their first readers, and then pauses or continues them.

    Any number of processes may do so at once.
    """

    def __init__(self, container: Container) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container

    def look(self) -> None:
        """Look at each dispatch whose other batches wait."""
        for dispatch in self._container.store.canaries.going():
            self._look_at(dispatch)

    def _look_at(self, dispatch: Dispatch) -> None:
        from newsletter.delivery.rules import canary_trouble

        store, settings = self._container.store, self._container.settings.dispatch
        # also shortens a wait that began under a wrong clock
        if store.canaries.wait(dispatch.id, self._container.now() + settings.canary_wait):
            log.info("dispatch waits", extra={"dispatch": dispatch.id, "issue": dispatch.issue})
            return
        if dispatch.waits_until is None:
            return
        now = Reactions.to(store.counts.progress(dispatch.id))
        why = canary_trouble(now, settings, store.dispatches.resumptions.find(dispatch.id))
        if why is not None:
            store.dispatches.pause(dispatch.id, why.to_text())
        elif self._is_over(dispatch) and store.canaries.end(dispatch.id):
            facts = {"dispatch": dispatch.id, "issue": dispatch.issue}
            log.info("dispatch goes on after its first readers", extra=facts)

    def _is_over(self, dispatch: Dispatch) -> bool:
        """Return whether the wait is over, and everything reported meanwhile has been read."""
        until = dispatch.waits_until
        if until is None or self._container.now() < until:
            return False
        return not self._container.store.inbox.count_waiting(until)
