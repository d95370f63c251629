"""The values of columns: small numbers, the same on every database.

This module does not use SQLAlchemy, so that lists can be read without it. Values that no list
is read by are defined next to their tables, so that a list does without their models as well.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from newsletter.model.audience import Rhythm, Standing, SuppressionReason
from newsletter.model.delivery import BatchState, Outcome, Refusal
from newsletter.model.dispatch import DeliveryState, DispatchState
from newsletter.model.editor import Actor, Role
from newsletter.model.issue import SlotVerdict
from newsletter.model.secret import Scope
from newsletter.model.webhook import BulkCause, EventKind

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Return a moment as microseconds since 1970, which every database can compare and subtract."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(count: int) -> datetime:
    """Return the moment (aware, UTC) of a number of microseconds since 1970."""
    return _EPOCH + count * _MICROSECOND


def span(reach: timedelta) -> int:
    """Return a length of time in microseconds."""
    return reach // _MICROSECOND


def check_of(pepper: bytes) -> str:
    """Return the check value by which a database recognises its pepper."""
    return hmac.digest(pepper, b"newsletter pepper", hashlib.sha256).hex()[:32]


def scopes(bits: int) -> frozenset[Scope]:
    """Return the scopes of a key from their bits."""
    return frozenset(scope for scope, bit in SCOPE.items() if bits & bit)


# Codes never change: a new member gets a new number.
STANDING = {Standing.PENDING: 0, Standing.CONFIRMED: 1, Standing.UNSUBSCRIBED: 2}
RHYTHM = {Rhythm.WEEKLY: 0, Rhythm.FORTNIGHTLY: 1, Rhythm.MONTHLY: 2}
SUPPRESSION = {
    SuppressionReason.BOUNCED: 1,
    SuppressionReason.COMPLAINED: 2,
    SuppressionReason.MANUAL: 3,
    SuppressionReason.ERASED: 4,
    SuppressionReason.SOFT_BOUNCES: 5,
    SuppressionReason.LEFT: 6,
    SuppressionReason.PROVIDERS_LIST: 7,
}
DISPATCH_STATE = {DispatchState.GOING: 0, DispatchState.PAUSED: 1, DispatchState.CANCELLED: 2}
BATCH_STATE = {
    BatchState.PENDING: 0,
    BatchState.SENDING: 1,
    BatchState.SENT: 2,
    BatchState.IN_DOUBT: 3,
    BatchState.HELD: 4,
    BatchState.CANCELLED: 5,
}
# A delivery's own state. QUEUED means that its batch's state applies, so that changing one row
# sends a batch of a thousand. The others are in the order in which reports take precedence
# (model.delivery.latest).
QUEUED, SKIPPED = 0, 1
OUTCOME = {
    Outcome.ACCEPTED: 2,
    Outcome.DEFERRED: 3,
    Outcome.REFUSED: 4,
    Outcome.DELIVERED: 5,
    Outcome.BOUNCED: 6,
    Outcome.COMPLAINED: 7,
}
# Another dispatch replaces it: above every outcome, so that no report changes it.
SUPERSEDED = 8
# bits: a key may have several
SCOPE = {Scope.SIGN_UP: 1, Scope.READ: 2, Scope.EDIT: 4, Scope.READERS: 8}
ROLE = {Role.WRITER: 1, Role.EDITOR: 2, Role.OWNER: 3}
ACTOR = {Actor.DESK: 1, Actor.MAIL: 2, Actor.TICKER: 3, Actor.TERMINAL: 4, Actor.API: 5}
VERDICT = {SlotVerdict.GO: 1, SlotVerdict.SKIP: 2, SlotVerdict.LATER: 3}
EVENT_KIND = {EventKind.JOINED: 1, EventKind.LEFT: 2, EventKind.SENT: 3, EventKind.PAUSED: 4}
BULK_CAUSE = {BulkCause.IMPORT: 1, BulkCause.RESTORE: 2}
REFUSAL = {Refusal.AT_HAND_OVER: 1, Refusal.LISTED: 2, Refusal.REPORTED: 3}

# A delivery's own state if its letter was simply taken, and perhaps delivered; or if its batch
# tells. An index covers the others.
AS_USUAL = (QUEUED, OUTCOME[Outcome.ACCEPTED], OUTCOME[Outcome.DELIVERED])

# The state of a delivery whose own state is QUEUED, by that of its batch.
AS_BATCH = {
    BatchState.PENDING: DeliveryState.QUEUED,
    BatchState.SENDING: DeliveryState.SENDING,
    BatchState.SENT: DeliveryState.ACCEPTED,
    BatchState.IN_DOUBT: DeliveryState.IN_DOUBT,
    BatchState.HELD: DeliveryState.HELD,
    BatchState.CANCELLED: DeliveryState.CANCELLED,
}
OWN = {SKIPPED: DeliveryState.SKIPPED, SUPERSEDED: DeliveryState.SUPERSEDED} | {
    code: DeliveryState(outcome.value) for outcome, code in OUTCOME.items()
}
