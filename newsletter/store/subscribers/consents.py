"""What people agreed to: an append-only record."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
)

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Consent, Ground, Standing, ground_in
from newsletter.store.database import Database
from newsletter.store.schema.sending import consents, subscribers
from newsletter.store.subscribers.rows import CONSENT, add_consents, numbers_of

# Kinds of consent, as ``audience.subscribe`` and ``audience.importing`` record them.
_SIGNED_UP_BY = "confirmed"
_STATED_BY = ("imported", "added by the editor")


def stated_sql(subscriber: ColumnElement[int]) -> ScalarSelect[Any]:
    """Select the editor's statement about a reader, or NULL after their own consent."""
    return (
        select(case((consents.c.kind == _SIGNED_UP_BY, None), else_=consents.c.wording))
        .where(
            consents.c.subscriber == subscriber,
            # no IN, whose places SQLAlchemy writes into the text again for every batch
            or_(*(consents.c.kind == kind for kind in (_SIGNED_UP_BY, *_STATED_BY))),
        )
        .order_by(consents.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def ground_of(statement: str | None) -> Ground:
    """Return the ground that follows from a value of ``stated_sql``."""
    return Ground.SIGNED_UP if statement is None else ground_in(statement)


class Consents:
    """Proof of consent, by the subscriber's number only, useless for sending."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, people: Iterable[int], consent: Consent) -> None:
        """Record the same consent for one or many people."""
        rows = [_row(subscriber, consent) for subscriber in people]
        if rows:
            with self._database.write() as connection:
                connection.execute(insert(consents), rows)

    def add_by_address(self, consents_of: Iterable[tuple[EmailAddress, Consent]]) -> None:
        """Record a consent for each of these people, found by address. Others are ignored."""
        noted = {address.normalised: consent for address, consent in consents_of}
        if not noted:
            return
        with self._database.write() as connection:
            found = numbers_of(connection, noted)
            add_consents(connection, [(number, noted[mailbox]) for number, mailbox in found])

    def of_each(self, people: Collection[int]) -> Mapping[int, tuple[Consent, ...]]:
        """Return all consents of each of these people (a few thousand at most)."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(consents)
                .where(consents.c.subscriber.in_(list(people)))
                .order_by(consents.c.id)
            ).all()
        found: dict[int, tuple[Consent, ...]] = {}
        for row in rows:
            found[row.subscriber] = (*found.get(row.subscriber, ()), _consent(row))
        return found

    def newest_of(self, people: Collection[int]) -> Mapping[int, Consent]:
        """Return the newest consent of each of these people (a few thousand at most)."""
        newest = (
            select(func.max(consents.c.id))
            .where(consents.c.subscriber.in_(list(people)))
            .group_by(consents.c.subscriber)
        )
        with self._database.read() as connection:
            rows = connection.execute(select(consents).where(consents.c.id.in_(newest))).all()
        return {row.subscriber: _consent(row) for row in rows}

    def ground_of(self, subscriber: int) -> Ground:
        """Return the ground on which this person gets the letter."""
        with self._database.read() as connection:
            return ground_of(connection.execute(select(stated_sql(literal(subscriber)))).scalar())

    def of(self, subscriber: int) -> tuple[Consent, ...]:
        """Return all consents of one person, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(consents).where(consents.c.subscriber == subscriber).order_by(consents.c.id)
            ).all()
        return tuple(map(_consent, rows))

    def drop(self, *, left_before: datetime) -> int:
        """Delete the consents of people who left before then, and return how many."""
        gone = select(subscribers.c.id).where(
            subscribers.c.standing == Standing.UNSUBSCRIBED, subscribers.c.left_at < left_before
        )
        with self._database.write() as connection:
            return connection.execute(
                delete(consents).where(consents.c.subscriber.in_(gone))
            ).rowcount


def _row(subscriber: int, consent: Consent) -> dict[str, object]:
    return {"subscriber": subscriber} | {name: getattr(consent, name) for name in CONSENT}


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        kind=row.kind,
        at=row.at,
        wording=row.wording,
        version=row.version,
        network=row.network,
        note=row.note,
    )
