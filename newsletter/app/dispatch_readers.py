"""Why one reader got a letter or did not, from the ledger and the rule that freezes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final, Self

from newsletter.app.container import Container
from newsletter.app.one_moment import of_one_moment
from newsletter.app.planning import nowhere
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Audience, Exclusion, Subscriber
from newsletter.model.dispatch import NOTICES, Delivery, DeliveryState, Dispatch, Plan

if TYPE_CHECKING:
    from newsletter.app.newsletter import Newsletter
    from newsletter.app.queue import Queue

_LARGEST: Final = (1 << 31) - 1  # numbers of readers are signed 32-bit integers
_NEWEST: Final = 20
_WITHOUT_REASON: Final = Message("reason-not-given")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderOfDispatch:
    """What became of a dispatch for one reader.

    Attributes:
        title: The letter's subject; empty if only the journal knows about the dispatch.
        state: That of their delivery; ``None`` if they have none.
        exclusion: Why they have none, if the rule tells.
        at: When their delivery got its state, as far as that is known.
        why: All of it in a sentence.
    """

    dispatch: int
    issue: int
    title: str
    frozen_at: datetime
    reader: int
    state: DeliveryState | None
    exclusion: Exclusion | None
    at: datetime | None
    why: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class NextLetter:
    """Whether a reader gets the next letter, by what is known now.

    Attributes:
        issue: Its number; 0 if none is queued.
        title: Its subject; empty if none is queued.
        at: When it is sent; now, if none is queued.
        exclusion: The first reason why they do not get it; ``None`` if they do.
    """

    issue: int
    title: str
    at: datetime
    exclusion: Exclusion | None

    def sentence(self, zone: tzinfo) -> Message:
        """Return it as a sentence, with the moment on the clock of a zone."""
        if self.exclusion is None:
            if not self.issue:
                return Message("reader-gets-any")
            return Message("reader-gets-next", issue=self.issue, at=self.at.astimezone(zone))
        why = Message.of(self.exclusion)
        if not self.issue:
            return Message("reader-gets-none", why=why)
        return Message("reader-not-next", issue=self.issue, why=why)


class DispatchReaders:
    """Answers why a reader, given by number, got a letter or did not. Names nobody."""

    def __init__(self, container: Container, queue: "Queue") -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._queue = queue

    @classmethod
    def of(cls, newsletter: "Newsletter") -> Self:
        """Return the answers about a publication's readers."""
        return cls(newsletter.container, newsletter.queue)

    @of_one_moment
    def show(self, dispatch: int, reader: int) -> ReaderOfDispatch:
        """Return what became of a dispatch for one reader.

        Raises:
            DeskError: There is no such dispatch, it is that of the notices, or there never
                was such a reader.
        """
        if dispatch == NOTICES:
            raise DeskError("dispatch-unknown", dispatch=dispatch)
        found = self._container.store.dispatches.find(dispatch)
        return self._answer(found, reader, self._who(reader, found))

    @of_one_moment
    def all_of(self, reader: int) -> tuple[ReaderOfDispatch, ...]:
        """Return what became of the newest dispatches for one reader, the newest first.

        Raises:
            DeskError: There is no such reader, or they were erased.
        """
        who = self._who(reader)
        newest = self._container.store.dispatches.latest(_NEWEST)
        return tuple(self._answer(one, reader, who) for one in newest)

    @of_one_moment
    def next_for(self, reader: int) -> NextLetter | None:
        """Return whether a reader gets the next letter; ``None`` for one who was erased."""
        store, now = self._container.store, self._container.now()
        if store.subscribers.find(reader) is None:
            return None
        moments = self._queue.moments()
        number = min(moments, key=moments.__getitem__, default=0)
        approval = store.queue.approval(number) if number else None
        at = max(moments.get(number, now), now)
        audience = approval.audience if approval else Audience()
        plan = self._plan(number, audience, at)
        return NextLetter(
            issue=number,
            title=store.editions.subject(approval.edition) if approval else "",
            at=at,
            exclusion=next(iter(store.audiences.exclusions(plan, reader)), None),
        )

    def _who(self, reader: int, dispatch: Dispatch | None = None) -> Subscriber | None:
        """Return the person; ``None`` for an erased one with a delivery of this dispatch."""
        store = self._container.store
        who = store.subscribers.find(reader) if 0 < reader <= _LARGEST else None
        is_known = who is not None or (
            dispatch is not None
            and 0 < reader <= _LARGEST
            and store.counts.one(dispatch.id, reader) is not None
        )
        if not is_known:
            raise DeskError("reader-not-there")
        return who

    def _answer(self, found: Dispatch, reader: int, who: Subscriber | None) -> ReaderOfDispatch:
        store = self._container.store
        delivery = store.counts.one(found.id, reader)
        exclusion = None
        if delivery is not None:
            why = self._of_delivery(found, delivery)
        else:
            assert who is not None, "an erased person without a delivery is refused"  # noqa: S101  # narrows the type for mypy
            exclusion, why = self._without_delivery(found, who)
        title = store.editions.subject(found.edition) if found.edition else ""
        return ReaderOfDispatch(
            dispatch=found.id,
            issue=found.issue,
            title=title,
            frozen_at=found.frozen_at,
            reader=reader,
            state=delivery.state if delivery else None,
            exclusion=exclusion,
            at=delivery.at if delivery else None,
            why=why,
        )

    def _of_delivery(self, found: Dispatch, one: Delivery) -> Message:
        """Return what became of a delivery, with the provider's words if there are any."""
        reason = Message.from_text(one.detail) if one.detail else _WITHOUT_REASON
        if one.state is DeliveryState.SUPERSEDED:
            newer = [
                each.id
                for each in self._container.store.dispatches.of_issue(found.issue)
                if each.again_of == found.id
            ]
            return Message("delivery-was-superseded", dispatch=max(newer, default=found.id))
        if one.state is DeliveryState.QUEUED and found.why:
            return Message("delivery-waits", reason=Message.from_text(found.why))
        code = _OF_STATE[one.state]
        if reason.code == "skipped-cancelled":
            code = _OF_STATE[DeliveryState.CANCELLED]
        if code in _WITH_REASON:
            return Message(code, reason=reason)
        if one.at is not None and code in _WITH_TIME:
            return Message(_WITH_TIME[code], at=self._here(one.at))
        return Message(code)

    def _without_delivery(
        self, found: Dispatch, who: Subscriber
    ) -> tuple[Exclusion | None, Message]:
        """Return why a person has no delivery, and by which part of the rule."""
        moments = next(self._before_the_rule(found, who), None)
        if moments is not None:
            return None, moments
        exclusion = self._exclusion(found, who)
        return exclusion, self._of_exclusion(found, who, exclusion)

    def _before_the_rule(self, found: Dispatch, who: Subscriber) -> Iterator[Message]:
        """Yield why a person was not in the audience, as far as moments alone tell."""
        frozen_at = found.frozen_at
        if found.is_from_journal:
            yield Message("reader-known-by-journal-only")
        if found.again_of is not None:
            yield Message("reader-not-among-refused", dispatch=found.again_of)
        if who.joined_at > frozen_at:
            yield Message("reader-joined-later", at=self._here(who.joined_at))
        if who.confirmed_at is not None and who.confirmed_at > frozen_at:
            yield Message("reader-confirmed-later", at=self._here(who.confirmed_at))
        if who.left_at is not None and who.left_at <= frozen_at:
            yield Message("reader-had-left", at=self._here(who.left_at))

    def _exclusion(self, found: Dispatch, who: Subscriber) -> Exclusion | None:
        """Return the first reason that the rule gives, for the moment of the freeze.

        Tags, rhythm, pause and series are those of today, because earlier ones are not kept.
        """
        store, frozen_at = self._container.store, found.frozen_at
        plan = self._plan(found.issue, found.audience, frozen_at)
        reasons = list(store.audiences.exclusions(plan, who.id, until=frozen_at))
        suppression = store.suppressions.of(who.address)
        since_then = {
            Exclusion.UNSUBSCRIBED: who.left_at is not None and who.left_at > frozen_at,
            Exclusion.SUPPRESSED: suppression is not None and suppression.since > frozen_at,
            Exclusion.HAS_IT: self._got_it(found, who, later=True) is not None,
        }
        return next((one for one in reasons if not since_then.get(one, False)), None)

    def _of_exclusion(
        self, found: Dispatch, who: Subscriber, exclusion: Exclusion | None
    ) -> Message:
        if exclusion is Exclusion.HAS_IT and (earlier := self._got_it(found, who, later=False)):
            return Message("reader-had-it", dispatch=earlier)
        if exclusion is not None:
            return Message("reader-was-left-out", why=Message.of(exclusion))
        return Message("reader-left-out-unknown")

    def _got_it(self, found: Dispatch, who: Subscriber, *, later: bool) -> int | None:
        """Return another dispatch by which a person got the letter, after this one or before."""
        store = self._container.store
        for one in store.dispatches.of_issue(found.issue):
            delivery = store.counts.one(one.id, who.id) if (one.id > found.id) is later else None
            if delivery is not None and delivery.state not in _NOT_GOT:
                return one.id
        return None

    def _plan(self, issue: int, audience: Audience, at: datetime) -> Plan:
        """Return a plan that is only asked whom it is for."""
        return Plan(
            key="",
            issue=issue,
            edition="",
            audience=audience,
            at=at,
            batch_size=1,
            provider="",
            series=self._container.settings.series.series,
            nowhere=nowhere(self._container, audience),
        )

    def _here(self, at: datetime) -> datetime:
        return at.astimezone(self._container.zone)


_NOT_GOT: Final = (DeliveryState.SKIPPED, DeliveryState.SUPERSEDED, DeliveryState.CANCELLED)
_OF_STATE: Final = {
    DeliveryState.QUEUED: "delivery-is-queued",
    DeliveryState.SENDING: "delivery-is-sending",
    DeliveryState.IN_DOUBT: "delivery-is-in-doubt",
    DeliveryState.HELD: "delivery-is-held",
    DeliveryState.CANCELLED: "delivery-was-spared",
    DeliveryState.SKIPPED: "delivery-was-skipped",
    DeliveryState.ACCEPTED: "delivery-was-accepted",
    DeliveryState.REFUSED: "delivery-was-refused",
    DeliveryState.DEFERRED: "delivery-is-deferred",
    DeliveryState.DELIVERED: "delivery-was-delivered",
    DeliveryState.BOUNCED: "delivery-bounced",
    DeliveryState.COMPLAINED: "delivery-complained",
}
_WITH_REASON: Final = frozenset(
    {
        "delivery-is-in-doubt",
        "delivery-is-held",
        "delivery-was-skipped",
        "delivery-was-refused",
        "delivery-is-deferred",
        "delivery-bounced",
    }
)
_WITH_TIME: Final = {
    "delivery-was-accepted": "delivery-was-accepted-at",
    "delivery-was-delivered": "delivery-was-delivered-at",
}
