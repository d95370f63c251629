"""Processing of webhook calls and returned emails: verify, store, then apply each event."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

from newsletter.app.authenticity import Authenticity
from newsletter.app.container import Container
from newsletter.app.hook_log import HookBatch, logged_batch
from newsletter.app.tracking import Tracking
from newsletter.audience.addresses import parse
from newsletter.errors import (
    BadAddress,
    BadHook,
    BadToken,
    ConfigError,
    FetchError,
    StaleHook,
    StoreError,
)
from newsletter.message import Message
from newsletter.model.audience import Consent
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.dispatch import Judge
from newsletter.model.hook import Admission, Hook, WebhookStatuses
from newsletter.model.provider import ChecksHead
from newsletter.text.folding import one_line

if TYPE_CHECKING:
    from newsletter.app.reader_services import ReaderServices
    from newsletter.model.provider import Webhook
    from newsletter.store.inbox import StoredHook

log = logging.getLogger(__name__)
# like our delivery ids, with a wrong number
_TOO_HIGH = re.compile(r"[a-z0-9-]{1,64}\.[0-9]{10,}\S*")
_MOST_REASONS = 20  # per call or email, which can contain a hundred thousand events
_LONGEST_REASON = 500
_EVENTS_TOGETHER = 40  # in one transaction, which keeps others from writing

# a stored call with its events
_Call: TypeAlias = tuple["StoredHook", Sequence[Report]]


def _status(error: BadHook, dialect: WebhookStatuses) -> int:
    return dialect.never if isinstance(error, StaleHook) else dialect.forged


def _challenge(error: BadHook, dialect: WebhookStatuses) -> Mapping[str, str]:
    asks = dialect.challenge and not isinstance(error, StaleHook)
    return {"www-authenticate": dialect.challenge} if asks else {}


def _never() -> bool:
    return False


def _unread(provider: str, why: str) -> Report:
    return Report(provider=provider, kind=ReportKind.UNREAD, replay_key="", detail=why)


def _why(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:_LONGEST_REASON]


class Reports:
    """The reports that providers and receiving hosts send to a publication."""

    def __init__(self, container: Container, readers: "ReaderServices") -> None:
        self._container = container
        self._readers = readers
        self._authenticity = Authenticity(container)
        self._tracking = Tracking(container)

    @cached_property
    def _sides(self) -> Mapping[str, "Webhook"]:
        """Return the webhooks of the chosen provider and of forwarded returned email, by name."""
        from newsletter.providers import webhook
        from newsletter.providers.wire import letterbox

        sides: dict[str, Webhook] = {}
        side = webhook(self._container.settings.provider, self._container.provider_settings)
        if side is not None:
            sides[self._container.settings.provider] = side
        return {**sides, **letterbox.webhooks(self._container.settings.letterbox)}

    def admit(self, provider: str, hook: Hook) -> Admission:
        """Decide from a call's headers whether its body is read.

        A provider that is not configured gets 404. A missing or wrong proof in the
        headers gets the status that the provider understands as "forged".
        """
        side = self._sides.get(provider)
        if side is None:
            return Admission(refusal=404)
        dialect = side.dialect
        try:
            if isinstance(side, ChecksHead):
                side.admit(hook, self._container.now())
        except BadHook as error:
            status = _status(error, dialect)
            self._container.meter.hooks.note(provider, str(status))
            return Admission(refusal=status, headers=_challenge(error, dialect))
        return Admission(largest_bytes=dialect.largest_bytes, busy=dialect.store_down)

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        """Verify a call and store it raw, and return the status and headers to answer with.

        A provider that is not configured gets 404. The call is processed later. Reports
        of opens and clicks are dropped before it is stored.
        """
        side = self._sides.get(provider)
        if side is None:
            return 404, {}
        status, headers = self._answer(provider, side, hook)
        self._container.meter.hooks.note(provider, str(status))
        return status, headers

    def _answer(self, provider: str, side: "Webhook", hook: Hook) -> tuple[int, Mapping[str, str]]:
        dialect = side.dialect
        try:
            replay_key = side.verify(hook, self._container.now())
        except BadHook as error:
            return _status(error, dialect), _challenge(error, dialect)
        address = side.handshake(hook.body)
        if address is not None:
            self._shake_hands(provider, address)
        kept = self._tracking.removed(provider, side, hook)
        if kept is None:
            return dialect.accepted, {}
        try:
            self._container.store.inbox.keep(provider, replay_key, kept)
        except Exception as error:
            if not isinstance(error, StoreError):
                log.exception("a call could not be kept")
            return dialect.store_down, {"retry-after": "60"}
        return dialect.accepted, {}

    def _shake_hands(self, provider: str, address: str) -> None:
        """Fetch the URL that confirms a webhook subscription. The provider retries on failure."""
        from newsletter.fetching.fetcher import Fetcher

        try:
            Fetcher(self._container.settings.fetching, monotonic=self._container.ticking).get(
                address
            )
        except FetchError as error:
            log.warning(
                "%s wants its address confirmed, and it does not answer: %s", provider, error
            )

    def read_calls(self, is_enough: Callable[[], bool] = _never) -> int:
        """Process stored calls, and return how many events they contained.

        A call is marked as read in the transaction that stores its events. Small calls
        share one, because a commit takes longer than an event.

        Args:
            is_enough: Called before each transaction; ``True`` leaves the rest for the next round.
        """
        inbox = self._container.store.inbox
        read = last = 0
        while calls := inbox.unread(after=last):
            last = calls[-1].id
            with logged_batch() as batch:
                for some in self._groups(calls):
                    if is_enough():
                        return read
                    read += self._read_together(some, batch)
        return read

    def _groups(self, calls: Iterable["StoredHook"]) -> Iterator[Sequence[_Call]]:
        """Yield calls with their events, in groups that hold the database for a moment only."""
        group: list[_Call] = []
        events = 0
        for kept in calls:
            reports = self._reports_in(kept)
            if group and events + len(reports) > _EVENTS_TOGETHER:
                yield group
                group, events = [], 0
            group.append((kept, reports))
            events += len(reports)
        if group:
            yield group

    def _read_together(self, calls: Sequence[_Call], batch: HookBatch) -> int:
        """Store the events of some calls in one transaction, or in one each if that fails."""
        try:
            with self._container.store.together():
                troubles = [self._believe_all(reports) for _, reports in calls]
                kept_calls = [kept for kept, _ in calls]
                self._container.store.inbox.note_read(zip(kept_calls, troubles, strict=True))
        except Exception:
            if len(calls) == 1:
                raise
            return sum(self._read_together([call], batch) for call in calls)
        for (kept, reports), trouble in zip(calls, troubles, strict=True):
            batch.add(kept, reports, trouble)
            self._count(kept.provider, reports)
        return sum(len(reports) for _, reports in calls)

    def _count(self, provider: str, reports: Sequence[Report]) -> None:
        for report in reports:
            self._container.meter.reports.note(provider, report.kind.value)

    def _reports_in(self, kept: "StoredHook") -> Sequence[Report]:
        side = self._sides.get(kept.provider)
        if side is None:
            return (_unread(kept.provider, Message("report-of-former-provider").to_text()),)
        try:
            return side.read(kept.hook.body)
        except Exception as error:  # noqa: BLE001  # must not raise, but may be third-party code
            return (_unread(kept.provider, _why(error)),)

    def read_letters(self, is_enough: Callable[[], bool] = _never) -> int:
        """Process returned emails, and return how many events they contained.

        An email is marked as read only after its events were stored. The beginning
        of one without events is kept with the reason.

        Args:
            is_enough: Called before each email; ``True`` leaves the rest for the next round.

        Raises:
            ProviderError: The letterbox cannot be read.
        """
        from newsletter.providers.wire import letterbox

        read = 0
        store = self._container.store
        with letterbox.opened(self._container.settings.letterbox) as box:
            for letter in box.unread():
                if is_enough():
                    break
                reports = letter.read()
                with store.together():
                    trouble = self._believe_all(reports)
                    if trouble:
                        store.inbox.keep_unread(letterbox.NAME, letter.raw, trouble)
                box.done(letter)
                self._count(letterbox.NAME, reports)
                read += len(reports)
        return read

    def _believe_all(self, reports: Iterable[Report]) -> str:
        """Store each event separately, and return the problems in the inbox's format.

        Raises:
            StoreError: The database is unavailable, so no event was judged.
            ConfigError: The settings are wrong; the events wait until they are corrected.
        """
        found = [one for one in map(self._trouble_with, reports) if one is not None]
        if not found:
            return ""
        several = Message("several-problems", problems=tuple(found[:_MOST_REASONS]))
        return (found[0] if len(found) == 1 else several).to_text()

    def _trouble_with(self, report: Report) -> Message | None:
        """Store one event, or return why it stays unread."""
        if report.kind is ReportKind.UNREAD:
            return Message.from_text(report.detail)
        try:
            if why := self._authenticity.objection(report):
                return Message("report-not-believed", why=why, delivery=report.delivery_id)
            with self._container.store.attempt():
                is_known = self._believe(report)
        except (StoreError, ConfigError, OSError):  # not caused by the event
            raise
        except Exception as error:  # noqa: BLE001  # foreign data: only this event stays unread
            return Message.in_own_words(_why(error))
        is_odd = not is_known and _TOO_HIGH.fullmatch(report.delivery_id)
        return Message("report-of-unknown-reader") if is_odd else None

    def _believe(self, report: Report) -> bool:
        """Store a report, and return whether it is about a known delivery."""
        if report.kind is ReportKind.WORDS:
            self._keep_words(report)
            return True
        token = report.extra.get("token")
        if token is None:
            if report.kind is ReportKind.RESUBSCRIBED:
                self._note_return(report)
            # a plain id in an email says nothing about the rest of its batch
            proves = self._container.capabilities.all_or_nothing and not report.by_letter
            outcomes = self._container.store.outcomes
            return bool(outcomes.record(report, proves_batch=proves, judge=self._judge))
        try:
            self._readers.unsubscribe.leave(token, "mail")
        except BadToken:  # the address may have been altered in transit: the editor decides
            self._keep_words(report)
        return True

    def _keep_words(self, report: Report) -> None:
        """Store a reply for the editor. A From address alone unsubscribes nobody."""
        reply = {name: report.extra.get(name, "") for name in ("sender", "subject", "text")}
        self._container.store.replies.keep(report.replay_key, **reply)

    @cached_property
    def _judge(self) -> Judge:
        """Return the judge that pauses a dispatch whose late refusals blame the sender."""
        from newsletter.delivery.rules import brake

        return partial(brake, settings=self._container.settings.dispatch)

    def _note_return(self, report: Report) -> None:
        """Record that a provider reports a resubscription, without acting on it.

        Only our own record proves consent.
        """
        try:
            address = parse(report.address)
        except BadAddress:
            return
        at = report.moment(self._container.now())
        note = f"by {report.provider}'s word; not acted on"
        consent = Consent(kind="returned elsewhere", at=at, note=note)
        self._container.store.consents.add_by_address([(address, consent)])
