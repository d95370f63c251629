"""What people agreed to: a record that is only added to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select

from newsletter.model.audience import Consent, Standing
from newsletter.store.database import Database
from newsletter.store.tables import consents, subscribers


class Consents:
    """Proof of consent, by the subscriber's number alone, so that it is of no use for sending."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, people: Iterable[int], consent: Consent) -> None:
        """Note the same consent of one or many people."""
        rows = [
            {
                "subscriber": subscriber,
                "at": consent.at,
                "kind": consent.kind,
                "wording": consent.wording,
                "version": consent.version,
                "network": consent.network,
                "note": consent.note,
            }
            for subscriber in people
        ]
        if rows:
            with self._database.write() as connection:
                connection.execute(insert(consents), rows)

    def of(self, subscriber: int) -> tuple[Consent, ...]:
        """Everything noted of one person, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(consents).where(consents.c.subscriber == subscriber).order_by(consents.c.id)
            ).all()
        return tuple(
            Consent(
                kind=row.kind,
                at=row.at,
                wording=row.wording,
                version=row.version,
                network=row.network,
                note=row.note,
            )
            for row in rows
        )

    def drop(self, *, left_before: datetime) -> int:
        """End of the time for which proof is kept: drop that of people who left before."""
        gone = select(subscribers.c.id).where(
            subscribers.c.standing == Standing.UNSUBSCRIBED, subscribers.c.left_at < left_before
        )
        with self._database.write() as connection:
            return connection.execute(
                delete(consents).where(consents.c.subscriber.in_(gone))
            ).rowcount
