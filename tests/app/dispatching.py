"""Dispatches in the states that tests need, brought there through the ledger."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import SuppressionReason
from newsletter.model.delivery import Outcome, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import Claim
from tests.app.builders import with_issues_approved
from tests.app.prepared import once
from tests.store.builders import LEASE, receipts

BY_TWO = "[dispatch]\nbatch_size = 2\n"  # so that ten readers are five batches
READERS = [f"lezer{number}" for number in range(1, 11)]
_HASH = b"h" * 32


def frozen(app: Newsletter, issue: str = "1", readers: list[str] = READERS) -> int:
    """A letter on its way of which nothing was handed over yet; the number of its dispatch."""

    def step() -> None:
        with_issues_approved(app, readers)
        app.dispatches.dispatcher.stop()
        app.dispatches.start(issue)
        del app.dispatches.dispatcher  # stopped before the first; the next one goes on

    once(app, step, issue, tuple(readers))
    return app.container.store.dispatches.of_issue(int(issue))[-1].id


def claimed(app: Newsletter) -> Claim | None:
    """The next batch, as it is being handed over; ``None`` if none is due."""
    ledger = app.container.store.ledger
    claim = ledger.claim(LEASE, app.container.now())
    if claim is None:
        return None
    return claim if claim.members and ledger.ready(claim, _HASH) else None


def accept(app: Newsletter) -> None:
    if claim := claimed(app):
        assert app.container.store.ledger.note(claim, receipts(claim))


def refuse(app: Newsletter) -> None:
    if claim := claimed(app):
        found = receipts(claim, outcome=Outcome.REFUSED)
        assert app.container.store.ledger.note(claim, found)


def doubt(app: Newsletter) -> None:
    if claim := claimed(app):
        why = Message("no-answer-came").to_text()
        assert app.container.store.ledger.note_doubt(claim, why)


def hold(app: Newsletter) -> None:
    doubt(app)
    if found := app.container.store.doubts.take(LEASE):
        held = Message(
            "held-after",
            answer=Message("no-answer-came"),
            reason=Message("neither-repeat-nor-look-up"),
        )
        assert app.container.store.doubts.hold(found.claim, held.to_text())


def report(app: Newsletter, kind: ReportKind, reader: int = 1, dispatch: int = 1) -> None:
    key = app.container.store.dispatches.find(dispatch).key
    app.container.store.outcomes.record(
        Report(
            provider="fake",
            kind=kind,
            replay_key=f"{kind} {reader}",
            delivery_id=delivery_id(key, reader),
            at=app.container.now(),
        )
    )


def leave(app: Newsletter) -> None:
    for reader in app.container.store.subscribers.page(limit=20)[-2:]:
        app.container.store.suppressions.add(reader.address, SuppressionReason.MANUAL, "asked")


def cancel(app: Newsletter) -> None:
    with suppress(DeskError):  # it may be done, or cancelled already
        app.dispatches.cancel(1)


STEPS: Final[Mapping[str, Callable[[Newsletter], object]]] = {
    "accept": accept,
    "refuse": refuse,
    "doubt": doubt,
    "hold": hold,
    "hand over": claimed,
    "bounce": lambda app: report(app, ReportKind.BOUNCED),
    "deliver": lambda app: report(app, ReportKind.DELIVERED),
    "complain": lambda app: report(app, ReportKind.COMPLAINED, 2),
    "leave": leave,
    "pause": lambda app: app.container.store.dispatches.pause(1, "full"),
    "resume": lambda app: app.container.store.dispatches.resume(1),
    "cancel": cancel,
}
