"""What comes back: calls of providers, and mail in the letterbox; proved, kept, then believed event by event."""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from newsletter.app.authenticity import Authenticity
from newsletter.app.parts import Parts
from newsletter.audience.addresses import parse
from newsletter.errors import (
    BadAddress,
    BadHook,
    BadToken,
    FetchError,
    ProviderError,
    StaleHook,
    StoreError,
)
from newsletter.model.audience import Consent
from newsletter.model.delivery import Report, ReportKind
from newsletter.model.hook import Hook

if TYPE_CHECKING:
    from newsletter.app.readers import Readers
    from newsletter.providers.wire.shape import Webhook

log = logging.getLogger(__name__)


class Reports:
    """The hearing side of the publication."""

    def __init__(self, parts: Parts, readers: Callable[[], "Readers"]) -> None:
        self._parts = parts
        self._readers = readers
        self._authenticity = Authenticity(parts)

    @cached_property
    def _sides(self) -> Mapping[str, "Webhook"]:
        """Who may call at ``/hooks/…``: the chosen provider, and whoever posts mail that came back."""
        from newsletter.providers import letterbox, webhook

        sides: dict[str, Webhook] = {}
        side = webhook(self._parts.settings.provider, self._parts.provider_settings)
        if side is not None:
            sides[self._parts.settings.provider] = side
        return {**sides, **letterbox.webhooks(self._parts.settings.letterbox)}

    def receive(self, provider: str, hook: Hook) -> tuple[int, Mapping[str, str]]:
        """Check a call, keep it raw, and say with which status and headers to answer.

        A provider that is not set gets 404. The call is read later.
        """
        side = self._sides.get(provider)
        if side is None:
            return 404, {}
        dialect = side.dialect
        try:
            replay_key = side.verify(hook, self._parts.now())
        except StaleHook:
            return dialect.never, {}
        except BadHook:
            challenge = {"www-authenticate": dialect.challenge} if dialect.challenge else {}
            return dialect.forged, challenge
        address = side.handshake(hook.body)
        if address is not None:
            self._shake_hands(provider, address)
        try:
            self._parts.store.inbox.keep(provider, replay_key, hook)
        except StoreError:
            return dialect.store_down, {"retry-after": "60"}
        return dialect.accepted, {}

    def _shake_hands(self, provider: str, address: str) -> None:
        """Fetch the address that begins a provider's reports; it asks again when that fails."""
        from newsletter.fetching.fetcher import Fetcher

        try:
            Fetcher(self._parts.settings.fetching, monotonic=self._parts.ticking).get(address)
        except FetchError as error:
            log.warning(
                "%s wants its address confirmed, and it does not answer: %s", provider, error
            )

    def read_all(self) -> int:
        """Read what came in since the last time; how many events that were."""
        return self._read_inbox() + self._read_letterbox()

    def _read_inbox(self) -> int:
        inbox = self._parts.store.inbox
        read = 0
        while calls := inbox.unread():
            for kept in calls:
                side = self._sides.get(kept.provider)
                if side is None:
                    inbox.note_read(kept, "the settings do not name this provider any more")
                    continue
                reports = side.read(kept.hook.body)
                inbox.note_read(kept, self._believe_all(reports))
                read += len(reports)
        return read

    def _read_letterbox(self) -> int:
        """Mail that came back; each is marked as read only after what it states was written down."""
        from newsletter.providers import letterbox

        read = 0
        try:
            with letterbox.opened(self._parts.settings.letterbox) as box:
                for letter in box.unread():
                    reports = letter.read()
                    trouble = self._believe_all(reports)
                    if trouble:
                        log.warning(
                            "a letter that came back says nothing that we know: %s", trouble
                        )
                    box.done(letter)
                    read += len(reports)
        except ProviderError as error:
            log.warning("%s", error)  # the next round tries again
        return read

    def _believe_all(self, reports: Iterable[Report]) -> str:
        """Write down every event by itself; what could not be read, in words."""
        trouble = []
        for report in reports:
            if report.kind is ReportKind.UNREAD:
                trouble.append(report.detail)
            elif why := self._authenticity.objection(report):
                trouble.append(f"{why}: {report.delivery_id}")
            else:
                self._believe(report)
        return "; ".join(trouble)

    def _believe(self, report: Report) -> None:
        token = report.extra.get("token")
        if token is None:
            if report.kind is ReportKind.RESUBSCRIBED:
                self._note_return(report)
            # a plain id in a letter says nothing of the others in its batch
            proves = self._parts.provider.capabilities.all_or_nothing and not report.by_letter
            self._parts.store.outcomes.record(report, proves_batch=proves)
            return
        try:
            self._readers().leaving.leave(token, "mail")
        except BadToken as error:
            log.warning("a mail asks to leave with a token that is not ours: %s", error)

    def _note_return(self, report: Report) -> None:
        """Write down that a provider calls somebody back; it is not acted on.

        Who agreed to what is proved by our own record alone.
        """
        try:
            address = parse(report.address)
        except BadAddress:
            return
        at = report.at or self._parts.now()
        note = f"by {report.provider}'s word; not acted on"
        consent = Consent(kind="returned elsewhere", at=at, note=note)
        self._parts.store.consents.add_by_address([(address, consent)])
