"""Webhooks: other programs are notified of events by signed calls that are repeated until one arrives."""

import logging
import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from newsletter.app.container import Container
from newsletter.app.webhook_calls import body_of, headers_of, written
from newsletter.errors import DeskError, FetchError
from newsletter.message import Message
from newsletter.model.webhook import EventKind, WebhookEvent, WebhookState, retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newsletter.config import WebhookSettings
    from newsletter.fetching.fetcher import Fetcher
    from newsletter.model.links import Fetched

log = logging.getLogger(__name__)
_WITHIN: Final = timedelta(seconds=15)
_AGENT: Final = "newsletter (webhooks)"
_GONE: Final = 410
_MAY_FAIL: Final = timedelta(days=1)
_TEST: Final = "webhook.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWebhook:
    """A webhook with its settings, and how its calls fare."""

    name: str
    url: str
    events: tuple[EventKind, ...]
    with_address: bool
    is_signed: bool
    state: WebhookState


class Webhooks:
    """The webhooks of the settings."""

    def __init__(
        self,
        container: Container,
        within: timedelta = _WITHIN,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Store the dependencies. Nothing is opened yet.

        Args:
            container: The dependencies.
            within: How long a call may take.
            chance: Draws a number from 0 up to 1, for waits.
        """
        self._container = container
        self._within = within
        self._chance = chance

    def every(self) -> tuple[ListedWebhook, ...]:
        """Return the webhooks by name."""
        states = {one.name: one for one in self._container.store.webhooks.states()}
        return tuple(
            ListedWebhook(
                name=name,
                url=one.url,
                events=one.events,
                with_address=bool(one.recipient),
                is_signed=bool(one.keys),
                state=states.get(name, WebhookState(name=name)),
            )
            for name, one in sorted(self._settings.items())
        )

    def deliver(self, is_enough: Callable[[], bool] = lambda: False) -> int:
        """Deliver every event that is due, and return how many arrived.

        Each webhook in turn gets one call. One that fails is left alone until the next
        round, so that it delays no other.

        Args:
            is_enough: Whether the process must stop.
        """
        store = self._container.store.webhooks
        store.set_up(self._container.settings.webhooks_wanted)
        store.release_sent()
        delivered = 0
        ready = [name for name, one in sorted(self._settings.items()) if one.keys]
        while ready and not is_enough():
            for name in tuple(ready):
                if self._deliver_next(name):
                    delivered += 1
                else:
                    ready.remove(name)
        return delivered

    def test(self, name: str) -> Message:
        """Call a webhook now, with an event of no consequence, and return what it answered.

        Raises:
            DeskError: There is no such webhook, or it has no secret; or it did not answer as
                it should.
        """
        own = self._find(name)
        if not own.keys:
            raise DeskError("webhook-without-secret", webhook=name, variable=variable_of(name))
        body = written(_TEST, self._container.now(), {})
        try:
            answer = self._post(own, f"msg_{secrets.token_hex(16)}", body)
        except FetchError as error:
            problem = _failure(error)
            raise DeskError("webhook-test-failed", webhook=name, problem=problem) from error
        if not 200 <= answer.status < 300:
            problem = _trouble(answer)
            raise DeskError("webhook-test-failed", webhook=name, problem=problem)
        return Message("webhook-tested", webhook=name, status=answer.status)

    def retry(self, name: str) -> Message:
        """Schedule everything that waits or was given up for the next round.

        Raises:
            DeskError: There is no such webhook.
        """
        self._find(name)
        return Message(
            "webhook-retried", webhook=name, count=self._container.store.webhooks.retry(name)
        )

    def troubles(self) -> Iterator[tuple[Message, bool]]:
        """Yield what keeps calls from arriving, and whether somebody must act now.

        A failure of less than a day may pass, because calls are repeated for three.
        """
        stuck = dict(self.stuck())
        for one in self.every():
            name, state = one.name, one.state
            trouble = state.trouble or Message.in_own_words("–")
            if not one.is_signed:
                yield (
                    Message("webhook-without-secret", webhook=name, variable=variable_of(name)),
                    True,
                )
            if state.gone_at is not None:
                yield Message("webhook-gone", webhook=name), True
            elif state.failing_since is not None:
                since = state.failing_since.astimezone(self._container.zone)
                yield (
                    Message(
                        "webhook-failing",
                        webhook=name,
                        since=since,
                        count=state.waiting,
                        problem=trouble,
                    ),
                    name in stuck,
                )
            if state.given_up:
                count = state.given_up
                yield Message("webhook-gave-up", webhook=name, count=count, problem=trouble), True

    def stuck(self) -> Iterator[tuple[str, datetime]]:
        """Yield each webhook that is gone, or has failed for a day, and since when."""
        late = self._container.now() - _MAY_FAIL
        for one in self.every():
            failing, gone = one.state.failing_since, one.state.gone_at
            if gone is not None:
                yield one.name, gone
            elif failing is not None and failing <= late:
                yield one.name, failing

    @property
    def _settings(self) -> "Mapping[str, WebhookSettings]":
        return self._container.settings.webhooks

    def _find(self, name: str) -> "WebhookSettings":
        if name not in self._settings:
            known = ", ".join(sorted(self._settings)) or "–"
            raise DeskError("webhook-unknown", webhook=name, known=known)
        return self._settings[name]

    def _deliver_next(self, name: str) -> bool:
        """Deliver a webhook's next event, and return whether there was one and it arrived.

        An odd one is tried again once its lease is over, and keeps no other from its turn.
        """
        try:
            event = self._container.store.webhooks.claim(name)
            return event is not None and self._deliver(event)
        except Exception:
            log.exception("webhook %s: this failed; it is tried again", name)
            return False

    def _deliver(self, event: WebhookEvent) -> bool:
        """Make one call, and return whether the event arrived."""
        own, records = self._settings[event.webhook], self._container.store.webhooks
        asked = timedelta()
        try:
            answer = self._post(own, event.key, body_of(event, own))
        except FetchError as error:
            trouble = _failure(error)
        else:
            if 200 <= answer.status < 300:
                records.note_delivered(event)
                return True
            trouble = _trouble(answer)
            if answer.status == _GONE:
                log.warning("webhook %s: gone, it is not called any more", event.webhook)
                records.note_gone(event, trouble)
                return False
            asked = self._asked_wait(answer)
        wait = retry_after(event.attempts, asked, chance=self._chance())
        if wait is None:
            log.warning("webhook %s: gave up event %s", event.webhook, event.key)
        records.note_failed(event, trouble, wait)
        return False

    def _asked_wait(self, answer: "Fetched") -> timedelta:
        from newsletter.fetching.polling import asked_wait

        return asked_wait(answer.retry_after, self._container.now())

    def _post(self, own: "WebhookSettings", key: str, body: bytes) -> "Fetched":
        headers = headers_of(key, body, own.keys, self._container.now())
        return self._fetcher(own).post(own.url, body, headers, with_body=False)

    def _fetcher(self, own: "WebhookSettings") -> "Fetcher":
        from newsletter.fetching.fetcher import Fetcher

        settings = self._container.settings.fetching
        return Fetcher(
            replace(settings, within=self._within, allow_loopback=False, user_agent=_AGENT),
            monotonic=self._container.ticking,
            allow_private=own.allow_private,
        )


def variable_of(name: str) -> str:
    """Return the variable that holds a webhook's secret."""
    return f"NEWSLETTER_WEBHOOKS_{name}_SECRET".upper()


def _failure(error: FetchError) -> Message:
    """Return why a call failed, without its address, which may be a secret.

    Where a redirect leads is left out too, because it may quote what was sent.
    """
    data = {name: value for name, value in error.data.items() if name != "address"}
    if "location" in data:
        data["location"] = "…"
    return Message(error.code, **data)


def _trouble(answer: "Fetched") -> Message:
    """Return why an answer is no success. Where a redirect leads is not followed."""
    if 300 <= answer.status < 400:
        return Message("webhook-redirects", status=answer.status)
    return Message("fetch-status", status=answer.status)
