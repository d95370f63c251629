"""Reports of opens and clicks, which are dropped, and recorded for the doctor."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsletter.app.container import Container
from newsletter.errors import StoreError
from newsletter.message import Message
from newsletter.model.hook import Hook
from newsletter.model.provider import TRACKING, DropsTracking

if TYPE_CHECKING:
    from newsletter.model.provider import Webhook

log = logging.getLogger(__name__)
# Findings of a provider's check about tracking that was left on. They are hints of the doctor,
# because no report of it is stored.
_LEFT_ON = frozenset(
    {
        "account-tracking-unconfirmed",
        "account-opens-tracked",
        "account-clicks-tracked",
        "account-domain-tracks-opens",
        "account-domain-tracks-clicks",
        "account-event-tracked",
    }
)
_AT_MOST_EVERY = timedelta(days=1)
_REMEMBERED = timedelta(days=30)


class Tracking:
    """Keeps reports of opens and clicks out of the database.

    The privacy page promises that neither is recorded. Such reports arrive only if tracking
    was left on at the provider.
    """

    def __init__(self, container: Container) -> None:
        self._container = container
        self._noted: dict[str, datetime] = {}

    def removed(self, provider: str, side: "Webhook", hook: Hook) -> Hook | None:
        """Return a verified call without opens and clicks; ``None`` if nothing is left."""
        body = _without(side, hook.body)
        if body == hook.body:
            return hook
        self._note(provider)
        return None if body is None else replace(hook, body=body)

    def is_on(self, provider: str) -> bool:
        """Return whether the provider reported opens or clicks within the last 30 days."""
        return not self._container.store.chores.is_due(_name(provider), _REMEMBERED)

    def _note(self, provider: str) -> None:
        now, last = self._container.now(), self._noted.get(provider)
        if last is not None and now - last < _AT_MOST_EVERY:
            return
        try:
            self._container.store.chores.done(_name(provider))
        except StoreError as error:  # the call itself is dropped all the same
            log.warning("tracking at %s could not be noted: %s", provider, error)
            return
        log.warning("%s reports opens or clicks, which are dropped; disable both there", provider)
        self._noted[provider] = now


def split_tracking(found: Iterable[Message]) -> tuple[list[Message], list[Message]]:
    """Return a check's findings, separated into problems and tracking that was left on."""
    wrong: list[Message] = []
    left_on: list[Message] = []
    for message in found:
        (left_on if message.code in _LEFT_ON else wrong).append(message)
    return wrong, left_on


def _name(provider: str) -> str:
    return f"tracking {provider}"


def _without(side: "Webhook", body: bytes) -> bytes | None:
    if isinstance(side, DropsTracking):
        return side.without_tracking(body)
    try:
        reports = side.read(body)
    except Exception:  # noqa: BLE001  # must not raise, but may be third-party code
        return body
    return None if reports and all(one.kind in TRACKING for one in reports) else body
