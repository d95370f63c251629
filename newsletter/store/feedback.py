"""Suppression of readers who are on the provider's own suppression list."""

from collections.abc import Callable, Sequence
from typing import TypeAlias, assert_never

from sqlalchemy import Connection, select

from newsletter.model.address import EmailAddress
from newsletter.model.audience import Suppression, SuppressionReason
from newsletter.model.batch import AllAccepted
from newsletter.model.delivery import Listed, Receipt
from newsletter.model.delivery_ids import read_delivery_id
from newsletter.model.dispatch import Claim
from newsletter.store.database import Database
from newsletter.store.schema.sending import notices, subscribers, suppressions
from newsletter.store.subscribers.rows import read_address
from newsletter.store.subscribers.subscribers import Subscribers
from newsletter.store.subscribers.suppressions import Suppressions

# Called in the transaction that notes receipts.
OnReceipts: TypeAlias = Callable[[Connection, Claim, Sequence[Receipt]], None]


class ListedByProvider:
    """Suppresses and unsubscribes readers who are on a provider's list.

    They are thereby not handed to the provider again. If the list gives no reason, the
    reader is held until an editor finds out and lifts the suppression.
    """

    def __init__(self, database: Database, people: Subscribers, suppressed: Suppressions) -> None:
        self._database = database
        self._people = people
        self._suppressed = suppressed

    def note_receipts(
        self, connection: Connection, claim: Claim, receipts: Sequence[Receipt]
    ) -> None:
        """Act on the receipts that result from the provider's list."""
        for receipt in () if isinstance(receipts, AllAccepted) else receipts:
            if receipt.listed is None or (name := read_delivery_id(receipt.delivery_id)) is None:
                continue
            number = _subscriber(connection, claim, name.number)
            address = connection.execute(
                select(subscribers.c.address).where(subscribers.c.id == number)
            ).scalar()
            if address is not None:
                self.note(number, read_address(address), receipt.listed, receipt.detail)

    def note(
        self, subscriber: int | None, address: EmailAddress, listed: Listed, detail: str
    ) -> None:
        """Act on one reader's entry on the provider's list, with the provider's reason."""
        match listed:
            case Listed.LEFT:
                if subscriber is not None:
                    self._people.unsubscribe(subscriber)
            case Listed.COMPLAINED:
                self._suppressed.add(address, SuppressionReason.COMPLAINED, detail)
                if subscriber is not None:
                    self._people.unsubscribe(subscriber)
            case Listed.BOUNCED:
                self._suppressed.add(address, SuppressionReason.BOUNCED, detail)
            case Listed.UNTOLD:
                self._suppressed.add(address, SuppressionReason.PROVIDERS_LIST, detail)
            case _:
                assert_never(listed)

    def held(self) -> tuple[tuple[EmailAddress, Suppression], ...]:
        """Return the readers held because of the provider's list, the newest first."""
        query = (
            select(subscribers.c.address, suppressions)
            .join(suppressions, suppressions.c.fingerprint == subscribers.c.fingerprint)
            .where(
                suppressions.c.reason == SuppressionReason.PROVIDERS_LIST,
                subscribers.c.address.is_not(None),
            )
            .order_by(suppressions.c.since.desc(), subscribers.c.id)
        )
        with self._database.read() as connection:
            return tuple(
                (read_address(row.address), Suppression(row.reason, row.since, row.note))
                for row in connection.execute(query)
            )


def _subscriber(connection: Connection, claim: Claim, number: int) -> int | None:
    """Return the reader of a delivery, which has a number of its own if it is a notice."""
    if not claim.is_notice:
        return number
    return connection.execute(
        select(notices.c.subscriber).where(notices.c.id == claim.number)
    ).scalar()
