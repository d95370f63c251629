"""People, editions and dispatches with defaults, and ways to let the database's time pass."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import BigInteger, insert, type_coerce, update

from newsletter import store as stores
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Audience, NewSubscriber, Rhythm, Subscriber
from newsletter.model.delivery import Outcome, Receipt
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.dispatch import Claim, Dispatch, DispatchState, Notice, Plan
from newsletter.model.secret import Secret
from newsletter.store.schema.sending import batches, chores, dispatches, pace
from newsletter.store.store import Store
from tests.builders.editions import an_edition

NOW = datetime(2026, 3, 1, 7, tzinfo=UTC)
LEASE = timedelta(minutes=3)


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, reach: timedelta) -> None:
        self.now += reach


def a_store(url: str, clock: Clock | None = None, **more) -> Store:
    return stores.open(
        url, clock or Clock(), pepper=more.pop("pepper", Secret("a pepper of tests")), **more
    )


def an_address(name: str = "lezer1") -> EmailAddress:
    return EmailAddress(name, "example.org")


def a_newcomer(name: str = "lezer1", **more) -> NewSubscriber:
    return NewSubscriber(address=an_address(name), **more)


def readers(store: Store, many: int) -> tuple[Subscriber, ...]:
    """That many confirmed readers, lezer1 and on."""
    store.subscribers.take_in([a_newcomer(f"lezer{n}") for n in range(1, many + 1)], source="test")
    return store.subscribers.page(limit=many)


def a_dispatch(
    store: Store,
    *,
    issue: int = 1,
    key: str = "",
    at: datetime = NOW,
    batch_size: int = 10,
    audience: Audience | None = None,
    slot: date | None = None,
    provider: str = "fake",
) -> Dispatch:
    approval = store.queue.approval(issue)
    dispatch = store.dispatches.freeze(
        Plan(
            key=key or f"key{issue:05}",
            issue=issue,
            edition=approval.edition if approval else store.editions.keep(an_edition(issue)),
            audience=audience or Audience(),
            at=at,
            batch_size=batch_size,
            provider=provider,
            slot=slot,
        )
    )
    assert dispatch is not None
    return dispatch


def known_by_its_journal(store: Store, issue: int, at: datetime) -> None:
    """A dispatch of which a restored backup knows no more than that it went out."""
    with store.database.write() as connection:
        connection.execute(
            insert(dispatches).values(
                key="journal1", issue=issue, edition="", state=DispatchState.CANCELLED,
                why="went out since", provider="", frozen_at=at, is_keyed=1,
            )
        )  # fmt: skip


def with_the_welcome(store: Store, subscriber: int, issue: int) -> int:
    """The last issue on its way to a newcomer as a notice; its number."""
    edition = store.editions.keep(an_edition(issue))
    return store.notices.add(
        Notice(
            kind="last issue",
            edition=edition,
            subscriber=subscriber,
            values={"greeting": "Dag lezer"},
        )
    )


def receipts(
    claim: Claim, provider_id: str = "", outcome: Outcome = Outcome.ACCEPTED
) -> tuple[Receipt, ...]:
    """What a provider says that took all of it; ``{}`` in the id becomes the reader's number."""
    return tuple(
        Receipt(
            delivery_id(claim.dispatch.key, member.subscriber),
            outcome,
            provider_id.format(member.subscriber),
        )
        for member in claim.members
    )


def counts(store: Store, dispatch: int = 1) -> dict[str, int]:
    """How many deliveries of a dispatch are in each state: together all of its audience."""
    progress = store.counts.progress(dispatch)
    assert sum(progress.counts.values()) == progress.audience
    return dict(progress.counts)


_OURS, _THEIRS = ("due_at", "leased_until", "keyed_at", "handed_at"), ("seen_at",)


def let_time_pass(store: Store, reach: timedelta, *, by_ours_alone: bool = False) -> None:
    """Make everything that goes by a clock that much older: the database's, and the provider's.

    Where time passes by ours alone, that was behind and is set right.
    """
    micros = reach // timedelta(microseconds=1)
    which = _OURS if by_ours_alone else _OURS + _THEIRS
    aged = {name: type_coerce(batches.c[name], BigInteger) - micros for name in which}
    with store.database.write() as connection:
        connection.execute(update(batches).values(**aged))
        connection.execute(update(chores).values(until=chores.c.until - micros))
        connection.execute(update(pace).values(free_at=pace.c.free_at - micros))


def fortnightly(name: str) -> NewSubscriber:
    return a_newcomer(name, rhythm=Rhythm.FORTNIGHTLY)
