"""A provider that behaves as one does: it takes, refuses, recognises keys, and shows what it took."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from newsletter.delivery.dispatch import Dispatcher
from newsletter.delivery.reconcile import Reconciler
from newsletter.delivery.settings import DispatchSettings
from newsletter.errors import ProviderError, ProviderSilent
from newsletter.model.batch import AllAccepted, ids_of
from newsletter.model.delivery import (
    Batch,
    CallForm,
    Capabilities,
    Outcome,
    Receipt,
    Recipient,
)
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import Claim
from newsletter.model.edition import Email
from newsletter.store.store import Store
from tests.store.builders import NOW

TAKEN_THEN_SILENT = ProviderSilent("fake", "read timed out after it was taken")
SILENT = ProviderSilent("fake", "read timed out")


class FakeProvider:
    """Answers as told, in order; once nothing is told, it takes everything.

    ``accepted`` counts what it really took, whatever it said.
    """

    name = "fake"

    def __init__(self, *answers: ProviderError | Exception | str, **capabilities) -> None:
        self.capabilities = Capabilities(
            **({"form": CallForm.MERGE, "recipients_per_call": 10} | capabilities)
        )
        self.answers = list(answers)
        self.accepted: Counter[str] = Counter()
        self.calls: list[Batch] = []
        self.during_the_call: Callable[[], None] = lambda: None
        self.look_ups = 0
        self.is_blind = False  # its index shows nothing yet
        self.look_up_trouble: Exception | None = None
        self.ahead: timedelta | None = timedelta(
            0
        )  # of the database's clock; None: it does not tell
        self.clock_trouble: ProviderError | None = None
        self._known_keys: dict[str, tuple[Receipt, ...]] = {}
        self._lock = threading.Lock()

    def send(self, batch: Batch) -> Sequence[Receipt]:
        self.during_the_call()
        with self._lock:
            self.calls.append(batch)
            answer = self.answers.pop(0) if self.answers else "take"
            if isinstance(answer, Exception) and answer is not TAKEN_THEN_SILENT:
                raise answer
            receipts = self._take(batch)
        if answer is TAKEN_THEN_SILENT:
            raise TAKEN_THEN_SILENT
        if answer == "refuse the first":
            return (receipts[0]._replace(outcome=Outcome.REFUSED, detail="inactive"), *receipts[1:])
        if answer in {"take all at once", "take another batch at once"}:
            ids = (
                ids_of(receipts) if answer == "take all at once" else ["another.1"] * len(receipts)
            )
            return AllAccepted(ids, "one id for all")
        return receipts[1:] if answer == "forget one" else receipts

    def _take(self, batch: Batch) -> tuple[Receipt, ...]:
        if self.capabilities.idempotent_for is not None and batch.key in self._known_keys:
            return self._known_keys[batch.key]
        self.accepted.update(one.delivery_id for one in batch.recipients)
        receipts = tuple(
            Receipt(one.delivery_id, Outcome.ACCEPTED, f"id-{one.delivery_id}")
            for one in batch.recipients
        )
        self._known_keys[batch.key] = receipts
        return receipts

    def look_up(self, batch: Batch) -> tuple[Receipt, ...]:
        self.look_ups += 1
        if self.look_up_trouble is not None:
            raise self.look_up_trouble
        if self.is_blind:
            return ()
        return tuple(
            Receipt(one.delivery_id, Outcome.ACCEPTED, "found")
            for one in batch.recipients
            if self.accepted[one.delivery_id]
        )

    def clock(self) -> datetime | None:
        if self.clock_trouble is not None:
            raise self.clock_trouble
        return None if self.ahead is None else datetime.now(UTC) + self.ahead

    def check(self) -> tuple[str, ...]:
        return ()


def recipients(claim: Claim) -> tuple[Recipient, ...]:
    return tuple(
        Recipient(
            delivery_id(claim.dispatch.key, one.subscriber),
            one.address,
            claim.values or {"greeting": f"Dag {one.first_name},"},
        )
        for one in claim.members
    )


def personalise(batch: Batch) -> Batch:
    return replace(
        batch,
        emails=tuple(
            Email(one.delivery_id, one.address, "Stilte", one.values["greeting"], "", ())
            for one in batch.recipients
        ),
    )


SETTINGS = DispatchSettings(connections=2, retry_first=timedelta(0), retry_longest=timedelta(0))


def a_dispatcher(
    store: Store, provider: FakeProvider, settings: DispatchSettings = SETTINGS, **more
) -> Dispatcher:
    return Dispatcher(
        ledger=more.pop("ledger", store.ledger),
        provider=provider,
        personalise=personalise,
        recipients=more.pop("recipients", recipients),
        settings=settings,
        now=lambda: NOW,
        chance=lambda: 0.5,
        **more,
    )


def a_reconciler(
    store: Store, provider: FakeProvider, settings: DispatchSettings = SETTINGS, account: str = ""
) -> Reconciler:
    return Reconciler(
        account=account,
        ledger=store.ledger,
        doubts=store.doubts,
        provider=provider,
        personalise=personalise,
        recipients=recipients,
        settings=settings,
    )
