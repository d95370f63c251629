"""Webhooks of providers: verified calls whose events become reports."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypedDict, Unpack

from newsletter.message import Message
from newsletter.model.delivery import Listed, Report, ReportKind
from newsletter.model.hook import Hook, WebhookStatuses
from newsletter.model.provider import TRACKING
from newsletter.providers.wire.answers import Json, parsed
from newsletter.providers.wire.refusals import reread
from newsletter.text.folding import one_line

_LONGEST_DETAIL = 500
_YEARS = range(2000, 2101)  # an event of another year has a wrong clock or none


class Known(TypedDict, total=False):
    """The facts of an event besides its kind; see ``model.delivery.Report``."""

    delivery_id: str
    address: str
    provider_id: str
    at: datetime | None
    detail: str
    listed: Listed | None
    blames_us: bool
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as the provider wrote it, of any shape."""

    provider: str
    value: Json

    def get(self, *path: str) -> Json:
        """Return the value under a path of keys, or ``None`` if there is none."""
        return at_path(self.value, path)

    def text(self, *path: str) -> str:
        """Return the value under a path as one line of text, empty if there is none."""
        return text(self.value, *path)

    def key_of(self, *parts: str) -> str:
        """Return a replay key made from the parts that identify this event."""
        return key_from(self.provider, *parts)

    def report(self, kind: ReportKind, *, replay_key: str, **known: Unpack[Known]) -> Report:
        """Return the event as a report, which is REFUSED if the failure is our fault."""
        if known.get("listed") in (None, Listed.UNTOLD):
            kind, is_ours = reread(kind, known.get("detail", ""))
            known["blames_us"] = is_ours or known.get("blames_us", False)
            if is_ours:
                known["listed"] = None
        known["detail"] = known.get("detail", "")[:_LONGEST_DETAIL]
        return Report(provider=self.provider, kind=kind, replay_key=replay_key, **known)


Read = Callable[[Event], Report]


def each(
    provider: str, body: bytes, find: Callable[[Json], Sequence[Json]], read: Read
) -> tuple[Report, ...]:
    """Read every event of a body, and never raise.

    Args:
        provider: The provider's name.
        body: The raw body as stored.
        find: Returns the events in the parsed body, in order.
        read: Reads one event. Any error makes that event unread.
    """
    try:
        events = list(find(parsed(body)))
    except Exception as error:  # noqa: BLE001 - foreign data: any shape is possible
        return (_unread(provider, body, Message("events-not-found", reason=_why(error))),)
    return tuple(
        _one(Event(provider, value), read, body, place) for place, value in enumerate(events)
    )


def _one(event: Event, read: Read, body: bytes, place: int) -> Report:
    try:
        return read(event)
    except Exception as error:  # noqa: BLE001 - foreign data: one bad event must not lose the others
        raw = _written(event.value) or b"%d %b" % (place, body)
        return _unread(event.provider, raw, Message.in_own_words(_why(error)))


def _is_tracking(provider: str, value: Json, read: Read) -> bool:
    """Return whether an event says that a reader opened an email or followed a link."""
    try:
        return read(Event(provider, value)).kind in TRACKING
    except Exception:  # noqa: BLE001 - foreign data: what cannot be read is kept with its reason
        return False


def _written(value: Json) -> bytes:
    """Return an event as JSON for its replay key; empty if that is impossible."""
    try:
        return json.dumps(value).encode()
    except (ValueError, RecursionError):  # orjson reads deeper than json writes
        return b""


def _why(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:_LONGEST_DETAIL]


def _unread(provider: str, raw: bytes, why: Message) -> Report:
    return Report(
        provider=provider,
        kind=ReportKind.UNREAD,
        replay_key=key_from(provider, hashlib.sha256(raw).hexdigest()),
        detail=why.to_text(),
    )


def key_from(provider: str, *parts: str) -> str:
    """Return a replay key made from the parts that identify an event."""
    identity = "\0".join(parts)
    return f"{provider}:{hashlib.sha256(identity.encode(errors='replace')).hexdigest()[:40]}"


def at_path(value: Json, path: Sequence[str]) -> Json:
    """Return the value under a path of keys, or ``None`` if there is none."""
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def text(value: Json, *path: str) -> str:
    """Return a scalar under a path as one line of text, empty for anything else."""
    return scalar(at_path(value, path))


def scalar(value: Json) -> str:
    """Return a scalar as one line of text, empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return one_line(str(value))


def moment(value: Json) -> datetime | None:
    """Return the UTC time of a Unix time or ISO 8601, ``None`` for anything else."""
    read = _moment(value)
    return read if read is not None and read.year in _YEARS else None


def _moment(value: Json) -> datetime | None:
    try:
        if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
            read = datetime.fromisoformat(value)
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return None
        return datetime.fromtimestamp(float(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None


_USUAL = WebhookStatuses()
# Most calls are about something else and need not be parsed twice.
_MAY_TRACK: Final = re.compile(rb"open|click", re.IGNORECASE)


def _itself(value: Json) -> Sequence[Json]:
    return [value]


def _open(hook: Hook, now: datetime) -> None:
    del hook, now


def _never(body: bytes) -> str | None:
    del body
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedWebhook:
    """A ``model.provider.Webhook`` made of a provider's own parts.

    Attributes:
        proof: Returns the replay key of a call or raises BadHook.
        door: Raises BadHook from the headers alone, if the proof is in the headers.
        one: Reads one event.
        events: Finds the events in a parsed body. By default the body is the event.
        under: The key of their array in a body that is an object.
        greeting: Finds the address of a handshake in a body.
    """

    name: str
    proof: Callable[[Hook, datetime], str]
    door: Callable[[Hook, datetime], object] = _open
    one: Read
    events: Callable[[Json], Sequence[Json]] = _itself
    under: str = ""
    dialect: WebhookStatuses = _USUAL
    greeting: Callable[[bytes], str | None] = _never

    def admit(self, hook: Hook, now: datetime) -> None:
        """Reject a call from its headers alone, before its body is read."""
        self.door(hook, now)

    def verify(self, hook: Hook, now: datetime) -> str:
        """Return the replay key of a call, which identifies its repetitions."""
        return self.proof(hook, now)

    def without_tracking(self, body: bytes) -> bytes | None:
        """Return a body without its opens and clicks; ``None`` if it has nothing else."""
        if not _MAY_TRACK.search(body):
            return body
        try:
            content = parsed(body)
            events = list(self.events(content))
        except Exception:  # noqa: BLE001 - foreign data: ``read`` reports what is wrong
            return body
        rest = [event for event in events if not _is_tracking(self.name, event, self.one)]
        if not rest and events:
            return None
        if len(rest) == len(events) or not (self.under or isinstance(content, list)):
            return body
        return json.dumps({**content, self.under: rest} if self.under else rest).encode()

    def read(self, body: bytes) -> tuple[Report, ...]:
        """Return a report for each event of a verified call, and never raise."""
        return each(self.name, body, self.events, self.one)

    def handshake(self, body: bytes) -> str | None:
        """Return the address to fetch once so that reports begin, usually ``None``."""
        return self.greeting(body)
