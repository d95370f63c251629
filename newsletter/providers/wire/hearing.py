"""The hearing side of a provider: proved calls, events one by one, in our words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsletter.model.delivery import Report
from newsletter.model.hook import Hook, WebhookStatuses
from newsletter.providers.wire.answers import Json
from newsletter.providers.wire.events import Read, each

_USUAL = WebhookStatuses()


def _itself(value: Json) -> Sequence[Json]:
    return [value]


def _open(hook: Hook, now: datetime) -> None:
    del hook, now


def _never(body: bytes) -> str | None:
    del body
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedWebhook:
    """What ``shape.Webhook`` promises, made of a provider's own parts.

    Attributes:
        proof: Gives the replay key of a call, or raises BadHook.
        door: Raises BadHook by the head of a call alone, where its proof stands there.
        one: Reads one event.
        events: Finds the events in a parsed body; as a rule it is the event.
        greeting: Finds the address of a handshake in a body.
    """

    name: str
    proof: Callable[[Hook, datetime], str]
    door: Callable[[Hook, datetime], object] = _open
    one: Read
    events: Callable[[Json], Sequence[Json]] = _itself
    dialect: WebhookStatuses = _USUAL
    greeting: Callable[[bytes], str | None] = _never

    def admit(self, hook: Hook, now: datetime) -> None:
        """Refuse a call by its head alone, before its body is read."""
        self.door(hook, now)

    def verify(self, hook: Hook, now: datetime) -> str:
        """The key under which a repetition of this very call is known."""
        return self.proof(hook, now)

    def read(self, body: bytes) -> tuple[Report, ...]:
        """The events of a verified call, each on its own; never raises."""
        return each(self.name, body, self.events, self.one)

    def handshake(self, body: bytes) -> str | None:
        """An address to be fetched once, so that reports begin; ``None`` as a rule."""
        return self.greeting(body)
